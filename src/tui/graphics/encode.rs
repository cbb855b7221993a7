//! Makes the one picture that a pane shows: composed in pixels at the size shown, then encoded for the terminal.

use super::characters::{Characters, as_characters};
use super::inspect_picture::{self, InspectParts, cropped};
use super::live_images::{self, ImageId};
use super::shape::Shape;
use super::tmux::through_tmux;
use super::{MaskStyle, PaneKind, PictureForm, PictureKey, PlacedPicture, Slot, Subject, draw_mask};
use crate::detector::AnomalyMap;
use crate::engine::DetectionOutcome;
use crate::picture::{Colormap, Mask, Range, colour_bar, overlay};
use image::RgbImage;
use image::imageops::{FilterType, resize, thumbnail};
use ratatui::layout::Size;
use ratatui_image::errors::Errors;
use ratatui_image::protocol::Protocol;
use ratatui_image::protocol::halfblocks::Halfblocks;
use ratatui_image::protocol::iterm2::Iterm2;
use ratatui_image::protocol::kitty::Kitty;
use ratatui_image::protocol::sixel::Sixel;
use std::fmt;
use std::sync::Arc;

/// How strongly a map covers the picture under it.
const OVERLAY_OPACITY: f32 = 0.5;

/// Everything needed to make one picture.
#[derive(Debug, Clone)]
pub struct EncodeRequest {
    /// What it shows.
    pub key: PictureKey,
    /// The sample's picture; empty for the colour bar.
    pub picture: Arc<RgbImage>,
    /// The sample's detection; needed for map and overlay.
    pub outcome: Option<Arc<DetectionOutcome>>,
    /// The sample's ground truth, if it is to be drawn.
    pub mask: Option<Arc<Mask>>,
    /// What a pane of Inspect is made from besides.
    pub inspect: InspectParts,
    /// Escape sequences must be wrapped for tmux.
    pub tmux: bool,
    /// kitty inflates what it is sent.
    pub zlib: bool,
}

/// A picture ready to be drawn.
pub struct EncodedPicture {
    /// What it shows.
    pub key: PictureKey,
    /// Cells it takes.
    pub size: Size,
    /// How it is drawn.
    pub body: PictureBody,
    /// kitty's name for it, to be freed when it is no longer wanted.
    pub image_id: Option<ImageId>,
}

/// How an encoded picture is drawn.
pub enum PictureBody {
    /// By a graphics protocol or half blocks.
    Protocol(Box<Protocol>),
    /// By kitty's protocol, at a place.
    Placed(PlacedPicture),
    /// By characters.
    Characters(Characters),
}

impl fmt::Debug for EncodedPicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, size, .. } = self;
        f.debug_struct("EncodedPicture")
            .field("key", key)
            .field("size", size)
            .finish_non_exhaustive()
    }
}

/// Why a picture cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// A map was asked for without a detection.
    #[error("there is no anomaly map to draw: this is a bug, please report it")]
    NoMap,
    /// The protocol refused.
    #[error(
        "the picture cannot be encoded: {0}\n  what to do: choose another way to draw it (the command `cycle-renderer`)"
    )]
    Protocol(#[from] Errors),
    /// The encoder panicked; it goes on with the next picture.
    #[error("drawing the picture stopped by a bug: {0}\n  what to do: report it with the log file")]
    Panicked(String),
}

/// Composes and encodes.
pub fn encode(request: &EncodeRequest) -> Result<Box<EncodedPicture>, EncodeError> {
    let key = request.key;
    let shape = Shape::fit(&request.picture, key);
    let pixels = compose(request, shape.raster)?;
    let (body, image_id) = encode_pixels(request, shape, pixels)?;
    Ok(Box::new(EncodedPicture {
        key,
        size: shape.cells,
        body,
        image_id,
    }))
}

/// The pixels of a pane, as large as its room and cell allow.
pub fn compose_pane(request: &EncodeRequest) -> Result<RgbImage, EncodeError> {
    compose(request, Shape::fit(&request.picture, request.key).raster)
}

fn encode_pixels(
    request: &EncodeRequest,
    shape: Shape,
    pixels: RgbImage,
) -> Result<(PictureBody, Option<ImageId>), EncodeError> {
    let cells = shape.cells;
    let tmux = request.tmux;
    let protocol = |protocol| (PictureBody::Protocol(Box::new(protocol)), None);
    Ok(match request.key.form {
        PictureForm::KittyPlaceholders => {
            let id = live_images::claim();
            // Deflating pays for the few colours of a map; a photograph only gets slower.
            let zlib = request.zlib && request.key.slot() == Some(Slot::Pane(PaneKind::Map));
            let kitty = Kitty::new(shape.on_canvas(&pixels), cells, id.number(), tmux, zlib)?;
            (PictureBody::Protocol(Box::new(Protocol::Kitty(kitty))), Some(id))
        }
        PictureForm::KittyPlaced => {
            let id = live_images::claim();
            let placed = PlacedPicture::new(&shape.on_canvas(&pixels), cells, id).map_err(Errors::from)?;
            (PictureBody::Placed(placed), Some(id))
        }
        PictureForm::Sixel => {
            let mut sixel = Sixel::new(shape.on_canvas(&pixels), cells, false)?;
            if tmux {
                sixel.data = through_tmux(&sixel.data, "\x1bP", cells);
            }
            protocol(Protocol::Sixel(sixel))
        }
        PictureForm::Iterm2 => {
            let mut inline = Iterm2::new(shape.on_canvas(&pixels), cells, false)?;
            if tmux {
                inline.data = through_tmux(&inline.data, "\x1b]1337", cells);
            }
            protocol(Protocol::ITerm2(inline))
        }
        PictureForm::Halfblocks => protocol(Protocol::Halfblocks(Halfblocks::new(pixels.into(), cells)?)),
        PictureForm::Characters => (PictureBody::Characters(as_characters(&pixels)), None),
    })
}

/// The pixels of a picture, `(width, height)` of them.
fn compose(request: &EncodeRequest, (width, height): (u32, u32)) -> Result<RgbImage, EncodeError> {
    let mut composed = match request.key.subject {
        Subject::ColorBar(colormap) => colour_bar(width, height, colormap, true),
        Subject::Thumbnail { .. } => resized(&request.picture, width, height),
        Subject::Inspect { look, .. } => {
            let mut picture = cropped(&request.picture, look.window, width, height);
            let mask = request.mask.as_ref().map(|mask| zoomed(mask, look.window));
            if let Some((mask, style)) = mask.zip(mask_style(request)) {
                draw_mask(&mut picture, &mask, style);
            }
            let colormap = as_lightness(request.key.form, look.colormap);
            inspect_picture::draw(picture, &look, &request.inspect, colormap)
        }
        Subject::Pane { kind, map, .. } => {
            let picture = resized(&request.picture, width, height);
            with_map(request, picture, kind, map.map(|(_, colormap)| colormap))?
        }
    };
    if let (
        Subject::Pane {
            mask: Some((style, _)),
            ..
        },
        Some(mask),
    ) = (request.key.subject, &request.mask)
    {
        draw_mask(&mut composed, mask, style);
    }
    Ok(composed)
}

fn resized(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    // Two steps for large pictures: a cheap box filter to twice the size, then the good filter.
    let picture = match picture.width() > 4 * width && picture.height() > 4 * height {
        true => &thumbnail(picture, 2 * width, 2 * height),
        false => picture,
    };
    resize(picture, width, height, FilterType::Triangle)
}

fn mask_style(request: &EncodeRequest) -> Option<MaskStyle> {
    match request.key.subject {
        Subject::Inspect { mask, .. } => mask.map(|(style, _)| style),
        _ => None,
    }
}

/// The part of a mask under the window.
fn zoomed(mask: &Mask, (x, y, side): (f32, f32, f32)) -> Mask {
    let size = mask.size();
    let pixels = |part: f32| (part * size as f32).round() as usize;
    mask.part(pixels(x), pixels(y), pixels(side))
}

/// As characters a value shows as lightness, whatever the theme's colours are.
fn as_lightness(form: PictureForm, colormap: Colormap) -> Colormap {
    match form {
        PictureForm::Characters => Colormap::Grey,
        _ => colormap,
    }
}

/// The map of the detection over the picture, as the pane asks.
fn with_map(
    request: &EncodeRequest,
    picture: RgbImage,
    kind: PaneKind,
    colormap: Option<Colormap>,
) -> Result<RgbImage, EncodeError> {
    let opacity = match kind {
        PaneKind::Image => return Ok(picture),
        PaneKind::Map => 1.0,
        PaneKind::Overlay => OVERLAY_OPACITY,
    };
    let colormap = colormap.ok_or(EncodeError::NoMap)?;
    let colormap = as_lightness(request.key.form, colormap);
    let outcome = request.outcome.as_ref().ok_or(EncodeError::NoMap)?;
    let AnomalyMap { size, values } = &outcome.detection.map;
    Ok(overlay(
        &picture,
        values,
        *size,
        colormap,
        Range::default(),
        opacity,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::RequestId;
    use crate::tui::collection::SampleId;

    #[test]
    fn every_form_is_encoded_at_the_size_it_promises() {
        let picture = Arc::new(RgbImage::from_pixel(40, 40, image::Rgb([200, 10, 10])));
        for form in [
            PictureForm::KittyPlaceholders,
            PictureForm::KittyPlaced,
            PictureForm::Sixel,
            PictureForm::Iterm2,
            PictureForm::Halfblocks,
        ] {
            let request = EncodeRequest {
                key: PictureKey::of_image(form, (8, 8)),
                picture: picture.clone(),
                outcome: None,
                mask: None,
                inspect: InspectParts::default(),
                tmux: false,
                zlib: false,
            };
            let encoded = encode(&request).unwrap();
            assert_eq!(encoded.size, Size::new(8, 4), "{form:?}");
            match &encoded.body {
                PictureBody::Protocol(protocol) => assert_eq!(protocol.size(), encoded.size, "{form:?}"),
                PictureBody::Placed(placed) => assert_eq!(Some(placed.id()), encoded.image_id),
                PictureBody::Characters(_) => panic!("{form:?} is not drawn by characters"),
            }
            let has_id = matches!(form, PictureForm::KittyPlaceholders | PictureForm::KittyPlaced);
            assert_eq!(encoded.image_id.is_some(), has_id, "{form:?}");
        }
    }

    fn request(key: PictureKey) -> EncodeRequest {
        EncodeRequest {
            key,
            picture: Arc::new(RgbImage::new(2, 2)),
            outcome: None,
            mask: None,
            inspect: InspectParts::default(),
            tmux: false,
            zlib: false,
        }
    }

    #[test]
    fn a_map_without_a_detection_is_refused() {
        for map in [None, Some((RequestId(1), Colormap::Turbo))] {
            let subject = Subject::Pane {
                kind: PaneKind::Map,
                sample: SampleId(0),
                load: 1,
                map,
                mask: None,
            };
            let key = PictureKey {
                subject,
                ..PictureKey::of_image(PictureForm::Halfblocks, (4, 4))
            };
            assert!(matches!(encode(&request(key)), Err(EncodeError::NoMap)));
        }
    }

    #[test]
    fn the_colour_bar_takes_all_its_room() {
        let key = PictureKey {
            subject: Subject::ColorBar(Colormap::Viridis),
            ..PictureKey::of_image(PictureForm::Sixel, (2, 9))
        };
        assert_eq!(encode(&request(key)).unwrap().size, Size::new(2, 9));
    }
}
