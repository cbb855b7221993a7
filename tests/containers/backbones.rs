//! Backbones that people have: wrapped by training scripts, half of one, another architecture, another width.

use crate::{cpu, golden, values};
use candle_core::{DType, Tensor};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use vip2clip::clip::BackboneFile;
use vip2clip::tensors::{TensorFile, write_safetensors};

type Tensors = BTreeMap<String, Tensor>;

fn all(name: &str) -> Tensors {
    let file = TensorFile::open(&golden(name)).unwrap();
    file.names()
        .map(|n| (n.to_owned(), file.read(n, DType::F32, cpu()).unwrap()))
        .collect()
}

fn zeros(shape: &[usize]) -> Tensor {
    Tensor::zeros(shape, DType::F32, cpu()).unwrap()
}

/// A folder with one changed backbone.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(tensors: &Tensors) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        write_safetensors(&folder.backbone(), tensors, &BTreeMap::new()).unwrap();
        folder
    }

    fn backbone(&self) -> PathBuf {
        self.0.path().join("weights.safetensors")
    }

    fn put(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).unwrap();
    }

    fn open(&self) -> Result<BackboneFile, String> {
        BackboneFile::open(&self.backbone()).map_err(|e| e.to_string())
    }

    #[track_caller]
    fn says(&self, parts: &[&str]) {
        let error = self.open().map(|_| ()).unwrap_err();
        for part in parts {
            assert!(error.contains(part), "'{part}' is not in: {error}");
        }
    }
}

#[track_caller]
fn changed(name: &str, change: impl FnOnce(&mut Tensors), parts: &[&str]) {
    let mut tensors = all(name);
    change(&mut tensors);
    Folder::new(&tensors).says(parts);
}

const OPENAI: &str = "backbone.openai.safetensors";
const HF: &str = "backbone.hf.safetensors";

#[test]
fn the_wrappings_of_training_scripts_are_taken_off() {
    let plain = all(OPENAI);
    for prefix in ["module.", "state_dict.", "state_dict.module."] {
        let mut wrapped: Tensors = plain
            .iter()
            .map(|(n, t)| (format!("{prefix}{n}"), t.clone()))
            .collect();
        if prefix.starts_with("state_dict") {
            wrapped.insert("optimizer.state.0.exp_avg".into(), zeros(&[3]));
        }
        let file = Folder::new(&wrapped);
        let found = file
            .open()
            .unwrap()
            .read("visual.proj", DType::F32, cpu())
            .unwrap();
        assert!(values(&found) == values(&plain["visual.proj"]), "{prefix}");
    }
}

#[test]
fn bf16_weights_and_harmless_extras_are_read() {
    let mut tensors = all(HF);
    for tensor in tensors.values_mut() {
        *tensor = tensor.to_dtype(DType::BF16).unwrap();
    }
    let ids = Tensor::arange(0i64, 77, cpu()).unwrap();
    tensors.insert("text_model.embeddings.position_ids".into(), ids.clone());
    tensors.insert("vision_model.embeddings.position_ids".into(), ids);
    let file = Folder::new(&tensors).open().unwrap();
    let expected = all(OPENAI)["visual.proj"].to_dtype(DType::BF16).unwrap();
    let found = file.read("visual.proj", DType::F32, cpu()).unwrap();
    assert!(values(&found) == values(&expected));
    assert!(found.is_contiguous());
}

#[test]
fn what_is_missing_unexpected_or_of_another_shape_is_named() {
    changed(
        OPENAI,
        |t| drop(t.remove("visual.ln_pre.bias")),
        &["OpenAI's names", "missing (1): visual.ln_pre.bias"],
    );
    changed(
        OPENAI,
        |t| drop(t.remove("visual.proj")),
        &["missing (1): visual.proj"],
    );
    changed(
        HF,
        |t| drop(t.remove("visual_projection.weight")),
        &["missing (1): visual_projection.weight"],
    );
    changed(
        HF,
        |t| drop(t.remove("text_model.encoder.layers.1.self_attn.k_proj.bias")),
        &[
            "Hugging Face's names",
            "missing (1): text_model.encoder.layers.1.self_attn.k_proj.bias",
        ],
    );
    changed(
        OPENAI,
        |t| t.retain(|name, _| !name.starts_with("visual.transformer.")),
        &["missing (12): visual.transformer.resblocks.0."],
    );
    changed(
        OPENAI,
        |t| t.retain(|name, _| !name.starts_with("visual.transformer.resblocks.1.")),
        &["missing (12): visual.transformer.resblocks.1.", " and 8 more"],
    );
    changed(
        OPENAI,
        |t| drop(t.insert("visual.extra".into(), zeros(&[1]))),
        &["unexpected (1): visual.extra"],
    );
    changed(
        OPENAI,
        |t| {
            drop(t.insert(
                "transformer.resblocks.99999999999999.ln_1.bias".into(),
                zeros(&[1]),
            ))
        },
        &[
            "unexpected (1): transformer.resblocks.99999999999999.ln_1.bias",
            "missing (12)",
        ],
    );
    changed(
        OPENAI,
        |t| drop(t.insert("ln_final.weight".into(), zeros(&[65]))),
        &["not as expected (1): ln_final.weight is 65, expected 64"],
    );
    changed(
        HF,
        |t| drop(t.insert("text_projection.weight".into(), zeros(&[32, 64]))),
        &["text_projection.weight is 32×64, expected 64×64"],
    );
    changed(
        OPENAI,
        |t| {
            drop(t.insert(
                "ln_final.bias".into(),
                Tensor::zeros(64, DType::I64, cpu()).unwrap(),
            ))
        },
        &["ln_final.bias holds i64"],
    );
    changed(
        OPENAI,
        |t| drop(t.insert("visual.positional_embedding".into(), zeros(&[16, 128]))),
        &["visual.positional_embedding should be", "16×128"],
    );
    changed(
        HF,
        |t| {
            drop(t.insert(
                "vision_model.embeddings.patch_embedding.weight".into(),
                zeros(&[100, 3, 14, 14]),
            ))
        },
        &["patch_embedding.weight has width 100", "64"],
    );
}

#[test]
fn half_a_clip_and_other_architectures_are_told() {
    let vision = |name: &String| name.starts_with("visual.") || name.starts_with("vision_model.");
    changed(
        OPENAI,
        |t| t.retain(|name, _| vision(name)),
        &["only the vision tower", "text tower is needed"],
    );
    changed(
        OPENAI,
        |t| t.retain(|name, _| !vision(name)),
        &["only the text tower", "vision tower is needed"],
    );
    changed(
        HF,
        |t| t.retain(|name, _| vision(name)),
        &["only the vision tower"],
    );
    changed(
        HF,
        |t| t.retain(|name, _| !vision(name)),
        &["only the text tower"],
    );
    changed(
        OPENAI,
        |t| drop(t.insert("visual.layer1.0.conv1.weight".into(), zeros(&[1]))),
        &["ResNet", "visual.layer1.0.conv1.weight", "ViT-L/14"],
    );
    changed(
        OPENAI,
        |t| drop(t.insert("visual.trunk.cls_token".into(), zeros(&[1]))),
        &["timm"],
    );
    changed(
        OPENAI,
        |t| {
            t.clear();
            t.insert("model.layers.0.weight".into(), zeros(&[1]));
        },
        &["not a CLIP", "model.layers.0.weight"],
    );
    changed(OPENAI, Tensors::clear, &["not a CLIP", "no tensors"]);
}

#[test]
fn prompts_and_backbone_given_for_each_other_are_told() {
    let error = BackboneFile::open(&golden("prompts.pth"))
        .unwrap_err()
        .to_string();
    for part in ["prompts.pth", "looks like a prompt checkpoint", "--prompts"] {
        assert!(error.contains(part), "{error}");
    }
    for name in [OPENAI, HF, "backbone.openai.torchscript.pt"] {
        let error = vip2clip::detector::PromptCheckpoint::open(&golden(name))
            .unwrap_err()
            .to_string();
        for part in [name, "looks like CLIP weights", "--backbone"] {
            assert!(error.contains(part), "{error}");
        }
    }
    let error = vip2clip::detector::PromptCheckpoint::open(&golden("train.safetensors")).unwrap_err();
    assert!(
        error.to_string().contains("not a ViP² prompt checkpoint"),
        "{error}"
    );
}

#[test]
fn config_json_is_checked_against_the_tensors() {
    let folder = Folder::new(&all(HF));
    folder.open().unwrap();
    let text = std::fs::read_to_string(golden("config.json")).unwrap();
    folder.put("config.json", &text);
    folder.open().unwrap();
    for (from, to, parts) in [
        (
            "quick_gelu",
            "gelu",
            &["config.json", "hidden_act is 'gelu'", "quick_gelu"][..],
        ),
        (
            "\"hidden_size\": 128",
            "\"hidden_size\": 256",
            &[
                "vision_config.hidden_size is 256",
                "tensors of the weights say 128",
            ],
        ),
        (
            "\"vocab_size\": 512",
            "\"vocab_size\": 513",
            &["text_config.vocab_size is 513"],
        ),
        (
            "\"image_size\": 56",
            "\"image_size\": 70",
            &["vision_config.image_size is 70", "say 56"],
        ),
        (
            "\"projection_dim\": 64",
            "\"projection_dim\": 1",
            &["projection_dim is 1"],
        ),
        (
            "\"model_type\": \"clip\"",
            "\"model_type\": \"siglip\"",
            &["model_type is 'siglip'"],
        ),
        (
            "\"num_attention_heads\": 2",
            "\"num_attention_heads\": 3",
            &["num_attention_heads is 3", "128"],
        ),
        (
            "\"num_attention_heads\": 2",
            "\"num_attention_heads\": 0",
            &["num_attention_heads is 0"],
        ),
        (
            "\"patch_size\": 14",
            "\"patch_size\": 14, \"layer_norm_eps\": 1e-6",
            &["layer_norm_eps"],
        ),
        ("{", "[", &["not a CLIP configuration"]),
    ] {
        let other = text.replacen(from, to, 1);
        assert_ne!(other, text, "{from}");
        folder.put("config.json", &other);
        folder.says(parts);
    }
    folder.put(
        "config.json",
        &text.replacen("\"num_attention_heads\": 2", "\"num_attention_heads\": 4", 1),
    );
    assert_eq!(folder.open().unwrap().config().vision.heads, 4);
    folder.put("config.json", "{}");
    assert_eq!(folder.open().unwrap().config().vision.heads, 2);
}

#[test]
fn openai_names_ignore_config_json_and_heed_open_clips() {
    let folder = Folder::new(&all(OPENAI));
    folder.put("config.json", "{\"model_type\": \"siglip\"}");
    folder.open().unwrap();
    let config = |gelu: &str| format!("{{\"model_cfg\": {{\"embed_dim\": 64{gelu}, \"vision_cfg\": {{}}}}}}");
    folder.put("open_clip_config.json", &config(", \"quick_gelu\": true"));
    folder.open().unwrap();
    folder.put("open_clip_config.json", &config(""));
    folder.says(&["open_clip_config.json", "quick_gelu"]);
    let heads = "{\"model_cfg\": {\"quick_gelu\": true, \"vision_cfg\": {\"head_width\": 80}}}";
    folder.put("open_clip_config.json", heads);
    folder.says(&["head_width is 80", "64"]);
}

#[test]
fn a_tokenizer_of_another_model_is_refused() {
    let folder = Folder::new(&all(OPENAI));
    let file = folder.open().unwrap();
    let error = file.tokenizer().unwrap_err().to_string();
    assert!(
        error.contains("512 tokens") && error.contains("tokenizer.json"),
        "{error}"
    );
    let text = std::fs::read_to_string(golden("tokenizer.json")).unwrap();
    folder.put("tokenizer.json", &text);
    assert!(file.tokenizer().is_ok());
    folder.put("tokenizer.json", &text.replace("<|startoftext|>", "<s>"));
    let error = file.tokenizer().unwrap_err().to_string();
    assert!(error.contains("<|startoftext|>"), "{error}");
    folder.put("tokenizer.json", "not json");
    assert!(file.tokenizer().is_err());
}

#[test]
fn the_demo_model_opens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/demo");
    let backbone = BackboneFile::open(&folder.join("backbone.safetensors")).unwrap();
    let prompts = vip2clip::detector::PromptCheckpoint::open(&folder.join("prompts.safetensors")).unwrap();
    prompts.check_fits(backbone.config()).unwrap();
    backbone.tokenizer().unwrap();
}
