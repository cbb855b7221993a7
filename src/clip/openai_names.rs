//! OpenAI's names, which are the ones used throughout: every tensor of a CLIP and its shape.

use super::ClipConfig;

/// Every tensor that the two towers need.
pub(super) fn tensors(config: &ClipConfig) -> Vec<(String, Vec<usize>)> {
    let (v, t) = (&config.vision, &config.text);
    let mut all = vec![
        (
            "visual.conv1.weight".to_owned(),
            vec![v.width, 3, v.patch, v.patch],
        ),
        ("visual.class_embedding".to_owned(), vec![v.width]),
        (
            "visual.positional_embedding".to_owned(),
            vec![v.grid * v.grid + 1, v.width],
        ),
    ];
    norm(&mut all, "visual.ln_pre", v.width);
    blocks(&mut all, "visual.transformer.resblocks", v.layers, v.width);
    norm(&mut all, "visual.ln_post", v.width);
    all.extend([
        ("visual.proj".to_owned(), vec![v.width, config.embed_dim]),
        ("token_embedding.weight".to_owned(), vec![t.vocab, t.width]),
        ("positional_embedding".to_owned(), vec![t.context, t.width]),
    ]);
    blocks(&mut all, "transformer.resblocks", t.layers, t.width);
    norm(&mut all, "ln_final", t.width);
    all.push(("text_projection".to_owned(), vec![t.width, config.embed_dim]));
    all
}

fn norm(all: &mut Vec<(String, Vec<usize>)>, name: &str, width: usize) {
    all.push((format!("{name}.weight"), vec![width]));
    all.push((format!("{name}.bias"), vec![width]));
}

fn linear(all: &mut Vec<(String, Vec<usize>)>, name: &str, outputs: usize, inputs: usize) {
    all.push((format!("{name}.weight"), vec![outputs, inputs]));
    all.push((format!("{name}.bias"), vec![outputs]));
}

fn blocks(all: &mut Vec<(String, Vec<usize>)>, prefix: &str, layers: usize, width: usize) {
    for layer in 0..layers {
        let block = format!("{prefix}.{layer}");
        norm(all, &format!("{block}.ln_1"), width);
        all.push((format!("{block}.attn.in_proj_weight"), vec![3 * width, width]));
        all.push((format!("{block}.attn.in_proj_bias"), vec![3 * width]));
        linear(all, &format!("{block}.attn.out_proj"), width, width);
        norm(all, &format!("{block}.ln_2"), width);
        linear(all, &format!("{block}.mlp.c_fc"), 4 * width, width);
        linear(all, &format!("{block}.mlp.c_proj"), width, 4 * width);
    }
}
