//! The four golden containers hold the same weights.

use crate::{cpu, golden, values};
use candle_core::DType;
use vip2clip::clip::{BackboneFile, Naming};
use vip2clip::tensors::{Container, TensorFile};

const CONTAINERS: [(&str, Container, Naming, bool); 4] = [
    (
        "backbone.openai.safetensors",
        Container::Safetensors,
        Naming::OpenAi,
        false,
    ),
    (
        "backbone.hf.safetensors",
        Container::Safetensors,
        Naming::HuggingFace,
        false,
    ),
    (
        "backbone.openai.f16.pt",
        Container::TorchSave,
        Naming::OpenAi,
        true,
    ),
    (
        "backbone.openai.torchscript.pt",
        Container::TorchScript,
        Naming::OpenAi,
        true,
    ),
];

#[test]
fn every_container_gives_the_same_weights_under_openais_names() {
    let reference = TensorFile::open(&golden("backbone.openai.safetensors")).unwrap();
    for (name, container, naming, half) in CONTAINERS {
        let file = BackboneFile::open(&golden(name)).unwrap();
        assert_eq!((file.container(), file.naming()), (container, naming), "{name}");
        for tensor in reference.names().filter(|name| *name != "logit_scale") {
            let expected = reference.read(tensor, DType::F32, cpu()).unwrap();
            let found = file.read(tensor, DType::F32, cpu()).unwrap();
            assert_eq!(found.dims(), expected.dims(), "{name} {tensor}");
            let rounded = |v: f32| if half { half::f16::from_f32(v).to_f32() } else { v };
            let expected: Vec<f32> = values(&expected).into_iter().map(rounded).collect();
            assert!(values(&found) == expected, "{name} {tensor}");
        }
    }
}

#[test]
fn every_container_gives_the_same_configuration() {
    for (name, ..) in CONTAINERS {
        let file = BackboneFile::open(&golden(name)).unwrap();
        let config = file.config();
        assert_eq!(config.embed_dim, 64, "{name}");
        let v = &config.vision;
        assert_eq!(
            (v.width, v.layers, v.heads, v.patch, v.grid),
            (128, 4, 2, 14, 4),
            "{name}"
        );
        let t = &config.text;
        assert_eq!(
            (t.width, t.layers, t.heads, t.vocab, t.context),
            (64, 3, 1, 512, 77),
            "{name}"
        );
    }
}

#[test]
fn weights_are_read_in_the_type_that_is_asked_for() {
    let wide = BackboneFile::open(&golden("backbone.hf.safetensors")).unwrap();
    let narrow = BackboneFile::open(&golden("backbone.openai.f16.pt")).unwrap();
    for name in [
        "visual.proj",
        "transformer.resblocks.2.attn.in_proj_weight",
        "ln_final.bias",
    ] {
        let f32s = wide.read(name, DType::F32, cpu()).unwrap();
        for dtype in [DType::F16, DType::BF16, DType::F64] {
            let found = wide.read(name, dtype, cpu()).unwrap();
            assert_eq!(found.dtype(), dtype);
            assert!(
                values(&found) == values(&f32s.to_dtype(dtype).unwrap()),
                "{name} {dtype:?}"
            );
        }
        assert!(
            wide.read(name, DType::U8, cpu())
                .unwrap_err()
                .to_string()
                .contains("f32"),
            "{name}"
        );
        let (half, rounded) = (
            narrow.read(name, DType::F16, cpu()).unwrap(),
            wide.read(name, DType::F16, cpu()).unwrap(),
        );
        assert!(values(&half) == values(&rounded), "{name}");
    }
    let error = wide
        .read("visual.layer9", DType::F32, cpu())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("visual.layer9") && error.contains("backbone.hf.safetensors"),
        "{error}"
    );
}

#[test]
fn prompts_have_the_golden_token_ids() {
    let expected = TensorFile::open(&golden("expected.safetensors")).unwrap();
    let tokenizer = BackboneFile::open(&golden("backbone.hf.safetensors"))
        .unwrap()
        .tokenizer()
        .unwrap();
    for (tensor, word) in [("ids_normal", "good"), ("ids_abnormal", "damaged")] {
        let ids = expected.read(tensor, DType::U32, cpu()).unwrap();
        let ids = ids.flatten_all().unwrap().to_vec1::<u32>().unwrap();
        assert_eq!(tokenizer.prompt_ids(7, word, 3).unwrap(), ids);
    }
    for (word, reason) in [
        ("broken bottle", "2 tokens"),
        ("", "0 tokens"),
        ("<|endoftext|>", "a mark of a text's beginning or end"),
    ] {
        let error = tokenizer.prompt_ids(7, word, 3).unwrap_err().to_string();
        assert!(
            error.contains(&format!("'{word}' cannot be used")) && error.contains(reason),
            "{error}"
        );
    }
}
