//! The screens as the title line shows them.

use crate::tui::app::Screen;

/// Columns from which every screen is named; below, only the one that is shown.
const WIDE: u16 = 110;

/// The screens and the text of each, one after the other from the left; the one that is shown stands in brackets.
pub fn tabs(shown: Screen, width: u16) -> Vec<(Screen, String)> {
    let text = |screen: Screen| match (screen == shown, width >= WIDE) {
        (true, _) => format!("[{} {}]", screen.key(), screen.name()),
        (false, true) => format!(" {} {} ", screen.key(), screen.name()),
        (false, false) => format!(" {} ", screen.key()),
    };
    Screen::ALL
        .into_iter()
        .map(|screen| (screen, text(screen)))
        .collect()
}

/// The screen whose text is at column `x`.
pub fn tab_at(shown: Screen, width: u16, x: u16) -> Option<Screen> {
    let mut end = 0;
    tabs(shown, width).into_iter().find_map(|(screen, text)| {
        end += text.chars().count();
        (usize::from(x) < end).then_some(screen)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_finds_the_screen_under_it() {
        for width in [80, 200] {
            let mut x = 0;
            for (screen, text) in tabs(Screen::Train, width) {
                for _ in text.chars() {
                    assert_eq!(tab_at(Screen::Train, width, x), Some(screen));
                    x += 1;
                }
            }
            assert_eq!(tab_at(Screen::Train, width, x), None);
        }
        assert_eq!(tabs(Screen::Train, 80)[2].1, "[3 Train]");
    }
}
