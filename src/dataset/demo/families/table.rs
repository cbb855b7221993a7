//! What objects lie on.

use super::{Colour, Noise, Spot, Stream, colour, curve};

/// A plain ground with the shadow of what lies on it.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    colour: Colour,
    rough: f32,
    shadow: f32,
    noise: Noise,
}

impl Table {
    /// One that `object` can be seen on.
    pub fn new(look: &mut Stream, sample: &mut Stream, object: Colour) -> Self {
        let colour = match look.below(4) {
            0 => colour::grey(look.within(0.02, 0.12)),
            1 => colour::grey(look.within(0.75, 0.95)),
            _ => colour::any(look),
        };
        let too_near = colour::distance(colour, object) < 0.15;
        Self {
            colour: if too_near {
                colour::apart(look, object, 0.2)
            } else {
                colour
            },
            rough: look.within(0.005, 0.05),
            shadow: look.within(0.0, 0.45),
            noise: Noise::new(sample),
        }
    }

    /// The ground at a place that is `outside` away from the object.
    pub fn at(&self, x: f32, y: f32, outside: f32) -> Spot {
        let rough = self.rough * (self.noise.at(x * 90.0, y * 90.0) + self.noise.layers(x * 4.0, y * 4.0, 2));
        let shadow = 1.0 - self.shadow * curve::rise(0.05, 0.0, outside);
        Spot {
            ground: 0.0,
            ..Spot::flat(colour::lit(self.colour, (1.0 + rough) * shadow))
        }
    }

    /// The object over the ground, with a border that is `pixel` wide; `inside` is the distance from its outline,
    /// positive inside.
    pub fn under(&self, object: Spot, x: f32, y: f32, inside: f32, pixel: f32) -> Spot {
        let share = curve::cover(inside, pixel * 1.5);
        if share >= 1.0 {
            return object;
        }
        let ground = self.at(x, y, -inside);
        Spot {
            colour: colour::mix(ground.colour, object.colour, share),
            height: object.height * share,
            ground: share,
        }
    }
}
