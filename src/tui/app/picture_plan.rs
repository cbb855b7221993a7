//! How pictures are drawn on this terminal, and what each of them is called: asked by whoever orders them and by
//! whoever draws them.

use super::App;
use crate::tui::collection::SampleId;
use crate::tui::graphics::{InspectPane, PaneKind, PictureForm, PictureKey, Renderer, Slot, Subject};
use crate::tui::layout::Grid;
use crate::tui::theme::ColorDepth;
use ratatui::layout::Size;

impl App {
    /// How a picture is drawn; `None` if there is none. A bar of text colours does where pictures are made of these
    /// too.
    pub fn form_of(&self, slot: Slot) -> Option<PictureForm> {
        let colourless = self.depth() == ColorDepth::None;
        let renderer = self.drawn_by();
        match renderer {
            Renderer::Kitty if self.pictures.graphics.placeholders => Some(PictureForm::KittyPlaceholders),
            Renderer::Kitty => Some(PictureForm::KittyPlaced),
            Renderer::Sixel => Some(PictureForm::Sixel),
            Renderer::Iterm2 => Some(PictureForm::Iterm2),
            Renderer::Halfblocks | Renderer::Off if slot == Slot::ColorBar => None,
            Renderer::Halfblocks if !colourless => Some(PictureForm::Halfblocks),
            Renderer::Halfblocks | Renderer::Off if matches!(slot, Slot::Inspect(_)) => match slot {
                Slot::Inspect(InspectPane::Image) if renderer == Renderer::Halfblocks => {
                    Some(PictureForm::Characters)
                }
                Slot::Inspect(pane) => pane.is_field().then_some(PictureForm::Characters),
                _ => None,
            },
            Renderer::Halfblocks => {
                (slot != Slot::Pane(PaneKind::Overlay)).then_some(PictureForm::Characters)
            }
            Renderer::Off => (slot == Slot::Pane(PaneKind::Map)).then_some(PictureForm::Characters),
        }
    }

    /// How thumbnails are drawn: as the image is, or where that is not drawn or costs too much, not at all.
    pub fn thumbnail_form(&self) -> Option<PictureForm> {
        if self.view.low_bandwidth {
            return None;
        }
        self.form_of(Slot::Pane(PaneKind::Image))
    }

    /// What a picture shows, and how.
    pub fn picture_key(&self, subject: Subject, room: Size, form: PictureForm) -> PictureKey {
        let cell = self.pictures.graphics.cell;
        PictureKey {
            subject,
            room,
            cell: (cell.width, cell.height),
            form,
        }
    }

    /// What is drawn for a sample of the grid, once its thumbnail is made.
    pub fn thumbnail_key(&self, sample: SampleId, grid: &Grid) -> Option<PictureKey> {
        let load = self.thumbnails.made(sample)?.load;
        let subject = Subject::Thumbnail { sample, load };
        Some(self.picture_key(subject, grid.picture_size(), self.thumbnail_form()?))
    }
}
