//! The pictures of Inspect: any field of values alone or over the picture, a contour, marks, a cursor, zoomed.

use crate::engine::RequestId;
use crate::picture::{Colormap, Range, contour, overlay};
use image::imageops::{FilterType, crop_imm, resize};
use image::{Rgb, RgbImage};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A pane of Inspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InspectPane {
    /// The picture.
    Image,
    /// The picture with its ground truth.
    Truth,
    /// The anomaly map.
    Map,
    /// The map over the picture.
    Overlay,
    /// The picture with the outline of what reaches the threshold.
    Contour,
    /// The anomaly map of the prompts that are compared with.
    OtherMap,
    /// That map over the picture.
    OtherOverlay,
    /// That map minus this one.
    Difference,
    /// The map of the scale with this place.
    Layer(usize),
    /// Where the prompts look in the scale with this place.
    Attention(usize),
}

impl InspectPane {
    /// Scales that have panes.
    pub const SCALES: usize = 8;
    /// Number of panes there can be.
    pub const COUNT: usize = Self::PICTURES.len() + Self::COMPARED.len() + 2 * Self::SCALES;
    /// The panes that every model has, from left to right.
    pub const PICTURES: [Self; 5] = [Self::Image, Self::Truth, Self::Map, Self::Overlay, Self::Contour];

    /// The panes of a comparison, from left to right.
    pub const COMPARED: [Self; 3] = [Self::OtherMap, Self::OtherOverlay, Self::Difference];

    /// A number of its own, below [`Self::COUNT`].
    pub fn index(self) -> usize {
        match self {
            Self::Image => 0,
            Self::Truth => 1,
            Self::Map => 2,
            Self::Overlay => 3,
            Self::Contour => 4,
            Self::OtherMap => 5,
            Self::OtherOverlay => 6,
            Self::Difference => 7,
            Self::Layer(scale) => 8 + scale.min(Self::SCALES - 1),
            Self::Attention(scale) => 8 + Self::SCALES + scale.min(Self::SCALES - 1),
        }
    }

    /// Whether it shows values by colours alone: characters can do that too.
    pub fn is_field(self) -> bool {
        matches!(
            self,
            Self::Map | Self::OtherMap | Self::Difference | Self::Layer(_) | Self::Attention(_)
        )
    }
}

/// Whose attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Prompt {
    /// The normal prompt's.
    Normal,
    /// The abnormal prompt's.
    Abnormal,
    /// The abnormal prompt's minus the normal prompt's.
    Difference,
}

impl Prompt {
    /// The one after this.
    pub fn next(self) -> Self {
        match self {
            Self::Normal => Self::Abnormal,
            Self::Abnormal => Self::Difference,
            Self::Difference => Self::Normal,
        }
    }

    /// What the user calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Abnormal => "abnormal",
            Self::Difference => "abnormal - normal",
        }
    }
}

/// How one pane is drawn, exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InspectLook {
    /// Which detection and which knobs its values come from: σ, k, τ.
    pub source: Option<(RequestId, f32, u32, f32)>,
    /// Whose attention and which head; for attention alone.
    pub attention: Option<(Prompt, Option<u8>)>,
    /// The colours.
    pub colormap: Colormap,
    /// What they stand for.
    pub range: Range,
    /// How strongly they cover the picture; 0 for not at all.
    pub opacity: f32,
    /// Outline of what reaches this.
    pub threshold: Option<f32>,
    /// The patches that make the score are outlined.
    pub marks: bool,
    /// The part of the picture: x, y, side.
    pub window: (f32, f32, f32),
    /// The cursor, in parts of the picture.
    pub cursor: (f32, f32),
}

// Every number in it is finite: thresholds, knobs and positions are, and `Range` is made of finite values.
impl Eq for InspectLook {}

/// A square of values, rows from the top.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Values a side.
    pub size: usize,
    /// size² of them.
    pub values: Vec<f32>,
}

impl Field {
    /// As far below zero as above it, to the most there is.
    pub fn symmetric_range(&self) -> Range {
        let sizes = self.values.iter().map(|value| value.abs());
        let most = sizes.filter(|size| size.is_finite()).fold(0f32, f32::max);
        Range {
            low: -most,
            high: most,
        }
    }
}

/// What a pane of Inspect is made from beside the picture and its mask.
#[derive(Debug, Clone, Default)]
pub struct InspectParts {
    /// The values.
    pub field: Option<Arc<Field>>,
    /// 1 on the patches that make the score, 0 elsewhere.
    pub marked: Option<Arc<Field>>,
}

/// The part of the picture that the window shows, at this size.
pub fn cropped(picture: &RgbImage, window: (f32, f32, f32), width: u32, height: u32) -> RgbImage {
    let at = |start: f32, side: u32| ((start * side as f32).round() as u32).min(side.saturating_sub(1));
    let length = |side: u32| ((window.2 * side as f32).round() as u32).clamp(1, side.max(1));
    let part = crop_imm(
        picture,
        at(window.0, picture.width()),
        at(window.1, picture.height()),
        length(picture.width()),
        length(picture.height()),
    );
    resize(&*part, width, height, FilterType::Triangle)
}

/// Draws values, outlines and cursor on a picture that [`cropped`] has made.
pub fn draw(picture: RgbImage, look: &InspectLook, parts: &InspectParts, colormap: Colormap) -> RgbImage {
    let mut drawn = picture;
    if let Some(field) = &parts.field {
        let part = part(field, look.window);
        if look.opacity > 0.0 {
            drawn = overlay(
                &drawn,
                &part.values,
                part.size,
                colormap,
                look.range,
                look.opacity,
            );
        }
        if let Some(threshold) = look.threshold {
            contour(&mut drawn, &part.values, part.size, threshold);
        }
    }
    if let Some(marked) = parts.marked.as_ref().filter(|_| look.marks) {
        let part = part(marked, look.window);
        contour(&mut drawn, &part.values, part.size, 0.5);
    }
    draw_cursor(&mut drawn, look);
    drawn
}

/// The part of a field under the window, as fine as its pixels allow.
fn part(field: &Field, (x, y, side): (f32, f32, f32)) -> Field {
    if side >= 1.0 {
        return field.clone();
    }
    let all = field.size.max(1);
    // Not below 32 a side: a grid of patches is cut at parts of a patch.
    let size = ((side * all as f32).round() as usize).max(32);
    let nearest = |start: f32, place: usize| {
        let at = (start + side * (place as f32 + 0.5) / size as f32) * all as f32;
        (at as usize).min(all - 1)
    };
    let columns: Vec<usize> = (0..size).map(|place| nearest(x, place)).collect();
    let value = |row: usize, column: usize| field.values.get(row * all + column).copied().unwrap_or(f32::NAN);
    let values = (0..size)
        .map(|place| nearest(y, place))
        .flat_map(|row| columns.iter().map(move |column| value(row, *column)))
        .collect();
    Field { size, values }
}

/// A cross, white on black: one of the two shows on any ground.
fn draw_cursor(picture: &mut RgbImage, look: &InspectLook) {
    let (x, y, side) = look.window;
    let (width, height) = picture.dimensions();
    let at = |cursor: f32, start: f32, pixels: u32| (((cursor - start) / side) * pixels as f32) as i64;
    let (column, row) = (at(look.cursor.0, x, width), at(look.cursor.1, y, height));
    let arm = i64::from((width.min(height) / 40).clamp(1, 8));
    let mut put = |x: i64, y: i64, colour: [u8; 3]| {
        if let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y))
            && let Some(pixel) = picture.get_pixel_mut_checked(x, y)
        {
            *pixel = Rgb(colour);
        }
    };
    for step in -arm..=arm {
        if arm > 1 {
            put(column + step, row + 1, [0; 3]);
            put(column + 1, row + step, [0; 3]);
        }
    }
    for step in -arm..=arm {
        put(column + step, row, [255; 3]);
        put(column, row + step, [255; 3]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: InspectLook = InspectLook {
        source: None,
        attention: None,
        colormap: Colormap::Grey,
        range: Range { low: 0.0, high: 1.0 },
        opacity: 1.0,
        threshold: None,
        marks: false,
        window: (0.0, 0.0, 1.0),
        cursor: (0.5, 0.5),
    };

    #[test]
    fn a_zoomed_pane_shows_the_part_of_picture_and_field_that_belong_together() {
        let quarter = |x: u32, y: u32| Rgb([if x < 32 && y < 32 { 200 } else { 10 }; 3]);
        let picture = RgbImage::from_fn(64, 64, quarter);
        let mut values = vec![0.0; 64 * 64];
        (0..32).for_each(|y| values[y * 64..y * 64 + 32].fill(1.0));
        let window = (0.0, 0.0, 0.5);
        let shown = cropped(&picture, window, 20, 20);
        assert!(shown.pixels().all(|pixel| pixel.0 == [200; 3]));
        let parts = InspectParts {
            field: Some(Arc::new(Field { size: 64, values })),
            marked: None,
        };
        let look = InspectLook { window, ..LOOK };
        let painted = draw(shown, &look, &parts, Colormap::Grey);
        assert_eq!(painted.get_pixel(2, 17).0, [255; 3]);
    }

    #[test]
    fn the_cursor_shows_on_black_and_on_white() {
        for ground in [0, 255] {
            let plain = RgbImage::from_pixel(200, 200, Rgb([ground; 3]));
            let drawn = draw(plain.clone(), &LOOK, &InspectParts::default(), Colormap::Grey);
            assert_ne!(drawn, plain);
        }
    }
}
