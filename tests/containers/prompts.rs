//! Prompt checkpoints: the released layout, our safetensors, and what does not fit.

use crate::{cpu, golden, values};
use candle_core::{DType, Tensor};
use std::collections::BTreeMap;
use std::path::Path;
use vip2clip::clip::BackboneFile;
use vip2clip::detector::{PromptCheckpoint, PromptShape, State};
use vip2clip::tensors::{ElementType, TensorFile};

fn released() -> PromptCheckpoint {
    PromptCheckpoint::open(&golden("prompts.pth")).unwrap()
}

#[test]
fn sizes_ids_and_tensors_of_the_released_layout() {
    let prompts = released();
    let expected = PromptShape {
        n_ctx: 7,
        n_cls: 3,
        hidden: 48,
        embed_dim: 64,
        text_width: 64,
        context: 77,
    };
    assert_eq!(*prompts.shape(), expected);
    assert_eq!(prompts.end_of_text(), 12);
    assert!(prompts.ignored().is_empty() && prompts.metadata().is_empty());
    for (key, shape) in [
        ("cls_ctx", &[3, 64][..]),
        ("cls_prompter.fc.2.0.weight", &[48, 64]),
        ("cls_prompter.fc.0.2.bias", &[64]),
        ("prompt_learner.token_suffix_neg", &[1, 65, 64]),
        ("q_proj_pre.weight", &[64, 64, 1]),
        ("Zero_try.proj_post_t.bias", &[64]),
        ("prompt_temp_l1", &[]),
    ] {
        let tensor = prompts.get(key).unwrap();
        assert_eq!((tensor.dims(), tensor.dtype()), (shape, DType::F32), "{key}");
    }
    assert!(prompts.get("fc").unwrap_err().to_string().contains("'fc'"));
    let golden_ids = TensorFile::open(&golden("expected.safetensors")).unwrap();
    for (state, name) in [(State::Normal, "ids_normal"), (State::Abnormal, "ids_abnormal")] {
        let ids = golden_ids
            .read(name, DType::U32, cpu())
            .unwrap()
            .flatten_all()
            .unwrap();
        assert_eq!(prompts.prompt_ids(state), ids.to_vec1::<u32>().unwrap());
    }
}

#[test]
fn views_of_one_storage_keep_their_places() {
    // `token_prefix`, `_middle` and `_suffix` are slices of one tensor of 77 rows in the released files.
    let file = TensorFile::open(&golden("prompts.pth")).unwrap();
    let backbone = BackboneFile::open(&golden("backbone.openai.safetensors")).unwrap();
    let embedding = backbone
        .read("token_embedding.weight", DType::F32, cpu())
        .unwrap();
    let prompts = released();
    let ids = Tensor::new(prompts.prompt_ids(State::Abnormal), cpu()).unwrap();
    let rows = embedding.index_select(&ids, 0).unwrap();
    for (part, at, count) in [("prefix", 0, 1), ("middle", 8, 1), ("suffix", 12, 65)] {
        let found = file
            .read(&format!("prompt_learner.token_{part}_neg"), DType::F32, cpu())
            .unwrap();
        assert!(
            values(&found) == values(&rows.narrow(0, at, count).unwrap()),
            "{part}"
        );
    }
}

#[test]
fn a_checkpoint_survives_safetensors_and_its_bytes_repeat() {
    let dir = tempfile::tempdir().unwrap();
    let (first, second) = (dir.path().join("a.safetensors"), dir.path().join("b.safetensors"));
    let mut prompts = released();
    for i in 0..10 {
        prompts.set_metadata(format!("setting{i}"), format!("{i}"));
    }
    prompts.save(&first).unwrap();
    let again = PromptCheckpoint::open(&first).unwrap();
    assert_eq!(again.shape(), prompts.shape());
    assert_eq!(again.metadata(), prompts.metadata());
    assert_eq!(again.metadata()["setting3"], "3");
    assert_eq!(again.tensors().len(), prompts.tensors().len());
    for (name, tensor) in prompts.tensors() {
        let back = &again.tensors()[name];
        assert_eq!(
            (back.dims(), back.dtype()),
            (tensor.dims(), tensor.dtype()),
            "{name}"
        );
        assert!(values(back) == values(tensor), "{name}");
    }
    again.save(&second).unwrap();
    assert_eq!(std::fs::read(&first).unwrap(), std::fs::read(&second).unwrap());
    let file = TensorFile::open(&first).unwrap();
    let ids = file.info("prompt_learner.tokenized_prompts_pos").unwrap();
    assert_eq!(ids.dtype, ElementType::I32, "as in the released files");
}

#[test]
fn prompts_fit_their_backbone_and_no_other() {
    let backbone = BackboneFile::open(&golden("backbone.openai.safetensors")).unwrap();
    released().check_fits(backbone.config()).unwrap();
    let mut wide = backbone.config().clone();
    wide.embed_dim = 768;
    wide.text.width = 512;
    let error = released().check_fits(&wide).unwrap_err().to_string();
    for part in [
        "prompts.pth",
        "embedding width 64, the backbone's is 768",
        "text width 64, the backbone's is 512",
    ] {
        assert!(error.contains(part), "{error}");
    }
    let mut small = backbone.config().clone();
    small.text.vocab = 300;
    let error = released().check_fits(&small).unwrap_err().to_string();
    assert!(error.contains("300 tokens"), "{error}");
}

/// What `from_tensors` says after `change`.
fn changed(change: impl FnOnce(&mut BTreeMap<String, Tensor>)) -> Result<PromptCheckpoint, String> {
    let mut tensors = released().tensors().clone();
    change(&mut tensors);
    PromptCheckpoint::from_tensors(Path::new("changed"), &tensors, BTreeMap::new()).map_err(|e| e.to_string())
}

fn zeros(shape: &[usize]) -> Tensor {
    Tensor::zeros(shape, DType::F32, cpu()).unwrap()
}

#[test]
fn what_is_missing_or_contradicts_is_named() {
    assert!(changed(|t| drop(t.remove("Zero_try.prompt_temp_l1"))).is_ok());
    let extra = changed(|t| drop(t.insert("prompt_learner.note".into(), zeros(&[1])))).unwrap();
    assert_eq!(extra.ignored(), ["prompt_learner.note"]);
    assert!(extra.get("note").is_err());
    for key in [
        "prompt_learner.ctx_pos",
        "Zero_try.v_proj_pre_1.bias",
        "prompt_learner.cls_prompter.fc.1.2.weight",
    ] {
        let error = changed(|t| drop(t.remove(key))).unwrap_err();
        assert!(error.contains("missing (1)") && error.contains(key), "{error}");
    }
    for (key, shape, expected) in [
        ("prompt_learner.ctx_neg", &[6, 64][..], "6×64, expected 7×64"),
        (
            "prompt_learner.cls_ctx",
            &[2, 64],
            "fc.2.0.weight is there, and cls_ctx has only 2 rows",
        ),
        ("prompt_learner.cls_ctx", &[0, 64], "expected r × W"),
        ("prompt_learner.ctx_pos", &[7], "expected e × W"),
        ("prompt_learner.ctx_pos", &[80, 64], "room for 80 + 3 + 3 tokens"),
        ("prompt_learner.cls_prompter.bias", &[64], "64, expected 1×64"),
        ("Zero_try.q_proj_pre.weight", &[64, 64], "64×64, expected 64×64×1"),
    ] {
        let error = changed(|t| drop(t.insert(key.into(), zeros(shape)))).unwrap_err();
        assert!(error.contains(expected), "{key}: {error}");
    }
    let ids = Tensor::arange(0u32, 77, cpu()).unwrap().reshape((1, 77)).unwrap();
    let error = changed(|t| drop(t.insert("prompt_learner.tokenized_prompts_neg".into(), ids))).unwrap_err();
    assert!(error.contains("at position 76, expected position 12"), "{error}");
}

#[test]
fn a_claimed_number_of_class_vectors_costs_nothing() {
    let error = changed(|t| {
        t.insert("prompt_learner.cls_ctx".into(), zeros(&[50_000_000, 0]));
        t.insert(
            "prompt_learner.tokenized_prompts_pos".into(),
            zeros(&[1, 60_000_000]),
        );
    })
    .unwrap_err();
    assert!(error.contains("room for"), "{error}");
}
