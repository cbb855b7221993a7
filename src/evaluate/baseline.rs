//! The baseline: plain CLIP with a prompt for "normal" and one for "abnormal".
//!
//! Runs on the towers of [`clip`](crate::clip). Those of candle-transformers have a positional table of one fixed
//! length, so they take no other size than the one CLIP was trained with (336 px, where the protocol has 518), and
//! they read Hugging Face's names only.

use crate::base::CancelToken;
use crate::clip::{BackboneFile, Build, TextTower, VisionTower, unit_norm};
use crate::detector::{AnomalyMap, DetectorError, DetectorSettings, MapOperator, Placement, utpa};
use crate::picture::ModelInput;
use candle_core::{DType, Device, IndexOp, Tensor};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

/// e^4.6052: what OpenAI's CLIPs learned, capped in their training.
const LOGIT_SCALE: f32 = 100.0;

/// Plain CLIP as a detector.
#[derive(Debug)]
pub struct ClipBaseline {
    backbone: BackboneFile,
    device: Device,
    image_size: usize,
    vision: VisionTower,
    text: TextTower,
    map: MapOperator,
    logit_scale: f32,
    /// Directions of a class's two prompts, (2, D), normal first.
    prompts: Mutex<BTreeMap<String, Tensor>>,
}

impl ClipBaseline {
    /// Loads the towers. Of `settings` the image size and σ count; the backbone needs a tokenizer.json beside it.
    pub fn new(
        backbone: &Path,
        placement: &Placement,
        settings: &DetectorSettings,
    ) -> Result<Self, DetectorError> {
        let backbone = BackboneFile::open(backbone)?;
        let config = backbone.config().clone();
        let used = DetectorSettings {
            layers: vec![config.vision.layers],
            top_k: 1,
            ..settings.clone()
        };
        used.check(&config)?;
        // Said before the weights are read, not with the first picture.
        backbone.tokenizer()?.text_ids(&prompts_of("object")[0])?;
        let build = Build::new(&placement.device, placement.dtype);
        let size = used.image_size;
        let logit_scale = backbone.logit_scale()?.unwrap_or(LOGIT_SCALE);
        Ok(Self {
            vision: VisionTower::load(&backbone, &config.vision, config.embed_dim, size, &build)?,
            text: TextTower::load(&backbone, &config.text, config.embed_dim, &build)?,
            map: MapOperator::new(size, size / config.vision.patch, used.sigma),
            device: build.device,
            image_size: size,
            backbone,
            logit_scale,
            prompts: Mutex::default(),
        })
    }

    /// Score and map of every picture of a class, in order. The score is the probability of "abnormal" for the
    /// image's feature; the map is that of every patch token of the last block, upsampled and blurred as ViP²'s.
    pub fn detect(
        &self,
        class: &str,
        inputs: &[ModelInput],
        cancel: &CancelToken,
    ) -> Result<Vec<(f32, AnomalyMap)>, DetectorError> {
        if inputs.is_empty() {
            return Ok(Vec::new());
        }
        let prompts = self.prompts(class)?;
        let pixels = self.pixels(inputs)?;
        let mut before_block = |_| match cancel.is_cancelled() {
            true => candle_core::bail!("cancelled"),
            false => Ok(()),
        };
        let result = self
            .vision
            .forward(&pixels, &[self.vision.layers()], &mut before_block);
        if cancel.is_cancelled() {
            return Err(DetectorError::Cancelled);
        }
        // Row 0 is the class token through `ln_post`, which is CLIP's image feature; `global` leaves that out.
        let features = Tensor::cat(&result?.patches, 0)?;
        let (batch, tokens, width) = features.dims3()?;
        let cosines = unit_norm(&features.reshape((batch * tokens, width))?)?.matmul(&prompts.t()?)?;
        let cosines: Vec<f32> = cosines.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
        let probabilities: Vec<f32> = cosines
            .as_chunks::<2>()
            .0
            .iter()
            .map(|&[normal, abnormal]| {
                let scale = self.logit_scale;
                utpa::score([normal * scale, abnormal * scale])
            })
            .collect();
        let detection = |all: &[f32]| {
            let map = AnomalyMap {
                size: self.map.size(),
                values: self.map.apply(&all[1..]),
            };
            (all[0], map)
        };
        Ok(probabilities.chunks_exact(tokens).map(detection).collect())
    }

    fn pixels(&self, inputs: &[ModelInput]) -> Result<Tensor, DetectorError> {
        let size = self.image_size;
        let mut values = Vec::with_capacity(inputs.len() * 3 * size * size);
        for input in inputs {
            if input.size() != size {
                return Err(DetectorError::InputSize {
                    expected: size,
                    found: input.size(),
                });
            }
            values.extend_from_slice(&input.normalised());
        }
        let shape = (inputs.len(), 3, size, size);
        Ok(Tensor::from_vec(values, shape, &self.device)?)
    }

    /// Made once a class. The table of tokens is read anew for each: 150 MB that need not stay.
    fn prompts(&self, class: &str) -> Result<Tensor, DetectorError> {
        let mut known = self
            .prompts
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(prompts) = known.get(class) {
            return Ok(prompts.clone());
        }
        let tokenizer = self.backbone.tokenizer()?;
        let table = self
            .backbone
            .read("token_embedding.weight", DType::F32, &Device::Cpu)?;
        let mut rows = Vec::with_capacity(2);
        for prompt in prompts_of(class) {
            let ids = Tensor::new(tokenizer.text_ids(&prompt)?, &Device::Cpu)?;
            let embedded = table
                .index_select(&ids, 0)?
                .unsqueeze(0)?
                .to_device(&self.device)?;
            // Prompts differ in length, and the tower reads the last row: one at a time.
            rows.push(self.text.forward(&embedded)?.i(0)?);
        }
        let prompts = unit_norm(&Tensor::stack(&rows, 0)?)?;
        known.insert(class.to_owned(), prompts.clone());
        Ok(prompts)
    }
}

/// Normal first.
fn prompts_of(class: &str) -> [String; 2] {
    let class = class.replace('_', " ");
    [
        format!("a photo of a normal {class}"),
        format!("a photo of an abnormal {class}"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::CancelSource;
    use crate::picture::{Limits, open};
    use crate::tensors::TensorFile;
    use std::path::PathBuf;

    fn golden(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/golden")
            .join(name)
    }

    fn load(backbone: &Path) -> Result<ClipBaseline, DetectorError> {
        let placement = Placement {
            device: Device::Cpu,
            dtype: DType::F32,
        };
        let settings = DetectorSettings {
            image_size: 98,
            ..DetectorSettings::default()
        };
        ClipBaseline::new(backbone, &placement, &settings)
    }

    fn batch() -> Vec<ModelInput> {
        ["rgb.png", "gray.png", "square.png"]
            .map(|name| {
                let path = golden("tiny/images").join(name);
                ModelInput::new(&open(&path, &Limits::default()).unwrap(), 98)
            })
            .to_vec()
    }

    #[test]
    fn scores_and_maps_are_those_of_the_formulas() {
        let expected = TensorFile::open(&golden("clip_baseline.safetensors")).unwrap();
        let expected = |name: &str| -> Vec<f32> {
            let tensor = expected.read(name, DType::F32, &Device::Cpu).unwrap();
            tensor.flatten_all().unwrap().to_vec1().unwrap()
        };
        let (scores, maps) = (expected("score"), expected("map"));
        for file in ["backbone.openai.safetensors", "backbone.hf.safetensors"] {
            let clip = load(&golden("tiny").join(file)).unwrap();
            // The second time the class is known.
            for class in ["metal_nut", "metal nut", "metal_nut"] {
                let found = clip.detect(class, &batch(), &CancelToken::never()).unwrap();
                assert_eq!(found.len(), 3);
                for (index, (score, map)) in found.iter().enumerate() {
                    assert!(
                        (score - scores[index]).abs() < 1e-5,
                        "{file}: {score} {}",
                        scores[index]
                    );
                    assert_eq!(map.size, 98);
                    let own = &maps[index * 98 * 98..(index + 1) * 98 * 98];
                    let difference = map.values.iter().zip(own).map(|(a, b)| (a - b).abs());
                    let worst = difference.fold(0f32, f32::max);
                    assert!(worst < 1e-4, "{file}: {worst}");
                }
            }
            let other = clip.detect("screw", &batch(), &CancelToken::never()).unwrap();
            assert!(
                (other[0].0 - scores[0]).abs() > 1e-4,
                "the class must reach the prompts"
            );
        }
    }

    #[test]
    fn it_asks_for_a_tokenizer_and_can_be_cancelled() {
        let dir = tempfile::tempdir().unwrap();
        let alone = dir.path().join("clip.safetensors");
        std::fs::copy(golden("tiny/backbone.openai.safetensors"), &alone).unwrap();
        let error = load(&alone).unwrap_err().to_string();
        assert!(error.contains("tokenizer.json"), "{error}");
        let clip = load(&golden("tiny/backbone.openai.safetensors")).unwrap();
        let source = CancelSource::new();
        let token = source.token();
        source.cancel();
        assert!(matches!(
            clip.detect("x", &batch(), &token),
            Err(DetectorError::Cancelled)
        ));
        assert!(clip.detect("x", &[], &CancelToken::never()).unwrap().is_empty());
        let long = "a ".repeat(80);
        let error = clip
            .detect(&long, &batch(), &CancelToken::never())
            .unwrap_err()
            .to_string();
        assert!(error.contains("the backbone has 77"), "{error}");
    }
}
