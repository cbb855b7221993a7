//! Colours as a screen shows them, red, green and blue from 0 to 1.

use super::curve::fraction;
use super::stream::Stream;

/// Red, green, blue.
pub type Colour = [f32; 3];

/// What `channel` gives for red, green and blue. `map` of an array is not always inlined, and every pixel needs it.
#[inline(always)]
pub fn each<T>(channel: impl Fn(usize) -> T) -> [T; 3] {
    [channel(0), channel(1), channel(2)]
}

/// `a` at 0, `b` at 1.
pub fn mix(a: Colour, b: Colour, share: f32) -> Colour {
    each(|c| a[c] + (b[c] - a[c]) * share)
}

/// Brighter or darker by a factor.
pub fn lit(colour: Colour, factor: f32) -> Colour {
    each(|c| colour[c] * factor)
}

/// Every channel moved by `amount`.
pub fn shifted(colour: Colour, amount: f32) -> Colour {
    each(|c| colour[c] + amount)
}

/// A colour without hue.
pub fn grey(level: f32) -> Colour {
    [level; 3]
}

/// Hue in turns from red over green and blue, saturation and value 0..1.
pub fn hsv(hue: f32, saturation: f32, value: f32) -> Colour {
    [0.0, 2.0 / 3.0, 1.0 / 3.0].map(|offset| {
        let distance = (fraction(hue + offset) * 6.0 - 3.0).abs() - 1.0;
        value * (1.0 - saturation * (1.0 - distance.clamp(0.0, 1.0)))
    })
}

/// The mean of the channels.
pub fn brightness(colour: Colour) -> f32 {
    (colour[0] + colour[1] + colour[2]) / 3.0
}

/// The mean distance of the channels.
pub fn distance(a: Colour, b: Colour) -> f32 {
    ((a[0] - b[0]).abs() + (a[1] - b[1]).abs() + (a[2] - b[2]).abs()) / 3.0
}

/// Anything that a product may be painted, dyed or moulded in: greys, browns, and now and then a strong colour.
pub fn any(stream: &mut Stream) -> Colour {
    match stream.below(10) {
        0..4 => hsv(stream.unit(), stream.within(0.0, 0.12), stream.within(0.12, 0.95)),
        4..6 => hsv(
            stream.within(0.03, 0.13),
            stream.within(0.2, 0.6),
            stream.within(0.2, 0.85),
        ),
        6..9 => hsv(stream.unit(), stream.within(0.12, 0.5), stream.within(0.25, 0.85)),
        _ => hsv(stream.unit(), stream.within(0.5, 0.9), stream.within(0.35, 0.9)),
    }
}

/// A colour that stands off from `other` by at least `least`, in mean over the channels.
pub fn apart(stream: &mut Stream, other: Colour, least: f32) -> Colour {
    for _ in 0..8 {
        let colour = any(stream);
        if distance(colour, other) >= least {
            return colour;
        }
    }
    grey(if brightness(other) > 0.5 { 0.08 } else { 0.92 })
}

/// A metal: grey, sometimes brass or copper.
pub fn metal(stream: &mut Stream) -> Colour {
    match stream.below(6) {
        0 => hsv(
            stream.within(0.09, 0.13),
            stream.within(0.25, 0.5),
            stream.within(0.5, 0.8),
        ),
        1 => hsv(
            stream.within(0.03, 0.07),
            stream.within(0.3, 0.5),
            stream.within(0.45, 0.75),
        ),
        _ => hsv(
            stream.within(0.5, 0.7),
            stream.within(0.0, 0.08),
            stream.within(0.35, 0.8),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_of_the_colour_wheel() {
        assert_eq!(hsv(0.0, 1.0, 1.0), [1.0, 0.0, 0.0]);
        let green = hsv(1.0 / 3.0, 1.0, 0.5);
        assert!(distance(green, [0.0, 0.5, 0.0]) < 1e-5, "{green:?}");
        let blue = hsv(2.0 / 3.0, 1.0, 1.0);
        assert!(distance(blue, [0.0, 0.0, 1.0]) < 1e-5, "{blue:?}");
        assert_eq!(hsv(0.4, 0.0, 0.3), grey(0.3));
    }

    #[test]
    fn a_colour_apart_is_apart() {
        let mut stream = Stream::new(3, 0);
        for _ in 0..200 {
            let other = any(&mut stream);
            let colour = apart(&mut stream, other, 0.25);
            assert!(distance(colour, other) >= 0.25);
        }
    }
}
