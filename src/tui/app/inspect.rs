//! What Inspect alone knows: the knobs, the pane that has the keys, where the cursor is, what was read out last.

use crate::detector::{DetectorSettings, HEADS, Readout, ReadoutSettings, utpa};
use crate::engine::RequestId;
use crate::picture::{Colormap, Range};
use crate::tui::graphics::{Field, InspectPane, Prompt};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Times that the sides can be doubled.
const MOST_ZOOM: u32 = 4;

/// The values that the colours stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    /// What the prompts that are compared with make of it, with the same knobs.
    pub compared: Option<Arc<Readout>>,
    /// The map of those prompts minus the model's own.
    pub difference: Option<Arc<Field>>,
    /// The least and the most of the map.
    pub span: Range,
    /// What the colours of the difference stand for: as far below zero as above it.
    pub difference_span: Range,
}

impl ReadOut {
    /// Beside the result all that drawing it takes and the knobs of the screen do not change.
    pub fn new(id: RequestId, readout: Arc<Readout>, compared: Option<Arc<Readout>>) -> Self {
        let difference = compared.as_ref().map(|other| {
            let pairs = other.map.values.iter().zip(&readout.map.values);
            Arc::new(Field {
                size: readout.map.size,
                values: pairs.map(|(other, own)| other - own).collect(),
            })
        });
        Self {
            id,
            span: Range::spanning(&readout.map.values),
            difference_span: difference
                .as_ref()
                .map_or_else(Range::default, |difference| difference.symmetric_range()),
            readout,
            compared,
            difference,
        }
    }
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
    /// The middle of what the panes show, likewise; see [`Self::window`].
    centre: (f32, f32),
    /// First line of the reading that is shown.
    pub scroll: u16,
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
            centre: (0.5, 0.5),
            scroll: 0,
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

    /// The part of the picture that is shown.
    pub fn window(&self) -> Window {
        let side = self.side();
        let start = |at: f32| (at - side / 2.0).clamp(0.0, 1.0 - side);
        Window {
            x: start(self.centre.0),
            y: start(self.centre.1),
            side,
        }
    }

    fn side(&self) -> f32 {
        1.0 / f32::from(1u16 << self.zoom.min(MOST_ZOOM))
    }

    /// Puts the cursor there; what is shown moves as little as it must to have it in it.
    pub fn set_cursor(&mut self, cursor: (f32, f32)) {
        self.cursor = cursor;
        let Window { x, y, side } = self.window();
        let follow = |at: f32, start: f32| at.clamp(start, start + side) - at;
        self.centre = (
            x + side / 2.0 - follow(cursor.0, x),
            y + side / 2.0 - follow(cursor.1, y),
        );
    }

    /// Doubles or halves the sides, around the cursor.
    pub fn zoom(&mut self, closer: bool) {
        self.zoom = match closer {
            true => (self.zoom + 1).min(MOST_ZOOM),
            false => self.zoom.saturating_sub(1),
        };
        self.centre = self.cursor;
    }

    /// Moves what is shown by so many quarters of it; the cursor comes along where it would be left behind.
    pub fn pan(&mut self, quarters_right: f32, quarters_down: f32) {
        let Window { x, y, side } = self.window();
        let moved = |start: f32, quarters: f32| (start + side * quarters / 4.0).clamp(0.0, 1.0 - side);
        let (x, y) = (moved(x, quarters_right), moved(y, quarters_down));
        self.centre = (x + side / 2.0, y + side / 2.0);
        // Not onto the edge itself, which belongs to the next patch.
        let inside = |at: f32, start: f32| at.clamp(start, start + side * 0.999);
        self.cursor = (inside(self.cursor.0, x), inside(self.cursor.1, y));
    }

    /// What the colours of a map stand for.
    pub fn range(&self, span: Range, all: Range) -> Range {
        match self.normalisation {
            Normalisation::Fixed => Range::default(),
            Normalisation::Dataset => all,
            Normalisation::Picture => span,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inspect() -> Inspect {
        Inspect::new(&DetectorSettings::default())
    }

    #[test]
    fn the_window_follows_the_cursor_no_farther_than_it_must() {
        let mut inspect = inspect();
        inspect.zoom(true);
        assert_eq!(
            inspect.window(),
            Window {
                x: 0.25,
                y: 0.25,
                side: 0.5
            }
        );
        inspect.set_cursor((0.6, 0.3));
        assert_eq!(
            inspect.window(),
            Window {
                x: 0.25,
                y: 0.25,
                side: 0.5
            }
        );
        inspect.set_cursor((0.875, 0.25));
        assert_eq!(
            inspect.window(),
            Window {
                x: 0.375,
                y: 0.25,
                side: 0.5
            }
        );
        inspect.zoom(false);
        assert_eq!(
            inspect.window(),
            Window {
                x: 0.0,
                y: 0.0,
                side: 1.0
            }
        );
    }

    #[test]
    fn panning_stops_at_the_border_and_takes_the_cursor_along() {
        let mut inspect = inspect();
        inspect.zoom(true);
        inspect.zoom(true);
        inspect.pan(1.0, 0.0);
        assert_eq!(inspect.window().x, 0.4375);
        (0..20).for_each(|_| inspect.pan(1.0, -1.0));
        assert_eq!(
            inspect.window(),
            Window {
                x: 0.75,
                y: 0.0,
                side: 0.25
            }
        );
        let (x, y) = inspect.cursor;
        assert!((0.75..1.0).contains(&x) && (0.0..0.25).contains(&y));
    }
}
