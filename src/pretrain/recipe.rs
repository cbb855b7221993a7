//! What a run is made of: sizes of the model, length and rates of the training.

use super::PretrainError;
use crate::clip::{ClipConfig, TextConfig, VisionConfig};
use crate::detector::DetectorSettings;
use serde::{Deserialize, Serialize};

/// D and W of the demo model, and its vocabulary.
const EMBED_DIM: usize = 64;
const TEXT_WIDTH: usize = 64;
pub(super) const VOCABULARY: usize = 512;
/// CLIP's number of text positions.
const CONTEXT: usize = 77;
const HEAD_WIDTH: usize = 64;
/// Part of the steps in which more pictures show objects, per cent.
const LATE: usize = 45;
/// Part of the steps with a falling learning rate, per cent.
const FALLING: usize = 75;

/// Everything that a run depends on. The same recipe gives the same model, whatever the number of threads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Steps of the optimiser; the learning rate has fallen to its end after the last.
    pub steps: usize,
    /// Pictures a step, three of four with a defect or two.
    pub batch: usize,
    /// Pictures whose graph is kept in memory at once by a thread; divides the batch.
    pub microbatch: usize,
    /// What initialisation and pictures follow from.
    pub seed: u64,
    /// V: width of the vision tower, a multiple of 64.
    pub width: usize,
    /// Blocks of the vision tower.
    pub blocks: usize,
    /// Blocks of the text tower.
    pub text_blocks: usize,
    /// Tapped blocks, 1-based.
    pub layers: Vec<usize>,
    /// S, pixels.
    pub image_size: usize,
    /// P, pixels.
    pub patch: usize,
    /// Patches a layer that make the image score.
    pub top_k: usize,
    /// σ of the blur of the maps, pixels.
    pub sigma: f32,
    /// Learning rate after the warm-up.
    pub learning_rate: f64,
    /// What the text tower and the prompts get of it. Their embeddings begin smaller than other weights (σ 0.02 and
    /// 0.01), so that steps of the same size change them more, and with them every score of every picture.
    pub prompt_share: f64,
    /// Steps until the learning rate is reached.
    pub warm_up: usize,
    /// Share of a matrix that a step at learning rate 1 would take away.
    pub weight_decay: f64,
    /// Greatest norm of a step's gradient.
    pub clip: f64,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            steps: 3000,
            batch: 16,
            microbatch: 4,
            seed: 1,
            width: 192,
            blocks: 6,
            text_blocks: 2,
            layers: vec![3, 4, 5, 6],
            image_size: 224,
            patch: 14,
            top_k: 4,
            sigma: 4.0,
            learning_rate: 3e-3,
            prompt_share: 0.2,
            warm_up: 60,
            weight_decay: 0.02,
            clip: 1.0,
        }
    }
}

impl Recipe {
    /// Whether the numbers make sense together.
    pub fn check(&self) -> Result<(), PretrainError> {
        let wrong = |setting: &'static str, found: String, expected: &str| {
            Err(PretrainError::Setting {
                setting,
                found,
                expected: expected.to_owned(),
            })
        };
        if self.steps == 0 {
            return wrong("steps", "0".to_owned(), "1 or more");
        }
        if self.batch == 0 || self.microbatch == 0 || !self.batch.is_multiple_of(self.microbatch) {
            let expected = format!("a multiple of {}", self.microbatch);
            return wrong("batch", self.batch.to_string(), &expected);
        }
        if self.width == 0 || !self.width.is_multiple_of(HEAD_WIDTH) {
            return wrong("width", self.width.to_string(), "a multiple of 64");
        }
        if self.image_size < self.patch || !self.image_size.is_multiple_of(self.patch) {
            let expected = format!("a multiple of {}", self.patch);
            return wrong("image-size", self.image_size.to_string(), &expected);
        }
        if self.layers.iter().any(|&layer| layer == 0 || layer > self.blocks) || self.layers.is_empty() {
            let expected = format!("block numbers from 1 to {}", self.blocks);
            return wrong("layers", format!("{:?}", self.layers), &expected);
        }
        if !(self.learning_rate > 0.0 && self.learning_rate.is_finite()) {
            return wrong("learning-rate", self.learning_rate.to_string(), "more than 0");
        }
        if !(self.prompt_share >= 0.0 && self.prompt_share.is_finite()) {
            return wrong("prompt-share", self.prompt_share.to_string(), "0 or more");
        }
        Ok(())
    }

    /// Sizes of the towers.
    pub fn config(&self) -> ClipConfig {
        ClipConfig {
            embed_dim: EMBED_DIM,
            vision: VisionConfig {
                width: self.width,
                layers: self.blocks,
                heads: self.width / HEAD_WIDTH,
                patch: self.patch,
                grid: self.grid(),
            },
            text: TextConfig {
                width: TEXT_WIDTH,
                layers: self.text_blocks,
                heads: TEXT_WIDTH / HEAD_WIDTH,
                vocab: VOCABULARY,
                context: CONTEXT,
            },
        }
    }

    /// g: patches on a side.
    pub fn grid(&self) -> usize {
        self.image_size / self.patch
    }

    /// How the model is meant to be used.
    pub fn settings(&self) -> DetectorSettings {
        DetectorSettings {
            image_size: self.image_size,
            layers: self.layers.clone(),
            top_k: self.top_k,
            sigma: self.sigma,
        }
    }

    /// The learning rate of the tensor `name` in step `step`, from 0.
    pub fn rate_of(&self, name: &str, step: usize) -> f64 {
        let share = if name.starts_with("visual.") {
            1.0
        } else {
            self.prompt_share
        };
        share * self.rate(step)
    }

    /// The learning rate of the vision tower in step `step`, from 0: up in a line, level, down in a line to a hundredth.
    pub fn rate(&self, step: usize) -> f64 {
        let warm_up = self.warm_up.min(self.steps / 4);
        if step < warm_up {
            return self.learning_rate * (step + 1) as f64 / warm_up as f64;
        }
        let left = self.steps.saturating_sub(step) as f64 / (self.steps - self.level_until()) as f64;
        self.learning_rate * (0.01 + 0.99 * left.min(1.0))
    }

    /// The recipe with another number of steps, for a run of which `done` are done.
    pub fn with_steps(&self, steps: usize, done: usize) -> Result<Self, PretrainError> {
        let other = Self {
            steps,
            ..self.clone()
        };
        other.check()?;
        if (0..done).all(|step| self.rate(step) == other.rate(step)) {
            return Ok(other);
        }
        Err(PretrainError::Setting {
            setting: "steps",
            found: steps.to_string(),
            expected: format!(
                "{}, or a number with which the {done} steps that are done had the same learning rate (it falls over \
                 the last {FALLING} %)",
                self.steps
            ),
        })
    }

    /// The step from which more of the pictures show objects.
    pub fn objects_from(&self) -> usize {
        self.steps - self.steps * LATE / 100
    }

    /// The step from which the learning rate falls. Until then a run does not depend on how many steps it has, and may
    /// still be given others.
    pub fn level_until(&self) -> usize {
        self.steps - (self.steps * FALLING / 100).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_rises_in_a_line_stays_and_falls_to_a_hundredth() {
        let recipe = Recipe {
            steps: 1000,
            warm_up: 100,
            learning_rate: 1.0,
            ..Recipe::default()
        };
        assert_eq!(recipe.rate(0), 0.01);
        assert_eq!(recipe.rate(99), 1.0);
        assert_eq!(recipe.rate(250), 1.0);
        assert!((recipe.rate(625) - 0.505).abs() < 1e-9);
        assert!((recipe.rate(999) - 0.01).abs() < 3e-3);
    }

    #[test]
    fn a_run_may_be_given_other_steps_until_its_rate_falls() {
        let recipe = Recipe {
            steps: 1000,
            ..Recipe::default()
        };
        assert_eq!(recipe.with_steps(2000, 240).unwrap().steps, 2000);
        assert_eq!(recipe.with_steps(990, 240).unwrap().steps, 990);
        assert!(recipe.with_steps(900, 240).is_err());
        let refused = recipe.with_steps(2000, 260).unwrap_err().to_string();
        assert!(refused.contains("steps is 2000, expected 1000"), "{refused}");
    }

    #[test]
    fn prompts_and_their_tower_go_slower() {
        let recipe = Recipe {
            prompt_share: 0.25,
            ..Recipe::default()
        };
        let whole = recipe.rate_of("visual.ln_pre.weight", 7);
        assert_eq!(whole, recipe.rate(7));
        for name in [
            "positional_embedding",
            "prompt_learner.ctx_pos",
            "Zero_try.q_proj_pre.weight",
        ] {
            assert_eq!(recipe.rate_of(name, 7), 0.25 * whole);
        }
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let refused = |change: fn(&mut Recipe)| {
            let mut recipe = Recipe::default();
            change(&mut recipe);
            recipe.check().unwrap_err().to_string()
        };
        assert!(refused(|r| r.batch = 15).contains("batch is 15"));
        assert!(refused(|r| r.width = 100).contains("a multiple of 64"));
        assert!(refused(|r| r.blocks = 5).contains("from 1 to 5"));
        assert!(refused(|r| r.learning_rate = f64::NAN).contains("more than 0"));
        Recipe::default().check().unwrap();
    }
}
