//! Which build this is.

use super::{Rows, row, yes_no};
use serde::Serialize;

/// Version, revision and what was compiled in.
#[derive(Debug, Serialize)]
pub struct Program {
    version: &'static str,
    /// The git revision; only release builds made in a repository know it.
    revision: Option<&'static str>,
    optimised: bool,
    system: String,
    features: Features,
}

#[derive(Debug, Serialize)]
struct Features {
    cuda: bool,
    cudnn: bool,
    metal: bool,
    accelerate: bool,
}

impl Program {
    /// This program.
    pub fn new() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            revision: option_env!("VIP2CLIP_GIT_REVISION"),
            optimised: !cfg!(debug_assertions),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            features: Features {
                cuda: cfg!(feature = "cuda"),
                cudnn: cfg!(feature = "cudnn"),
                metal: cfg!(feature = "metal"),
                accelerate: cfg!(feature = "accelerate"),
            },
        }
    }

    /// For the page.
    pub fn rows(&self) -> Rows {
        let build = if self.optimised {
            "release"
        } else {
            "development: slow; use `cargo build --release` for real work"
        };
        let Features {
            cuda,
            cudnn,
            metal,
            accelerate,
        } = self.features;
        let features = [
            ("cuda", cuda),
            ("cudnn", cudnn),
            ("metal", metal),
            ("accelerate", accelerate),
        ]
        .map(|(name, on)| format!("{name} {}", yes_no(on)));
        vec![
            row("version", self.version),
            row("revision", self.revision.unwrap_or("unknown")),
            row("build", build),
            row("system", self.system.as_str()),
            row("features", features.join(", ")),
        ]
    }
}
