//! Between candle's layout, a token a row, and panels of [`PANEL`] tokens with a token a lane.

use super::kernel::PANEL;

/// Values of a row handled together when rows become lanes: a cache line.
const RUN: usize = 16;

/// Row r of `rows` (at most `stride`) to the places r, r + stride, r + 2·stride … of `panel`; places of rows
/// that are missing become zero.
pub fn interleave<'a>(panel: &mut [f32], stride: usize, rows: impl Iterator<Item = &'a [f32]>) {
    let mut all: [&[f32]; PANEL] = [&[]; PANEL];
    let mut count = 0;
    for (slot, row) in all.iter_mut().zip(rows) {
        *slot = row;
        count += 1;
    }
    if count < stride {
        panel.fill(0.0);
    }
    for (run, places) in panel.chunks_mut(RUN * stride).enumerate() {
        for (r, row) in all[..count].iter().enumerate() {
            for (slot, value) in places[r..].iter_mut().step_by(stride).zip(&row[run * RUN..]) {
                *slot = *value;
            }
        }
    }
}

/// Up to [`PANEL`] rows of `width` values into a panel (width × PANEL).
pub fn rows_to_panel(rows: &[f32], width: usize, panel: &mut [f32]) {
    interleave(&mut panel[..width * PANEL], PANEL, rows.chunks_exact(width));
}

/// A panel (width × PANEL) into up to [`PANEL`] rows of `width` values.
pub fn panel_to_rows(panel: &[f32], width: usize, rows: &mut [f32]) {
    for (run, lanes) in panel[..width * PANEL].chunks(RUN * PANEL).enumerate() {
        for (r, row) in rows.chunks_exact_mut(width).enumerate() {
            for (slot, value) in row[run * RUN..].iter_mut().zip(lanes[r..].iter().step_by(PANEL)) {
                *slot = *value;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_and_missing_rows_are_zero() {
        for (count, width) in [(32, 40), (5, 16), (1, 3)] {
            let rows: Vec<f32> = (0..count * width).map(|i| i as f32 + 1.0).collect();
            let mut panel = vec![f32::NAN; width * PANEL];
            rows_to_panel(&rows, width, &mut panel);
            assert_eq!(panel[PANEL * (width - 1)], rows[width - 1]);
            assert_eq!(
                panel.iter().filter(|v| **v == 0.0).count(),
                (PANEL - count) * width
            );
            let mut back = vec![0.0; rows.len()];
            panel_to_rows(&panel, width, &mut back);
            assert_eq!(back, rows);
        }
    }
}
