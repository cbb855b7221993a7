//! How many colours the terminal shows, and colours brought down to that.

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::style::Color;

/// Colours a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColorDepth {
    /// None: the user set `NO_COLOR`, or the terminal is dumb.
    None,
    /// The sixteen of ANSI.
    Sixteen,
    /// xterm's cube and greys.
    Indexed,
    /// 24 bits.
    True,
}

/// Terminals that show 24 bits and whose `TERM` arrives over SSH although `COLORTERM` does not.
const TRUE_COLOR_TERMS: &[&str] = &[
    "kitty",
    "ghostty",
    "alacritty",
    "foot",
    "wezterm",
    "direct",
    "contour",
    "rio",
];

impl ColorDepth {
    /// What the environment says; `variable` reads one of its variables.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        if set("NO_COLOR").is_some() || term == "dumb" {
            return Self::None;
        }
        let promised = set("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit");
        if promised || TRUE_COLOR_TERMS.iter().any(|name| term.contains(name)) {
            return Self::True;
        }
        match term.contains("256color") {
            true => Self::Indexed,
            false => Self::Sixteen,
        }
    }

    /// The colour nearest to `color` that this many can show.
    pub fn nearest(self, color: Color) -> Color {
        let Some(rgb) = rgb_of(color) else {
            return match self {
                Self::None => Color::Reset,
                _ => color,
            };
        };
        match self {
            Self::None => Color::Reset,
            Self::True => color,
            Self::Indexed if matches!(color, Color::Indexed(_)) => color,
            Self::Indexed => Color::Indexed(nearest_index(rgb)),
            Self::Sixteen => nearest_ansi(rgb),
        }
    }

    /// The colour for text that is nearest to `color`. Among sixteen it keeps its hue: a pale red is red, not grey.
    pub fn nearest_for_text(self, color: Color) -> Color {
        match (self, rgb_of(color)) {
            (Self::Sixteen, Some(rgb)) => nearest_hue(rgb),
            _ => self.nearest(color),
        }
    }

    /// Brings every colour of a frame down to what the terminal shows. Cells that belong to a graphics protocol are
    /// left alone: kitty reads a picture's number out of the foreground colour.
    pub fn apply(self, frame: &mut Buffer) {
        if self == Self::True {
            return;
        }
        for cell in &mut frame.content {
            if cell.diff_option == CellDiffOption::None {
                cell.fg = self.nearest(cell.fg);
                cell.bg = self.nearest(cell.bg);
            }
        }
    }
}

/// xterm's levels of the 6×6×6 cube.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The sixteen colours with xterm's default values.
const ANSI: [(Color, [u8; 3]); 16] = [
    (Color::Black, [0, 0, 0]),
    (Color::Red, [205, 0, 0]),
    (Color::Green, [0, 205, 0]),
    (Color::Yellow, [205, 205, 0]),
    (Color::Blue, [0, 0, 238]),
    (Color::Magenta, [205, 0, 205]),
    (Color::Cyan, [0, 205, 205]),
    (Color::Gray, [229, 229, 229]),
    (Color::DarkGray, [127, 127, 127]),
    (Color::LightRed, [255, 0, 0]),
    (Color::LightGreen, [0, 255, 0]),
    (Color::LightYellow, [255, 255, 0]),
    (Color::LightBlue, [92, 92, 255]),
    (Color::LightMagenta, [255, 0, 255]),
    (Color::LightCyan, [0, 255, 255]),
    (Color::White, [255, 255, 255]),
];

/// 24 bits of a colour that has them or stands in xterm's table above the sixteen; the sixteen and the terminal's
/// own are what the user made them.
fn rgb_of(color: Color) -> Option<[u8; 3]> {
    match color {
        Color::Rgb(r, g, b) => Some([r, g, b]),
        Color::Indexed(index @ 16..=231) => {
            let index = usize::from(index - 16);
            Some([LEVELS[index / 36], LEVELS[index / 6 % 6], LEVELS[index % 6]])
        }
        Color::Indexed(index @ 232..) => Some([8 + (index - 232) * 10; 3]),
        _ => None,
    }
}

/// 24 bits of a colour, the sixteen as xterm shows them; none for the terminal's own.
pub fn shown_rgb(color: Color) -> Option<[u8; 3]> {
    let index = match color {
        Color::Indexed(index @ 0..16) => Some(usize::from(index)),
        _ => ANSI.iter().position(|(known, _)| *known == color),
    };
    rgb_of(color).or_else(|| Some(ANSI[index?].1))
}

fn nearest_index(rgb: [u8; 3]) -> u8 {
    let steps = rgb.map(nearest_level);
    let cube = steps.map(|step| LEVELS[step]);
    let mean = rgb.iter().map(|&c| u16::from(c)).sum::<u16>() / 3;
    let grey_step = (mean.saturating_sub(3) / 10).min(23) as u8;
    if distance(rgb, [8 + grey_step * 10; 3]) < distance(rgb, cube) {
        return 232 + grey_step;
    }
    (16 + steps[0] * 36 + steps[1] * 6 + steps[2]) as u8
}

fn nearest_level(value: u8) -> usize {
    let far = |step: &usize| LEVELS[*step].abs_diff(value);
    (0..LEVELS.len()).min_by_key(far).unwrap_or(0)
}

fn nearest_ansi(rgb: [u8; 3]) -> Color {
    nearest_of(ANSI.iter(), rgb)
}

fn nearest_of<'a>(known: impl Iterator<Item = &'a (Color, [u8; 3])>, rgb: [u8; 3]) -> Color {
    let nearest = known.min_by_key(|(_, known)| distance(rgb, *known));
    nearest.map_or(Color::Reset, |(color, _)| *color)
}

fn nearest_hue(rgb: [u8; 3]) -> Color {
    let [r, g, b] = rgb;
    let (least, most) = (r.min(g).min(b), r.max(g).max(b));
    let is_grey = |rgb: &[u8; 3]| rgb[0] == rgb[1] && rgb[1] == rgb[2];
    // Less than three tenths saturated is grey to the eye.
    if u32::from(most - least) * 10 <= u32::from(most) * 3 {
        return nearest_of(ANSI.iter().filter(|(_, known)| is_grey(known)), rgb);
    }
    let spread = u32::from(most - least);
    let saturated = rgb.map(|c| (u32::from(c - least) * u32::from(most) / spread) as u8);
    nearest_of(ANSI.iter().filter(|(_, known)| !is_grey(known)), saturated)
}

/// Squared distance with the weights of the eye.
fn distance(a: [u8; 3], b: [u8; 3]) -> u32 {
    let [r, g, b] = [0, 1, 2].map(|i| u32::from(a[i].abs_diff(b[i])).pow(2));
    2 * r + 4 * g + 3 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(variables: &[(&str, &str)]) -> ColorDepth {
        ColorDepth::from_environment(|name| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.to_owned())
        })
    }

    #[test]
    fn the_environment_decides() {
        assert_eq!(
            depth(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]),
            ColorDepth::True
        );
        assert_eq!(depth(&[("TERM", "xterm-kitty")]), ColorDepth::True);
        assert_eq!(depth(&[("TERM", "screen-256color")]), ColorDepth::Indexed);
        assert_eq!(depth(&[("TERM", "xterm")]), ColorDepth::Sixteen);
        assert_eq!(
            depth(&[("TERM", "xterm-kitty"), ("NO_COLOR", "1")]),
            ColorDepth::None
        );
        assert_eq!(depth(&[("TERM", "xterm"), ("NO_COLOR", "")]), ColorDepth::Sixteen);
        assert_eq!(depth(&[("TERM", "dumb")]), ColorDepth::None);
    }

    #[test]
    fn colours_come_down_to_their_neighbours() {
        let orange = Color::Rgb(255, 135, 0);
        assert_eq!(ColorDepth::True.nearest(orange), orange);
        assert_eq!(ColorDepth::Indexed.nearest(orange), Color::Indexed(208));
        assert_eq!(
            ColorDepth::Indexed.nearest(Color::Rgb(118, 118, 118)),
            Color::Indexed(243)
        );
        assert_eq!(
            ColorDepth::Sixteen.nearest(Color::Rgb(250, 10, 10)),
            Color::LightRed
        );
        assert_eq!(ColorDepth::Sixteen.nearest(Color::Indexed(21)), Color::Blue);
        assert_eq!(ColorDepth::Sixteen.nearest(Color::Red), Color::Red);
        let text = |r, g, b| ColorDepth::Sixteen.nearest_for_text(Color::Rgb(r, g, b));
        assert_eq!(text(255, 143, 128), Color::LightRed);
        assert_eq!(text(127, 216, 143), Color::Green);
        assert_eq!(text(47, 67, 96), Color::Blue);
        assert_eq!(text(21, 23, 28), Color::Black);
        assert_eq!(text(139, 145, 157), Color::DarkGray);
        assert_eq!(ColorDepth::None.nearest(Color::Red), Color::Reset);
        assert_eq!(ColorDepth::Indexed.nearest(Color::Reset), Color::Reset);
    }
}
