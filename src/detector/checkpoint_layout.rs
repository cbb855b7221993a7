//! The released layout of a prompt checkpoint: every tensor and its shape.

use super::checkpoint_error::CheckpointError;
use super::fgp::HEADS;
use crate::tensors::{NameList, shape_text};
use std::collections::BTreeMap;
use std::path::Path;

/// What ICA's names begin with.
pub const ICA: &str = "prompt_learner.";
/// What FGP's names begin with.
pub const FGP: &str = "Zero_try.";
/// In every released checkpoint, and without use.
const UNUSED: &str = "Zero_try.prompt_temp_l1";

/// One of the two prompts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The prompt of normal pictures (`pos` in the released names).
    Normal,
    /// The prompt of abnormal pictures (`neg`).
    Abnormal,
}

impl State {
    /// How the released names end for it.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Normal => "pos",
            Self::Abnormal => "neg",
        }
    }
}

/// The sizes of a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromptShape {
    /// e: learned context vectors before the state word.
    pub n_ctx: usize,
    /// r: image-conditioned class vectors after it.
    pub n_cls: usize,
    /// Hidden width of each of ICA's meta-nets.
    pub hidden: usize,
    /// D: width of CLIP's shared space.
    pub embed_dim: usize,
    /// W: width of the text tower.
    pub text_width: usize,
    /// Positions of the text tower.
    pub context: usize,
}

impl PromptShape {
    /// The sizes that the decisive tensors imply, after checking all others against them.
    pub(super) fn of<'t>(
        path: &Path,
        shapes: impl Iterator<Item = (&'t str, &'t [usize])>,
    ) -> Result<Self, CheckpointError> {
        let shapes: BTreeMap<&str, &[usize]> = shapes.collect();
        let sizes = Self::decisive(path, &shapes)?;
        let (mut missing, mut wrong) = (Vec::new(), Vec::new());
        for (name, expected) in sizes.tensors() {
            match shapes.get(name.as_str()) {
                None if name == UNUSED => {}
                None => missing.push(name),
                Some(&found) if found != expected => {
                    let (found, expected) = (shape_text(found), shape_text(&expected));
                    wrong.push(format!("{name} is {found}, expected {expected}"));
                }
                Some(_) => {}
            }
        }
        let one_more = format!("{ICA}cls_prompter.fc.{}.0.weight", sizes.n_cls);
        if shapes.contains_key(one_more.as_str()) {
            wrong.push(format!(
                "{one_more} is there, and cls_ctx has only {} rows",
                sizes.n_cls
            ));
        }
        if !missing.is_empty() {
            return Err(CheckpointError::Missing {
                file: path.to_owned(),
                missing: NameList(missing),
            });
        }
        if !sizes.embed_dim.is_multiple_of(HEADS) {
            wrong.push(format!(
                "D is {}, not a multiple of {HEADS} heads",
                sizes.embed_dim
            ));
        }
        if !wrong.is_empty() {
            return Err(CheckpointError::Inconsistent {
                file: path.to_owned(),
                wrong: NameList(wrong),
            });
        }
        Ok(sizes)
    }

    fn decisive(path: &Path, shapes: &BTreeMap<&str, &[usize]>) -> Result<Self, CheckpointError> {
        let names = [
            "ctx_pos",
            "cls_ctx",
            "cls_prompter.fc.0.0.weight",
            "tokenized_prompts_pos",
        ]
        .map(|name| format!("{ICA}{name}"));
        let [Some(ctx), Some(cls), Some(fc), Some(ids)] =
            names.each_ref().map(|name| shapes.get(name.as_str()))
        else {
            let missing = names
                .into_iter()
                .filter(|name| !shapes.contains_key(name.as_str()))
                .collect();
            return Err(CheckpointError::Missing {
                file: path.to_owned(),
                missing,
            });
        };
        let odd = |index: usize, expected: &str, found: &[usize]| CheckpointError::Inconsistent {
            file: path.to_owned(),
            wrong: NameList(vec![format!(
                "{} is {}, expected {expected}",
                names[index],
                shape_text(found)
            )]),
        };
        let &[n_ctx @ (1..), text_width @ (1..)] = *ctx else {
            return Err(odd(0, "e × W", ctx));
        };
        let &[n_cls @ (1..), _] = *cls else {
            return Err(odd(1, "r × W", cls));
        };
        let &[hidden @ (1..), embed_dim @ (1..)] = *fc else {
            return Err(odd(2, "hidden × D", fc));
        };
        let &[1, context] = *ids else {
            return Err(odd(3, "1 × context", ids));
        };
        // SOT, the state word and EOT stand beside the learned vectors; and every class vector has tensors of
        // its own, so that no claimed size makes the list of expected names longer than the file.
        if n_ctx.saturating_add(n_cls).saturating_add(3) > context || n_cls > shapes.len() {
            return Err(odd(3, &format!("room for {n_ctx} + {n_cls} + 3 tokens"), ids));
        }
        Ok(Self {
            n_ctx,
            n_cls,
            hidden,
            embed_dim,
            text_width,
            context,
        })
    }

    /// The position of the end of text.
    pub fn end_of_text(&self) -> usize {
        self.n_ctx + self.n_cls + 2
    }

    /// Every tensor under its full name, with its shape.
    pub(super) fn tensors(&self) -> Vec<(String, Vec<usize>)> {
        let Self {
            n_ctx,
            n_cls,
            hidden,
            embed_dim: d,
            text_width: w,
            context,
        } = *self;
        let mut all: Vec<(String, Vec<usize>)> = Vec::new();
        let mut add = |prefix: &str, name: &str, shape: &[usize]| {
            all.push((format!("{prefix}{name}"), shape.to_vec()));
        };
        add(ICA, "cls_ctx", &[n_cls, w]);
        for state in [State::Normal, State::Abnormal].map(State::suffix) {
            add(ICA, &format!("ctx_{state}"), &[n_ctx, w]);
            add(ICA, &format!("token_prefix_{state}"), &[1, 1, w]);
            add(ICA, &format!("token_middle_{state}"), &[1, 1, w]);
            add(
                ICA,
                &format!("token_suffix_{state}"),
                &[1, context - 2 - n_ctx - n_cls, w],
            );
            add(ICA, &format!("tokenized_prompts_{state}"), &[1, context]);
        }
        add(ICA, "cls_prompter.bias", &[1, d]);
        for i in 0..n_cls {
            for (layer, outputs, inputs) in [(0, hidden, d), (2, w, hidden)] {
                add(
                    ICA,
                    &format!("cls_prompter.fc.{i}.{layer}.weight"),
                    &[outputs, inputs],
                );
                add(ICA, &format!("cls_prompter.fc.{i}.{layer}.bias"), &[outputs]);
            }
        }
        for part in ["q_proj_pre", "k_proj_pre_1", "v_proj_pre_1", "proj_post_t"] {
            add(FGP, &format!("{part}.weight"), &[d, d, 1]);
            add(FGP, &format!("{part}.bias"), &[d]);
        }
        all.push((UNUSED.to_owned(), Vec::new()));
        all
    }

    /// The text tower takes the row of the largest id: that must be the end of text, where the layout has it.
    pub(super) fn check_ids(&self, path: &Path, name: &str, ids: &[u32]) -> Result<(), CheckpointError> {
        let largest = ids
            .iter()
            .enumerate()
            .rev()
            .max_by_key(|(_, id)| **id)
            .map(|(at, _)| at);
        let expected = self.end_of_text();
        if largest == Some(expected) {
            return Ok(());
        }
        let found = largest.map_or("nowhere".to_owned(), |at| format!("at position {at}"));
        Err(CheckpointError::Inconsistent {
            file: path.to_owned(),
            wrong: NameList(vec![format!(
                "{name} ends its text {found}, expected position {expected}"
            )]),
        })
    }
}
