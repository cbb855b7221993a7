//! Characters that must meet their neighbours: lines, blocks, Braille dots. Fonts leave gaps between cells, we do not.

/// What a character covers of its cell, as rectangles in parts of it: left, top, right, bottom.
type Part = [f32; 4];

/// The rectangles of a character of this kind, and how strongly they are inked; none for other characters.
pub fn parts(character: char) -> Option<(Vec<Part>, f32)> {
    let whole = [0.0, 0.0, 1.0, 1.0];
    let code = u32::from(character);
    Some(match code {
        0x2500..=0x257F => (box_parts(character)?, 1.0),
        0x2580 => (vec![[0.0, 0.0, 1.0, 0.5]], 1.0),
        0x2581..=0x2588 => (vec![[0.0, 1.0 - (code - 0x2580) as f32 / 8.0, 1.0, 1.0]], 1.0),
        0x2589..=0x258F => (vec![[0.0, 0.0, (0x2590 - code) as f32 / 8.0, 1.0]], 1.0),
        0x2590 => (vec![[0.5, 0.0, 1.0, 1.0]], 1.0),
        0x2591..=0x2593 => (vec![whole], (code - 0x2590) as f32 / 4.0),
        0x2800..=0x28FF => (dots(code - 0x2800), 1.0),
        _ => return None,
    })
}

/// Lines from the middle to the sides that the character joins.
fn box_parts(character: char) -> Option<Vec<Part>> {
    const THIN: f32 = 0.06;
    let [left, right, up, down] = match character {
        '─' | '━' | '╌' | '┄' => [true, true, false, false],
        '│' | '┃' | '╎' | '┆' => [false, false, true, true],
        '┌' | '╭' => [false, true, false, true],
        '┐' | '╮' => [true, false, false, true],
        '└' | '╰' => [false, true, true, false],
        '┘' | '╯' => [true, false, true, false],
        '├' => [false, true, true, true],
        '┤' => [true, false, true, true],
        '┬' => [true, true, false, true],
        '┴' => [true, true, true, false],
        '┼' => [true, true, true, true],
        _ => return None,
    };
    let (low, high) = (0.5 - THIN, 0.5 + THIN);
    // Cells are twice as high as wide: half the part for the same thickness.
    let (above, below) = (0.5 - THIN / 2.0, 0.5 + THIN / 2.0);
    let arms = [
        (left, [0.0, above, high, below]),
        (right, [low, above, 1.0, below]),
        (up, [low, 0.0, high, below]),
        (down, [low, above, high, 1.0]),
    ];
    Some(
        arms.into_iter()
            .filter(|(is_there, _)| *is_there)
            .map(|(_, part)| part)
            .collect(),
    )
}

/// The dots of a Braille pattern: bits 0 to 2 the left column from above, 3 to 5 the right one, 6 and 7 the last row.
fn dots(bits: u32) -> Vec<Part> {
    let place = |bit: u32| match bit {
        0..=2 => (0, bit),
        3..=5 => (1, bit - 3),
        bit => (bit - 6, 3),
    };
    let dot = |bit: u32| {
        let (column, row) = place(bit);
        let (x, y) = (column as f32 / 2.0, row as f32 / 4.0);
        [x + 0.12, y + 0.06, x + 0.38, y + 0.19]
    };
    (0..8).filter(|bit| bits >> bit & 1 == 1).map(dot).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_cover_their_share_and_dots_stand_where_unicode_says() {
        let area = |character| -> f32 {
            let (parts, ink) = parts(character).unwrap();
            ink * parts.iter().map(|[l, t, r, b]| (r - l) * (b - t)).sum::<f32>()
        };
        for (character, expected) in [
            ('█', 1.0),
            ('▀', 0.5),
            ('▄', 0.5),
            ('▂', 0.25),
            ('▎', 0.25),
            ('░', 0.25),
            ('▓', 0.75),
            ('▐', 0.5),
        ] {
            assert!((area(character) - expected).abs() < 1e-6, "{character}");
        }
        assert_eq!(parts('⡀').unwrap().0.len(), 1);
        assert!(parts('⡀').unwrap().0[0][1] > 0.75 && parts('⡀').unwrap().0[0][0] < 0.5);
        assert_eq!(parts('⣿').unwrap().0.len(), 8);
        assert_eq!(parts('┼').unwrap().0.len(), 4);
        assert!(parts('a').is_none());
    }
}
