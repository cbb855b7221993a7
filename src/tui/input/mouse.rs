//! What the mouse can do. Movement is never asked for, so it costs nothing over a slow link.

use ratatui::layout::Position;

/// A mouse event; positions are cells from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseInput {
    /// The left button went down.
    Click(Position),
    /// The wheel turned towards the user.
    WheelDown(Position),
    /// The wheel turned away from the user.
    WheelUp(Position),
}
