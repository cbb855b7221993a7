//! A file of CLIP weights, whatever its container and naming, read under OpenAI's names.

use super::config::InferError;
use super::naming::{Naming, Source, is_harmless};
use super::{BackboneError, ClipConfig, PromptTokenizer, config_json, openai_names};
use crate::tensors::{Container, NameList, TensorFile, shape_text};
use candle_core::{DType, Device, Tensor};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// An open backbone whose names, shapes and types have all been checked. Nothing is read yet.
#[derive(Debug)]
pub struct BackboneFile {
    file: TensorFile,
    naming: Naming,
    config: ClipConfig,
    /// The file's names without the prefixes that training scripts add, and with them.
    names: BTreeMap<String, String>,
    /// OpenAI's names.
    sources: BTreeMap<String, Source>,
}

impl BackboneFile {
    /// Opens `path`, tells naming and configuration, and checks every name and shape.
    pub fn open(path: &Path) -> Result<Self, BackboneError> {
        let file = TensorFile::open(path)?;
        let names = without_prefixes(&file);
        let naming = recognised(&file, &names)?;
        let mut config = infer(&file, &names, naming)?;
        let beside = |name: &str| path.with_file_name(name);
        match naming {
            Naming::HuggingFace => config_json::apply_hugging_face(&mut config, &beside("config.json"))?,
            Naming::OpenAi => config_json::check_open_clip(&config, &beside("open_clip_config.json"))?,
        }
        let sources = check(&file, &names, naming, &config)?;
        Ok(Self {
            file,
            naming,
            config,
            names,
            sources,
        })
    }

    /// The sizes of the model.
    pub fn config(&self) -> &ClipConfig {
        &self.config
    }

    /// The file's name as it was given.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// How the file holds its tensors.
    pub fn container(&self) -> Container {
        self.file.container()
    }

    /// Whose names it uses.
    pub fn naming(&self) -> Naming {
        self.naming
    }

    /// Reads one tensor under OpenAI's name and in OpenAI's orientation.
    pub fn read(&self, openai_name: &str, dtype: DType, device: &Device) -> Result<Tensor, BackboneError> {
        let unknown = || BackboneError::UnknownTensor {
            file: self.path().to_owned(),
            name: openai_name.to_owned(),
        };
        let read = |name: &String| {
            let name = self.names.get(name).ok_or_else(unknown)?;
            Ok::<_, BackboneError>(self.file.read(name, dtype, device)?)
        };
        let candle = |cause| BackboneError::Candle {
            file: self.path().to_owned(),
            name: openai_name.to_owned(),
            cause: Box::new(cause),
        };
        match self.sources.get(openai_name).ok_or_else(unknown)? {
            Source::Same(name) => read(name),
            Source::Transposed(name) => read(name)?.t().and_then(|t| t.contiguous()).map_err(candle),
            Source::Joined([q, k, v]) => Tensor::cat(&[read(q)?, read(k)?, read(v)?], 0).map_err(candle),
        }
    }

    /// OpenAI's names of all tensors of the towers, with their shapes.
    pub fn tensors(&self) -> Vec<(String, Vec<usize>)> {
        openai_names::tensors(&self.config)
    }

    /// What CLIP multiplies its cosines with: e to the power of `logit_scale`, where the file has that.
    pub fn logit_scale(&self) -> Result<Option<f32>, BackboneError> {
        Ok(self.log_logit_scale()?.map(f32::exp))
    }

    /// `logit_scale` as it is stored.
    pub fn log_logit_scale(&self) -> Result<Option<f32>, BackboneError> {
        const NAME: &str = "logit_scale";
        let Some(name) = self.names.get(NAME) else {
            return Ok(None);
        };
        let exponent = self.file.read(name, DType::F32, &Device::Cpu)?;
        let one = exponent
            .flatten_all()
            .and_then(|all| all.get(0)?.to_scalar::<f32>());
        let one = one.map_err(|cause| BackboneError::Candle {
            file: self.path().to_owned(),
            name: NAME.to_owned(),
            cause: Box::new(cause),
        })?;
        Ok(Some(one))
    }

    /// The text that safetensors keep beside the tensors; empty for the other containers.
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        self.file.metadata()
    }

    /// The tokenizer beside the file, or the built-in words of OpenAI's vocabulary.
    pub fn tokenizer(&self) -> Result<PromptTokenizer, BackboneError> {
        PromptTokenizer::beside(self.path(), &self.config.text)
    }
}

/// Training scripts wrap weights: `state_dict.`, with an optimiser's tensors beside it, and `module.`.
fn without_prefixes(file: &TensorFile) -> BTreeMap<String, String> {
    const WRAPPED: &str = "state_dict.";
    let is_wrapped = file.names().any(|name| name.starts_with(WRAPPED));
    let mut names = BTreeMap::new();
    for full in file.names() {
        let name = if is_wrapped {
            full.strip_prefix(WRAPPED)
        } else {
            Some(full)
        };
        if let Some(name) = name {
            names.insert(
                name.strip_prefix("module.").unwrap_or(name).to_owned(),
                full.to_owned(),
            );
        }
    }
    names
}

/// Whose names these are, after ruling out what people give by mistake.
fn recognised(file: &TensorFile, names: &BTreeMap<String, String>) -> Result<Naming, BackboneError> {
    let path = || file.path().to_owned();
    let find = |starts: &[&str]| {
        names
            .keys()
            .find(|name| starts.iter().any(|start| name.starts_with(start)))
    };
    if find(&["prompt_learner.", "Zero_try."]).is_some() {
        return Err(BackboneError::IsPrompts {
            file: path(),
            names: names.keys().collect(),
        });
    }
    for (starts, what) in [
        (
            &["visual.layer1.", "visual.attnpool."][..],
            "a ResNet as its vision tower",
        ),
        (&["visual.trunk."], "a vision tower from timm"),
        (
            &["text.transformer.", "text.token_embedding."],
            "a text tower of open_clip's own",
        ),
    ] {
        if let Some(example) = find(starts) {
            return Err(BackboneError::OtherArchitecture {
                file: path(),
                what,
                example: example.clone(),
            });
        }
    }
    let naming = Naming::of(names.keys().map(String::as_str)).ok_or_else(|| BackboneError::NotClip {
        file: path(),
        names: names.keys().collect(),
    })?;
    let (vision, text) = match naming {
        Naming::OpenAi => (
            find(&["visual."]),
            find(&["transformer.", "token_embedding.", "ln_final."]),
        ),
        Naming::HuggingFace => (find(&["vision_model."]), find(&["text_model."])),
    };
    let (present, absent) = match (vision, text) {
        (Some(_), None) => ("vision", "text"),
        (None, Some(_)) => ("text", "vision"),
        _ => return Ok(naming),
    };
    Err(BackboneError::OneTower {
        file: path(),
        present,
        absent,
    })
}

fn infer(
    file: &TensorFile,
    names: &BTreeMap<String, String>,
    naming: Naming,
) -> Result<ClipConfig, BackboneError> {
    let shape = |openai_name: &str| {
        let (name, transposed) = match naming.source(openai_name)? {
            Source::Same(name) => (name, false),
            Source::Transposed(name) => (name, true),
            Source::Joined(_) => return None,
        };
        let mut shape = file.info(names.get(&name)?)?.shape.clone();
        if transposed {
            shape.reverse();
        }
        Some(shape)
    };
    let (vision, text) = naming.block_prefixes();
    let config = ClipConfig::infer(shape, count_blocks(names, vision), count_blocks(names, text));
    config.map_err(|error| match error {
        InferError::Missing(missing) => BackboneError::Mismatch {
            file: file.path().to_owned(),
            naming,
            missing: missing
                .into_iter()
                .flat_map(|name| file_names(naming, name))
                .collect(),
            unexpected: NameList::default(),
            wrong: NameList::default(),
        },
        InferError::Odd { name, reason } => BackboneError::OddShape {
            file: file.path().to_owned(),
            name: file_names(naming, name).join(", "),
            reason,
        },
    })
}

fn file_names(naming: Naming, openai_name: &str) -> Vec<String> {
    let source = naming.source(openai_name);
    source
        .iter()
        .flat_map(|s| s.parts(&[]))
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// One more than the highest block, so that a missing block is missed by its name; or, where a name claims
/// more blocks than there are tensors, the number of different ones. At least one: no CLIP does without.
fn count_blocks(names: &BTreeMap<String, String>, prefix: &str) -> usize {
    let index = |name: &String| {
        name.strip_prefix(prefix)?
            .split('.')
            .next()?
            .parse::<usize>()
            .ok()
    };
    let blocks: BTreeSet<usize> = names.keys().filter_map(index).collect();
    match blocks.last() {
        Some(&last) if last < names.len() => last + 1,
        _ => blocks.len().max(1),
    }
}

/// Compares all tensors with those that `config` needs.
fn check(
    file: &TensorFile,
    names: &BTreeMap<String, String>,
    naming: Naming,
    config: &ClipConfig,
) -> Result<BTreeMap<String, Source>, BackboneError> {
    let (mut missing, mut wrong) = (Vec::new(), Vec::new());
    let mut used = BTreeSet::new();
    let mut sources = BTreeMap::new();
    for (openai_name, shape) in openai_names::tensors(config) {
        let Some(source) = naming.source(&openai_name) else {
            missing.push(openai_name);
            continue;
        };
        for (part, expected) in source.parts(&shape) {
            used.insert(part.to_owned());
            match names.get(part).and_then(|full| file.info(full)) {
                None => missing.push(part.to_owned()),
                Some(found) if found.shape != expected => {
                    let (found, expected) = (shape_text(&found.shape), shape_text(&expected));
                    wrong.push(format!("{part} is {found}, expected {expected}"));
                }
                Some(found) if !found.dtype.is_float() => {
                    wrong.push(format!(
                        "{part} holds {}, expected floating-point numbers",
                        found.dtype
                    ));
                }
                Some(_) => {}
            }
        }
        sources.insert(openai_name, source);
    }
    let unexpected: NameList = names
        .keys()
        .filter(|name| !used.contains(*name) && !is_harmless(name))
        .collect();
    if missing.is_empty() && wrong.is_empty() && unexpected.is_empty() {
        return Ok(sources);
    }
    Err(BackboneError::Mismatch {
        file: file.path().to_owned(),
        naming,
        missing: NameList(missing),
        unexpected,
        wrong: NameList(wrong),
    })
}
