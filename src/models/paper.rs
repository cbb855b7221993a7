//! The paper's protocol: which prompts judge which dataset, and the benchmarks of its tables.

use super::ModelsError;
use crate::dataset::catalogue::{self, Description};
use std::str::FromStr;

/// Benchmarks of the published tables, which stand first in the catalogue.
const BENCHMARKS: usize = 15;

/// A protocol with a name. Zero-shot means that prompts see no image of what they judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperPreset {
    /// Both: MVTec AD by the prompts trained on VisA, everything else by those trained on MVTec AD.
    Paper,
    /// The half with the prompts trained on MVTec AD: everything but MVTec AD.
    PaperMvtec,
    /// The half with the prompts trained on VisA: MVTec AD.
    PaperVisa,
}

/// What the protocol does not allow.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// A dataset that these prompts may not judge.
    #[error(
        "the protocol {preset} does not judge {dataset}: its prompts are trained on {auxiliary}, and {instead}\n  what to \
         do: take --preset paper, which chooses the prompts for each dataset"
    )]
    Dataset {
        /// The protocol.
        preset: &'static str,
        /// The dataset.
        dataset: String,
        /// What its prompts are trained on.
        auxiliary: &'static str,
        /// What the paper does.
        instead: &'static str,
    },
    /// None of the prompts named fits.
    #[error(
        "no prompts for {dataset}: the protocol wants such as were trained on {auxiliary}, and those named were trained \
         on {found}\n  what to do: name them with --prompts too, or leave --prompts out for the released ones"
    )]
    Prompts {
        /// The dataset.
        dataset: String,
        /// What they must be trained on.
        auxiliary: &'static str,
        /// What the named ones were trained on.
        found: String,
    },
    /// The released ones are not here.
    #[error(transparent)]
    Models(#[from] ModelsError),
}

impl PaperPreset {
    /// All.
    pub const ALL: [Self; 3] = [Self::Paper, Self::PaperMvtec, Self::PaperVisa];

    /// Its name on the command line; the halves as `train` calls them.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::PaperMvtec => "paper-mvtec",
            Self::PaperVisa => "paper-visa",
        }
    }

    /// The backbone's name in the registry.
    pub fn backbone(self) -> &'static str {
        "clip-vit-l-14-336"
    }

    /// The benchmarks that it judges, in the order of the published tables.
    pub fn benchmarks(self) -> impl Iterator<Item = &'static Description> {
        let benchmarks = catalogue::DATASETS.iter().take(BENCHMARKS);
        benchmarks.filter(move |known| match self {
            Self::Paper => true,
            Self::PaperMvtec => known.id != "mvtec",
            Self::PaperVisa => known.id == "mvtec",
        })
    }

    /// The dataset, as the catalogue calls it, on which the prompts that judge `dataset` were trained.
    pub fn auxiliary(self, dataset: &str) -> Result<&'static str, PaperError> {
        let auxiliary = match self {
            Self::Paper if catalogue::holds(dataset, "mvtec") => "visa",
            Self::Paper | Self::PaperMvtec => "mvtec",
            Self::PaperVisa => "visa",
        };
        let broken = catalogue::holds(dataset, auxiliary) || (self == Self::PaperVisa && dataset != "mvtec");
        if !broken {
            return Ok(auxiliary);
        }
        Err(PaperError::Dataset {
            preset: self.name(),
            dataset: title(dataset).to_owned(),
            auxiliary: title(auxiliary),
            instead: match catalogue::holds(dataset, "mvtec") {
                true => "in the paper those trained on VisA judge MVTec AD",
                false => "in the paper those trained on MVTec AD judge everything but MVTec AD",
            },
        })
    }

    /// The name in the registry of the released prompts that were trained on `auxiliary`.
    pub fn released_prompts(auxiliary: &str) -> &'static str {
        match auxiliary {
            "visa" => "vip2-visa",
            _ => "vip2-mvtec",
        }
    }
}

impl FromStr for PaperPreset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|preset| preset.name() == text);
        found.ok_or_else(|| "expected paper, paper-mvtec or paper-visa".to_owned())
    }
}

fn title(dataset: &str) -> &str {
    catalogue::find(dataset).map_or(dataset, |known| known.title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{HuggingFace, Registry};

    #[test]
    fn every_benchmark_is_judged_by_prompts_that_never_saw_it() {
        let registry =
            Registry::open_with(None, Vec::new(), HuggingFace::new(None, None, "/none".into())).unwrap();
        assert_eq!(PaperPreset::Paper.benchmarks().count(), 15);
        for known in PaperPreset::Paper.benchmarks() {
            let auxiliary = PaperPreset::Paper.auxiliary(known.id).unwrap();
            assert_eq!(auxiliary, if known.id == "mvtec" { "visa" } else { "mvtec" });
            let prompts = registry.find(PaperPreset::released_prompts(auxiliary)).unwrap();
            assert_eq!(prompts.trained_on.as_deref(), Some(auxiliary));
        }
        registry.find(PaperPreset::Paper.backbone()).unwrap();
        assert_eq!(PaperPreset::PaperMvtec.benchmarks().count(), 14);
        assert_eq!(PaperPreset::PaperVisa.benchmarks().count(), 1);
    }

    #[test]
    fn each_half_refuses_what_the_other_judges() {
        assert!(PaperPreset::PaperMvtec.auxiliary("btad").is_ok());
        // A set that holds MVTec AD is no better.
        for dataset in ["mvtec", "mvtec-ndb"] {
            let error = PaperPreset::PaperMvtec
                .auxiliary(dataset)
                .unwrap_err()
                .to_string();
            assert!(error.contains("VisA judge MVTec AD"), "{error}");
        }
        assert!(PaperPreset::PaperVisa.auxiliary("mvtec").is_ok());
        assert!(PaperPreset::PaperVisa.auxiliary("visa").is_err());
        assert!(PaperPreset::PaperVisa.auxiliary("btad").is_err());
        assert_eq!(PaperPreset::Paper.auxiliary("folder").unwrap(), "mvtec");
    }
}
