//! Panics on demand, for the tests that check what becomes of them. Release builds have none.

/// Where a panic can be asked for, by `VIP2CLIP_TEST_PANIC`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The UI thread, when a detection is asked for.
    Ui,
    /// The detection worker, inside the model.
    Worker,
    /// The thread that loads pictures.
    Loader,
    /// The thread that encodes pictures.
    Encoder,
    /// The threads that make thumbnails.
    Thumbnails,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::Ui => "ui",
            Self::Worker => "worker",
            Self::Loader => "loader",
            Self::Encoder => "encoder",
            Self::Thumbnails => "thumbnails",
        }
    }
}

/// Panics in a debug build that was asked to panic here.
#[allow(clippy::panic)] // The point of this function.
pub fn at(place: Place) {
    if cfg!(debug_assertions)
        && std::env::var("VIP2CLIP_TEST_PANIC").is_ok_and(|wanted| wanted == place.name())
    {
        panic!("a panic of the {} was asked for", place.name());
    }
}
