//! The options that name a dataset and say how it is to be read.

use crate::base::CancelToken;
use crate::dataset::{self, CachePolicy, DatasetError, DatasetIndex, IndexOptions, Pairing};
use clap::ValueEnum;
use std::path::PathBuf;

/// The folder and how it is read.
#[derive(Debug, clap::Args)]
pub struct Source {
    /// The folder that holds the dataset
    #[arg(value_name = "ROOT")]
    pub root: PathBuf,

    /// Read the folder as this kind instead of recognising it: a name of `dataset list`, mvtec-like, folders,
    /// images-masks, flat, or meta for its meta.json
    #[arg(long, value_name = "KIND", env = "VIP2CLIP_KIND")]
    pub kind: Option<String>,

    /// How images find their masks: stem (by name) or reference (by place in the sorted lists, whatever the names, as
    /// the released code does)
    #[arg(
        long,
        value_name = "HOW",
        env = "VIP2CLIP_PAIRING",
        default_value = "stem",
        hide_possible_values = true
    )]
    pub pairing: PairingChoice,

    /// Accept paths outside ROOT in a meta.json
    #[arg(long, env = "VIP2CLIP_ALLOW_OUTSIDE")]
    pub allow_outside: bool,

    /// Read the folder even if an index of it is kept from an earlier run, and keep none
    #[arg(long, env = "VIP2CLIP_NO_CACHE")]
    pub no_cache: bool,
}

/// [`Pairing`] on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum PairingChoice {
    /// By name.
    Stem,
    /// By place.
    Reference,
}

impl Source {
    /// Reads the folder.
    pub fn open(&self, cancel: CancelToken) -> Result<DatasetIndex, DatasetError> {
        let options = IndexOptions {
            kind: self.kind.clone(),
            pairing: match self.pairing {
                PairingChoice::Stem => Pairing::Stem,
                PairingChoice::Reference => Pairing::Reference,
            },
            allow_outside: self.allow_outside,
            cache: match self.no_cache {
                true => CachePolicy::Bypass,
                false => CachePolicy::Use,
            },
            cancel,
        };
        dataset::open(&self.root, &options)
    }
}
