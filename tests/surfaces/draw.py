#!/usr/bin/env python3
"""Draws the pictures in this folder: small surfaces, each without and with a visible defect.

Nothing is photographed, so there is nothing to license. usage: draw.py   (numpy, Pillow; fixed seeds)
"""
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIDE = 320
OUT = Path(__file__).parent


def noise(rng, blur_x, blur_y=None):
    """Smoothed white noise, mean 0, standard deviation 1; blur in pixels along x and y."""
    blur_y = blur_x if blur_y is None else blur_y
    field = rng.standard_normal((SIDE, SIDE))
    for axis, blur in ((1, blur_x), (0, blur_y)):
        if blur:
            # In the frequency domain, so that the texture wraps and has no border of its own.
            f = np.fft.fftfreq(SIDE)
            gauss = np.exp(-2 * (np.pi * f * blur) ** 2)
            shape = (1, -1) if axis == 1 else (-1, 1)
            field = np.fft.ifft(np.fft.fft(field, axis=axis) * gauss.reshape(shape), axis=axis).real
    return (field - field.mean()) / field.std()


def grid():
    return np.mgrid[0:SIDE, 0:SIDE].astype(float)


def colour(level, tint):
    """A brightness field as a picture; tint is RGB at brightness 1."""
    return np.clip(level[..., None] * np.array(tint, float), 0, 255)


def mask(draw_shape, blur):
    """A soft mask, 0 to 1, of what draw_shape(draw) paints white."""
    m = Image.new("L", (SIDE, SIDE), 0)
    draw_shape(ImageDraw.Draw(m))
    return np.asarray(m.filter(ImageFilter.GaussianBlur(blur)), float)[..., None] / 255


def wander(rng, start, step, turns, count):
    """Points of a line that changes its direction a little at every step."""
    x, y = start
    angle, points = rng.uniform(0.2, 1.2), [(x, y)]
    for _ in range(count):
        angle += rng.normal(0, turns)
        x, y = x + step * np.cos(angle), y + step * np.sin(angle)
        points.append((x, y))
    return points


def brushed_metal(rng):
    return colour(0.62 + 0.05 * noise(rng, 40, 0.6) + 0.02 * noise(rng, 60), (236, 240, 246))


def scratch(picture, rng):
    m = mask(lambda d: d.line(wander(rng, (70, 90), 6, 0.03, 30), fill=255, width=3), 0.8)
    return picture * (1 - m) + 250 * m


def wood(rng):
    y, x = grid()
    rings = np.sin((y + 9 * noise(rng, 60, 12)) / 5.5)
    return colour(0.68 + 0.07 * rings + 0.03 * noise(rng, 12, 0.5), (214, 160, 104))


def knot_hole(picture, rng):
    y, x = grid()
    r = np.hypot((x - 205) / 1.5, y - 140) + 2 * noise(rng, 6)
    hole = (1 / (1 + np.exp((r - 17) / 1.5)))[..., None]
    rim = np.exp(-(((r - 22) / 5) ** 2))[..., None]
    return picture * (1 - 0.85 * hole) * (1 - 0.35 * rim)


def weave(rng):
    y, x = grid()
    over = np.where(((x // 8).astype(int) + (y // 8).astype(int)) % 2 == 0, np.sin(np.pi * (y % 8) / 8), np.sin(np.pi * (x % 8) / 8))
    return colour(0.42 + 0.32 * over + 0.03 * noise(rng, 1), (120, 138, 176))


def torn_threads(picture, rng):
    m = mask(lambda d: [d.line([(136 + i * 3, 178 + rng.integers(-6, 7)), (190 + i * 2, 140 + rng.integers(-9, 10))], fill=255, width=3) for i in range(7)], 0.9)
    return picture * (1 - m) + np.array([206, 204, 196]) * m


def concrete(rng):
    level = 0.66 + 0.05 * noise(rng, 14) + 0.05 * noise(rng, 1.2)
    pores = np.clip(noise(rng, 1.6) - 2.6, 0, 1)
    return colour(level - 0.3 * pores, (206, 204, 198))


def crack(picture, rng):
    main = wander(rng, (20, 60), 7, 0.22, 42)
    branch = wander(rng, main[20], 6, 0.3, 14)
    m = mask(lambda d: (d.line(main, fill=255, width=4), d.line(branch, fill=200, width=3)), 0.9)
    return picture * (1 - 0.8 * m)


def leather(rng):
    cells = np.abs(noise(rng, 3.2)) ** 0.6
    return colour(0.36 + 0.17 * cells + 0.04 * noise(rng, 20), (176, 104, 66))


def stain(picture, rng):
    y, x = grid()
    r = np.hypot(x - 120, (y - 190) * 1.2) + 7 * noise(rng, 14)
    m = (1 / (1 + np.exp((r - 34) / 4)))[..., None]
    return picture * (1 - 0.55 * m) + np.array([30, 34, 20]) * 0.5 * m


def tiles(rng):
    y, x = grid()
    joint = np.minimum(np.minimum(x % 80, 80 - x % 80), np.minimum(y % 80, 80 - y % 80))
    shade = np.kron(rng.normal(0, 0.02, (4, 4)), np.ones((80, 80)))
    level = np.where(joint < 2.5, 0.45, 0.8 + shade + 0.02 * noise(rng, 10))
    return colour(level + 0.01 * noise(rng, 0.7), (226, 228, 222))


def chipped_corner(picture, rng):
    points = [(160, 160), (204, 163), (196, 178), (181, 184), (176, 197), (163, 203)]
    m = mask(lambda d: d.polygon(points, fill=255), 1.0)
    rubble = colour(0.5 + 0.12 * noise(rng, 1.5), (196, 160, 132))
    return picture * (1 - m) + rubble * m


SURFACES = [
    ("concrete", concrete, "crack", crack),
    ("leather", leather, "stain", stain),
    ("metal", brushed_metal, "scratch", scratch),
    ("tiles", tiles, "chip", chipped_corner),
    ("weave", weave, "torn", torn_threads),
    ("wood", wood, "hole", knot_hole),
]


def main():
    for seed, (surface, texture, defect, spoil) in enumerate(SURFACES):
        for offset, name in ((0, "good"), (100, defect)):
            rng = np.random.default_rng(1000 + seed + offset)
            picture = texture(rng)
            if name != "good":
                picture = spoil(picture, rng)
            pixels = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(OUT / f"{surface}_{name}.jpg", quality=86, optimize=True)


if __name__ == "__main__":
    main()
