//! Hugging Face's names for OpenAI's tensors: q, k and v apart, the two projections transposed.

use super::naming::Source;

/// Where `openai_name` is in a `CLIPModel`; `None` for a name that no CLIP has.
pub(super) fn source(openai_name: &str) -> Option<Source> {
    if let Some(rest) = openai_name.strip_prefix("visual.transformer.resblocks.") {
        return in_block("vision_model.encoder.layers", rest);
    }
    if let Some(rest) = openai_name.strip_prefix("transformer.resblocks.") {
        return in_block("text_model.encoder.layers", rest);
    }
    let plain = |name: &str| Some(Source::Same(name.to_owned()));
    match openai_name {
        "visual.conv1.weight" => plain("vision_model.embeddings.patch_embedding.weight"),
        "visual.class_embedding" => plain("vision_model.embeddings.class_embedding"),
        "visual.positional_embedding" => plain("vision_model.embeddings.position_embedding.weight"),
        // The missing letters are Hugging Face's.
        "visual.ln_pre.weight" => plain("vision_model.pre_layrnorm.weight"),
        "visual.ln_pre.bias" => plain("vision_model.pre_layrnorm.bias"),
        "visual.ln_post.weight" => plain("vision_model.post_layernorm.weight"),
        "visual.ln_post.bias" => plain("vision_model.post_layernorm.bias"),
        "visual.proj" => Some(Source::Transposed("visual_projection.weight".to_owned())),
        "token_embedding.weight" => plain("text_model.embeddings.token_embedding.weight"),
        "positional_embedding" => plain("text_model.embeddings.position_embedding.weight"),
        "ln_final.weight" => plain("text_model.final_layer_norm.weight"),
        "ln_final.bias" => plain("text_model.final_layer_norm.bias"),
        "text_projection" => Some(Source::Transposed("text_projection.weight".to_owned())),
        _ => None,
    }
}

/// `rest` is OpenAI's name after `resblocks.`.
fn in_block(layers: &str, rest: &str) -> Option<Source> {
    let (layer, part) = rest.split_once('.')?;
    let name = |part: &str| format!("{layers}.{layer}.{part}");
    let joined =
        |kind: &str| Source::Joined(["q", "k", "v"].map(|p| name(&format!("self_attn.{p}_proj.{kind}"))));
    let (part, kind) = match part {
        "attn.in_proj_weight" => return Some(joined("weight")),
        "attn.in_proj_bias" => return Some(joined("bias")),
        _ => part.rsplit_once('.')?,
    };
    let part = match part {
        "attn.out_proj" => "self_attn.out_proj",
        "ln_1" => "layer_norm1",
        "ln_2" => "layer_norm2",
        "mlp.c_fc" => "mlp.fc1",
        "mlp.c_proj" => "mlp.fc2",
        _ => return None,
    };
    Some(Source::Same(name(&format!("{part}.{kind}"))))
}
