//! The families, one file each: a function from a place on the product to its colour and height.
//!
//! `look` gives what all pictures of a product share, `sample` what is this picture's own; `pixel` is the size of a
//! pixel, for borders that are neither jagged nor soft.

mod biscuit;
mod board;
mod bricks;
mod brushed;
mod carpet;
mod concrete;
mod cork;
mod corrugated;
mod dots;
mod felt;
mod foam;
mod granite;
mod grit;
mod hatching;
mod hexagons;
mod knit;
mod leather;
mod lid;
mod marble;
mod mesh;
mod pebbles;
mod perforated;
mod plaid;
mod plastic;
mod plate;
mod rows;
mod stripes;
mod table;
mod tablet;
mod terrazzo;
mod tiles;
mod twill;
mod washer;
mod weave;
mod wood;

use super::canvas::{Canvas, Region, Spot};
use super::colour::{self, Colour};
use super::curve::{self, Turn};
use super::family::Family;
use super::noise::{Noise, share};
use super::stream::Stream;
use super::view::View;

impl Family {
    /// Paints `region` of the canvas with the product of `look` in the state of `sample`.
    pub(super) fn paint(
        self,
        canvas: &mut Canvas,
        region: Region,
        view: &View,
        look: &mut Stream,
        sample: &mut Stream,
    ) {
        let pixel = view.pixel();
        match self {
            Self::Stripes => canvas.fill(region, view, stripes::surface(look, sample, pixel)),
            Self::Weave => canvas.fill(region, view, weave::surface(look, sample, pixel)),
            Self::Twill => canvas.fill(region, view, twill::surface(look, sample, pixel)),
            Self::Plaid => canvas.fill(region, view, plaid::surface(look, sample, pixel)),
            Self::Knit => canvas.fill(region, view, knit::surface(look, sample, pixel)),
            Self::Carpet => canvas.fill(region, view, carpet::surface(look, sample, pixel)),
            Self::Felt => canvas.fill(region, view, felt::surface(look, sample, pixel)),
            Self::Leather => canvas.fill(region, view, leather::surface(look, sample, pixel)),
            Self::Dots => canvas.fill(region, view, dots::surface(look, sample, pixel)),
            Self::Marble => canvas.fill(region, view, marble::surface(look, sample, pixel)),
            Self::Granite => canvas.fill(region, view, granite::surface(look, sample, pixel)),
            Self::Grit => canvas.fill(region, view, grit::surface(look, sample, pixel)),
            Self::Terrazzo => canvas.fill(region, view, terrazzo::surface(look, sample, pixel)),
            Self::Cork => canvas.fill(region, view, cork::surface(look, sample, pixel)),
            Self::Concrete => canvas.fill(region, view, concrete::surface(look, sample, pixel)),
            Self::Tiles => canvas.fill(region, view, tiles::surface(look, sample, pixel)),
            Self::Bricks => canvas.fill(region, view, bricks::surface(look, sample, pixel)),
            Self::Hexagons => canvas.fill(region, view, hexagons::surface(look, sample, pixel)),
            Self::Pebbles => canvas.fill(region, view, pebbles::surface(look, sample, pixel)),
            Self::Wood => canvas.fill(region, view, wood::surface(look, sample, pixel)),
            Self::Brushed => canvas.fill(region, view, brushed::surface(look, sample, pixel)),
            Self::Hatching => canvas.fill(region, view, hatching::surface(look, sample, pixel)),
            Self::Perforated => canvas.fill(region, view, perforated::surface(look, sample, pixel)),
            Self::Mesh => canvas.fill(region, view, mesh::surface(look, sample, pixel)),
            Self::Plastic => canvas.fill(region, view, plastic::surface(look, sample, pixel)),
            Self::Corrugated => canvas.fill(region, view, corrugated::surface(look, sample, pixel)),
            Self::Foam => canvas.fill(region, view, foam::surface(look, sample, pixel)),
            Self::Washer => canvas.fill(region, view, washer::surface(look, sample, pixel)),
            Self::Plate => canvas.fill(region, view, plate::surface(look, sample, pixel)),
            Self::Rows => canvas.fill(region, view, rows::surface(look, sample, pixel)),
            Self::Board => canvas.fill(region, view, board::surface(look, sample, pixel)),
            Self::Tablet => canvas.fill(region, view, tablet::surface(look, sample, pixel)),
            Self::Lid => canvas.fill(region, view, lid::surface(look, sample, pixel)),
            Self::Biscuit => canvas.fill(region, view, biscuit::surface(look, sample, pixel)),
        }
    }
}
