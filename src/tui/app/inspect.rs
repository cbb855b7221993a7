//! What Inspect alone knows: the knobs, the pane that has the keys, where the cursor is, what was read out last.

use crate::detector::{DetectorSettings, HEADS, Readout, ReadoutSettings, utpa};
use crate::engine::RequestId;
use crate::picture::{Colormap, Range};
use crate::tui::graphics::{InspectPane, Prompt};
use std::sync::Arc;

/// The values that the colours stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Normalisation {
    /// 0 to 1: normal pictures stay dark.
    #[default]
    Fixed,
    /// The smallest to the largest value of all maps since the start.
    Dataset,
    /// The smallest to the largest value of this map: makes normal pictures glow.
    Picture,
}

impl Normalisation {
    /// The one after this.
    pub fn next(self) -> Self {
        match self {
            Self::Fixed => Self::Dataset,
            Self::Dataset => Self::Picture,
            Self::Picture => Self::Fixed,
        }
    }

    /// What the user calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fixed => "fixed 0 to 1",
            Self::Dataset => "all maps so far",
            Self::Picture => "this map alone",
        }
    }
}

/// What was read out of a detection, and with which knobs.
#[derive(Debug, Clone)]
pub struct ReadOut {
    /// Whose.
    pub id: RequestId,
    /// The result; it knows its knobs.
    pub readout: Arc<Readout>,
}

/// The part of the picture that the panes show, in parts of its sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Side, 1 for all of it.
    pub side: f32,
}

/// What Inspect alone knows.
#[derive(Debug)]
pub struct Inspect {
    /// The knobs that act after the towers.
    pub knobs: ReadoutSettings,
    /// How strongly a map covers the picture, 0 to 1.
    pub opacity: f32,
    /// The map's colours; the theme's without one.
    pub colormap: Option<Colormap>,
    /// What the colours stand for.
    pub normalisation: Normalisation,
    /// Which prompt's attention is shown.
    pub prompt: Prompt,
    /// Which head's; the mean of all without one.
    pub head: Option<usize>,
    /// The patches that make the score are marked.
    pub marks: bool,
    /// The pane that has the keys.
    pub pane: InspectPane,
    /// How many times the sides are doubled.
    pub zoom: u32,
    /// The cursor, in parts of the picture's sides.
    pub cursor: (f32, f32),
    /// What was read out last.
    pub last: Option<ReadOut>,
    /// What is being read out.
    pub asked: Option<(RequestId, ReadoutSettings)>,
    defaults: ReadoutSettings,
}

impl Inspect {
    /// The knobs as the model was started with.
    pub fn new(settings: &DetectorSettings) -> Self {
        let knobs = ReadoutSettings {
            image_size: settings.image_size,
            sigma: settings.sigma,
            top_k: settings.top_k,
            temperature: utpa::TEMPERATURE,
        };
        Self {
            knobs,
            opacity: 0.5,
            colormap: None,
            normalisation: Normalisation::default(),
            prompt: Prompt::Abnormal,
            head: None,
            marks: true,
            pane: InspectPane::Map,
            zoom: 0,
            cursor: (0.5, 0.5),
            last: None,
            asked: None,
            defaults: knobs,
        }
    }

    /// The knobs that the model was started with.
    pub fn defaults(&self) -> ReadoutSettings {
        self.defaults
    }

    /// Takes the next head: the mean, then each of the eight.
    pub fn next_head(&mut self) {
        self.head = match self.head {
            None => Some(0),
            Some(head) if head + 1 < HEADS => Some(head + 1),
            Some(_) => None,
        };
    }

    /// The part of the picture that is shown: the cursor is always in it.
    pub fn window(&self) -> Window {
        let side = 1.0 / f32::from(1u16 << self.zoom.min(4));
        let start = |at: f32| (at - side / 2.0).clamp(0.0, 1.0 - side);
        Window {
            x: start(self.cursor.0),
            y: start(self.cursor.1),
            side,
        }
    }

    /// What the colours of a map stand for.
    pub fn range(&self, values: &[f32], all: Range) -> Range {
        match self.normalisation {
            Normalisation::Fixed => Range::default(),
            Normalisation::Dataset => all,
            Normalisation::Picture => Range::spanning(values),
        }
    }
}
