//! Which renderer is in use, and what it has to know about the terminal.

use super::{GraphicsProbe, ImagesChoice, Renderer};
use ratatui_image::FontSize;

/// A cell where the terminal does not say how large its cells are: twice as high as wide.
pub const USUAL_CELL: FontSize = FontSize::new(10, 20);

/// How pictures are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Graphics {
    /// The way in use.
    pub renderer: Renderer,
    /// Pixels per cell.
    pub cell: FontSize,
    /// Escape sequences must be wrapped for tmux.
    pub tmux: bool,
    /// kitty draws pictures where it finds placeholders.
    pub placeholders: bool,
    /// kitty inflates what it is sent.
    pub zlib: bool,
}

impl Graphics {
    /// From what the user chose, what the terminal answered (`None` if it was not asked), the size of a cell that
    /// the window's size in pixels tells, and the environment.
    pub fn choose(
        choice: ImagesChoice,
        probe: Option<&GraphicsProbe>,
        window_cell: Option<FontSize>,
        tmux: bool,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let cell = probe.and_then(|probe| probe.cell).or(window_cell);
        let renderer = match choice {
            ImagesChoice::Fixed(renderer) => renderer,
            ImagesChoice::Auto => best(probe, variable, cell.is_some(), tmux),
        };
        Self {
            renderer,
            cell: cell.unwrap_or(USUAL_CELL),
            tmux,
            // tmux keeps text in its place and nothing else, so there it is placeholders or no picture.
            placeholders: tmux || probe.is_some_and(|probe| probe.placeholders),
            zlib: probe.is_some_and(|probe| probe.kitty_zlib),
        }
    }
}

/// Pixels need the size of a cell: without it pictures would be drawn over their neighbours. WezTerm and Konsole say that
/// they speak kitty's protocol and that they draw sixels; the one does iTerm2's better, the other neither well.
fn best(
    probe: Option<&GraphicsProbe>,
    variable: impl Fn(&str) -> Option<String>,
    cell_known: bool,
    tmux: bool,
) -> Renderer {
    let Some(probe) = probe.filter(|_| cell_known) else {
        return match cell_known && speaks_iterm2(variable) {
            true => Renderer::Iterm2,
            false => Renderer::Halfblocks,
        };
    };
    let is = |name: &str| {
        probe
            .program
            .as_deref()
            .is_some_and(|program| program.starts_with(name))
    };
    if is("WezTerm") || is("iTerm2") || speaks_iterm2(variable) {
        Renderer::Iterm2
    } else if is("Konsole") {
        Renderer::Halfblocks
    } else if probe.kitty && (probe.placeholders || !tmux) {
        Renderer::Kitty
    } else if probe.sixel {
        Renderer::Sixel
    } else {
        Renderer::Halfblocks
    }
}

/// iTerm2's protocol has no question to ask; its terminals are known by their variables, where these arrive.
fn speaks_iterm2(variable: impl Fn(&str) -> Option<String>) -> bool {
    const PROGRAMS: [&str; 8] = [
        "iTerm",
        "WezTerm",
        "mintty",
        "vscode",
        "Tabby",
        "Hyper",
        "rio",
        "WarpTerminal",
    ];
    let program = variable("TERM_PROGRAM").unwrap_or_default();
    PROGRAMS.iter().any(|known| program.contains(known))
        || variable("LC_TERMINAL").is_some_and(|value| value.contains("iTerm"))
        || variable("WEZTERM_EXECUTABLE").is_some_and(|value| !value.is_empty())
        || variable("ITERM_SESSION_ID").is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(choice: ImagesChoice, probe: Option<GraphicsProbe>, variables: &[(&str, &str)]) -> Renderer {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.to_owned())
        };
        Graphics::choose(choice, probe.as_ref(), None, false, variable).renderer
    }

    fn probe(kitty: bool, sixel: bool, cell: bool) -> Option<GraphicsProbe> {
        Some(GraphicsProbe {
            kitty,
            sixel,
            cell: cell.then_some(USUAL_CELL),
            ..GraphicsProbe::default()
        })
    }

    #[test]
    fn the_best_that_the_terminal_can_is_used() {
        let auto = ImagesChoice::Auto;
        assert_eq!(chosen(auto, probe(true, true, true), &[]), Renderer::Kitty);
        assert_eq!(chosen(auto, probe(false, true, true), &[]), Renderer::Sixel);
        assert_eq!(chosen(auto, probe(false, false, true), &[]), Renderer::Halfblocks);
        assert_eq!(chosen(auto, probe(true, true, false), &[]), Renderer::Halfblocks);
        let wezterm = [("TERM_PROGRAM", "WezTerm")];
        assert_eq!(chosen(auto, probe(false, true, true), &wezterm), Renderer::Iterm2);
        assert_eq!(chosen(auto, None, &[]), Renderer::Halfblocks);
    }

    #[test]
    fn terminals_that_overstate_are_known_by_name_also_over_ssh() {
        for (program, renderer) in [
            ("WezTerm 20240203", Renderer::Iterm2),
            ("Konsole 23.08", Renderer::Halfblocks),
            ("kitty(0.35.2)", Renderer::Kitty),
        ] {
            let mut probe = probe(true, true, true).unwrap();
            probe.program = Some(program.to_owned());
            assert_eq!(
                chosen(ImagesChoice::Auto, Some(probe), &[]),
                renderer,
                "{program}"
            );
        }
    }

    #[test]
    fn in_tmux_kitty_needs_placeholders() {
        for (placeholders, renderer) in [(true, Renderer::Kitty), (false, Renderer::Halfblocks)] {
            let mut probe = probe(true, false, true).unwrap();
            probe.placeholders = placeholders;
            let graphics = Graphics::choose(ImagesChoice::Auto, Some(&probe), None, true, |_| None);
            assert_eq!(graphics.renderer, renderer);
            assert!(graphics.placeholders);
        }
    }

    #[test]
    fn a_forced_renderer_needs_no_answer() {
        assert_eq!(
            chosen(ImagesChoice::Fixed(Renderer::Sixel), None, &[]),
            Renderer::Sixel
        );
    }
}
