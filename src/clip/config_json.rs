//! The configuration files that distributions put beside weights: what shapes cannot tell, and a second
//! opinion on what they can.

use super::{BackboneError, ClipConfig};
use serde::Deserialize;
use std::path::Path;

const MAX_BYTES: u64 = 1 << 20;
/// The one epsilon of the towers' layer norms.
const LAYER_NORM_EPS: f64 = 1e-5;

/// Hugging Face's `config.json`, as far as it matters; what is absent has the value that shapes imply.
#[derive(Debug, Deserialize)]
struct HfConfig {
    model_type: Option<String>,
    projection_dim: Option<usize>,
    #[serde(default)]
    vision_config: HfTower,
    #[serde(default)]
    text_config: HfTower,
}

#[derive(Debug, Default, Deserialize)]
struct HfTower {
    hidden_size: Option<usize>,
    num_hidden_layers: Option<usize>,
    num_attention_heads: Option<usize>,
    intermediate_size: Option<usize>,
    hidden_act: Option<String>,
    layer_norm_eps: Option<f64>,
    patch_size: Option<usize>,
    image_size: Option<usize>,
    vocab_size: Option<usize>,
    max_position_embeddings: Option<usize>,
}

/// Checks `config` against the `config.json` at `path` and takes the heads from it. No file, no change.
pub(super) fn apply_hugging_face(config: &mut ClipConfig, path: &Path) -> Result<(), BackboneError> {
    let Some(json) = read::<HfConfig>(path)? else {
        return Ok(());
    };
    let file = Checked { path };
    if let Some(other) = json.model_type.as_deref().filter(|&kind| kind != "clip") {
        return Err(file.error(format!("model_type is '{other}', and only 'clip' is supported")));
    }
    file.same("projection_dim", json.projection_dim, config.embed_dim)?;
    let (vision, text) = (&mut config.vision, &mut config.text);
    let tower = &json.vision_config;
    file.tower(
        "vision_config",
        tower,
        vision.width,
        vision.layers,
        &mut vision.heads,
    )?;
    file.same("vision_config.patch_size", tower.patch_size, vision.patch)?;
    file.same(
        "vision_config.image_size",
        tower.image_size,
        vision.patch * vision.grid,
    )?;
    let tower = &json.text_config;
    file.tower("text_config", tower, text.width, text.layers, &mut text.heads)?;
    file.same("text_config.vocab_size", tower.vocab_size, text.vocab)?;
    file.same(
        "text_config.max_position_embeddings",
        tower.max_position_embeddings,
        text.context,
    )
}

/// open_clip's `open_clip_config.json`, as far as it matters.
#[derive(Debug, Deserialize)]
struct OpenClipConfig {
    model_cfg: OpenClipModel,
}

#[derive(Debug, Deserialize)]
struct OpenClipModel {
    #[serde(default)]
    quick_gelu: bool,
    #[serde(default)]
    vision_cfg: OpenClipVision,
}

#[derive(Debug, Default, Deserialize)]
struct OpenClipVision {
    head_width: Option<usize>,
}

/// Checks `config` against the `open_clip_config.json` at `path`. No file, no check: tensors do not tell GELU
/// from QuickGELU.
pub(super) fn check_open_clip(config: &ClipConfig, path: &Path) -> Result<(), BackboneError> {
    let Some(json) = read::<OpenClipConfig>(path)? else {
        return Ok(());
    };
    let file = Checked { path };
    if !json.model_cfg.quick_gelu {
        return Err(file.error(
            "the model was trained with GELU (quick_gelu is not true), and only OpenAI's QuickGELU is supported"
                .to_owned(),
        ));
    }
    let head_width = config.vision.width / config.vision.heads;
    file.same(
        "model_cfg.vision_cfg.head_width",
        json.model_cfg.vision_cfg.head_width,
        head_width,
    )
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Option<T>, BackboneError> {
    let error = |reason: String| BackboneError::Config {
        file: path.to_owned(),
        reason,
    };
    match std::fs::metadata(path) {
        Err(_) => return Ok(None),
        Ok(found) if !found.is_file() || found.len() > MAX_BYTES => {
            return Err(error(
                "it is not a configuration file (or longer than 1 MB)".to_owned(),
            ));
        }
        Ok(_) => {}
    }
    let bytes = std::fs::read(path).map_err(|e| error(format!("it cannot be read: {e}")))?;
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|e| error(format!("it is not a CLIP configuration: {e}")))
}

struct Checked<'p> {
    path: &'p Path,
}

impl Checked<'_> {
    fn tower(
        &self,
        name: &str,
        tower: &HfTower,
        width: usize,
        layers: usize,
        heads: &mut usize,
    ) -> Result<(), BackboneError> {
        self.same(&format!("{name}.hidden_size"), tower.hidden_size, width)?;
        self.same(
            &format!("{name}.num_hidden_layers"),
            tower.num_hidden_layers,
            layers,
        )?;
        self.same(
            &format!("{name}.intermediate_size"),
            tower.intermediate_size,
            4 * width,
        )?;
        // Hugging Face's default is CLIP's own.
        if let Some(other) = tower.hidden_act.as_deref().filter(|&act| act != "quick_gelu") {
            return Err(self.error(format!(
                "{name}.hidden_act is '{other}', and only 'quick_gelu' is supported"
            )));
        }
        if let Some(eps) = tower.layer_norm_eps.filter(|&eps| eps != LAYER_NORM_EPS) {
            return Err(self.error(format!(
                "{name}.layer_norm_eps is {eps}, and only 1e-5 is supported"
            )));
        }
        if let Some(given) = tower.num_attention_heads {
            if given == 0 || !width.is_multiple_of(given) {
                return Err(self.error(format!(
                    "{name}.num_attention_heads is {given}, which does not divide the width, {width}"
                )));
            }
            *heads = given;
        }
        Ok(())
    }

    fn same(&self, name: &str, said: Option<usize>, found: usize) -> Result<(), BackboneError> {
        match said {
            Some(said) if said != found => Err(self.error(format!(
                "{name} is {said}, and the tensors of the weights say {found}"
            ))),
            _ => Ok(()),
        }
    }

    fn error(&self, reason: String) -> BackboneError {
        BackboneError::Config {
            file: self.path.to_owned(),
            reason,
        }
    }
}
