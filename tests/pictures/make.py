#!/usr/bin/env python3
"""Writes the pictures of this folder and what Pillow 11.3 makes of them into expected.safetensors.

Run with Pillow 11.3.0, NumPy and safetensors: python make.py. The tests need none of them.

For every picture F of the folder:
  mode/F           the mode's name, bytes
  rgb/F            convert("RGB") at its own size
  resized/F/S      resize((S, S), BICUBIC), then convert("RGB")
  vertical/F/S     the same with the vertical pass first, as Pillow 13 does it for tall pictures; only for those
  mask/F/S         the reference's mask at S: luma > 0, BILINEAR, > 0.5 (1 or 0); only for some
"""

import io
import struct
import sys
import warnings
import zlib
from pathlib import Path

import numpy as np
import PIL
from PIL import Image
from safetensors.numpy import save_file

HERE = Path(__file__).parent
SIZES = (5, 24, 27)
WIDTH, HEIGHT = 24, 17


def noise(seed, *shape, high=256):
    """Blobs and grain, so that both smooth and sharp places are resized."""
    rng = np.random.default_rng(seed)
    coarse = rng.random((shape[0] // 6 + 2, shape[1] // 6 + 2, *shape[2:]))
    fine = np.repeat(np.repeat(coarse, 6, 0), 6, 1)[: shape[0], : shape[1]]
    mixed = np.clip(fine * 1.3 - 0.15 + rng.normal(0, 0.08, shape), 0, 1)
    return (mixed * (high - 1)).round()


def rgb(seed=1):
    return noise(seed, HEIGHT, WIDTH, 3).astype("u1")


def rgba(seed=2):
    picture = noise(seed, HEIGHT, WIDTH, 4).astype("u1")
    picture[:4, :, 3] = 0
    picture[-4:, :, 3] = 255
    return picture


def grey(seed=3):
    return noise(seed, HEIGHT, WIDTH).astype("u1")


def wide(seed=4, high=65536):
    return noise(seed, HEIGHT, WIDTH, high=high).astype("<u2")


def indices(seed=5, count=256):
    return noise(seed, HEIGHT, WIDTH, high=count).astype("u1")


def palette(count=256, seed=6):
    return np.random.default_rng(seed).integers(0, 256, (count, 3)).astype("u1")


def indexed(count=256):
    picture = Image.frombytes("P", (WIDTH, HEIGHT), indices(count=count).tobytes())
    picture.putpalette(palette(count).tobytes(), "RGB")
    return picture


def save(name, picture, **options):
    picture.save(HERE / name, **options)


def pack(values, bits):
    """Rows of samples of less than eight bits, the leftmost highest."""
    per_byte = 8 // bits
    padded = np.pad(values, ((0, 0), (0, -values.shape[1] % per_byte)))
    shifts = np.arange(8 - bits, -1, -bits)
    grouped = padded.reshape(len(values), -1, per_byte).astype("u1")
    return (grouped << shifts).sum(2).astype("u1")


# --- PNG, written by hand because Pillow does not write every kind ---------------------------------------------


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(name, depth, colour, rows, extra=b""):
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, colour, 0, 0, 0)
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    body = chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")
    (HERE / name).write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def interlaced_png(name):
    """Adam7, 8-bit RGB."""
    picture = rgb(31)
    raw = b""
    for x0, y0, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
        raw += b"".join(b"\0" + row.tobytes() for row in picture[y0::dy, x0::dx])
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 1)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")
    (HERE / name).write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def make_png():
    png("grey1.png", 1, 0, pack(indices(11, 2), 1))
    png("grey2.png", 2, 0, pack(indices(12, 4), 2))
    png("grey4.png", 4, 0, pack(indices(13, 16), 4))
    png("grey8.png", 8, 0, grey())
    png("grey8_trns.png", 8, 0, grey(14), chunk(b"tRNS", struct.pack(">H", 9)))
    png("grey16.png", 16, 0, wide().astype(">u2"))
    png("grey16_dark.png", 16, 0, wide(15, 300).astype(">u2"))
    png("rgb8_trns.png", 8, 2, rgb(16), chunk(b"tRNS", struct.pack(">HHH", 1, 2, 3)))
    png("rgb16.png", 16, 2, noise(17, HEIGHT, WIDTH, 3, high=65536).astype(">u2"))
    png("la8.png", 8, 4, rgba(18)[..., 2:])
    png("la16.png", 16, 4, noise(19, HEIGHT, WIDTH, 2, high=65536).astype(">u2"))
    png("rgba8.png", 8, 6, rgba())
    png("rgba16.png", 16, 6, noise(20, HEIGHT, WIDTH, 4, high=65536).astype(">u2"))
    plte = chunk(b"PLTE", palette(200).tobytes())
    png("palette8.png", 8, 3, indices(21, 200), plte)
    png("palette8_trns.png", 8, 3, indices(22, 200), plte + chunk(b"tRNS", bytes(range(200))))
    png("palette8_short.png", 8, 3, indices(23), plte)
    png("palette4.png", 4, 3, pack(indices(24, 16), 4), chunk(b"PLTE", palette(16).tobytes()))
    png("palette2.png", 2, 3, pack(indices(25, 4), 2), chunk(b"PLTE", palette(4).tobytes()))
    png("palette1.png", 1, 3, pack(indices(26, 2), 1), chunk(b"PLTE", palette(2).tobytes()))
    interlaced_png("interlaced.png")


# --- JPEG ------------------------------------------------------------------------------------------------------


def make_jpeg():
    picture = Image.fromarray(rgb(40))
    save("grey.jpg", Image.fromarray(grey(41)), quality=90)
    for subsampling, name in enumerate(("444", "422", "420")):
        save(f"rgb_{name}.jpg", picture, quality=90, subsampling=subsampling)
    save("progressive.jpg", picture, quality=90, progressive=True)
    save("restart.jpg", picture, quality=90, restart_marker_blocks=2)
    save("rgb_without_ycbcr.jpg", picture, quality=90, keep_rgb=True)
    save("cmyk.jpg", Image.fromarray(noise(42, HEIGHT, WIDTH, 4).astype("u1"), "CMYK"), quality=95)
    exif = Image.Exif()
    exif[274] = 6
    save("orientation.jpg", picture, quality=90, exif=exif)


# --- BMP -------------------------------------------------------------------------------------------------------


def bmp(name, bits, rows, colours=b"", masks=b"", compression=0, header=40, top_down=False, used=0):
    """`rows` top first. Padding, flipping and headers are added."""
    rows = [bytes(row) + b"\0" * (-len(bytes(row)) % 4) for row in rows] if compression in (0, 3) else [rows]
    data = b"".join(rows if top_down or compression in (1, 2) else rows[::-1])
    height = -HEIGHT if top_down else HEIGHT
    if header == 12:
        info = struct.pack("<IHHHH", 12, WIDTH, HEIGHT, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", header, WIDTH, height, 1, bits, compression, len(data), 0, 0, used, 0)
        info += masks
        info += b"\0" * (header - len(info))
    offset = 14 + len(info) + len(colours)
    (HERE / name).write_bytes(b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + info + colours + data)


def bgrx(colours):
    return np.pad(colours[:, ::-1], ((0, 0), (0, 1))).tobytes()


def rle8(rows):
    """Runs and literals, odd and even. No jump: Pillow 11.3 misreads those."""
    data = b""
    for y, row in enumerate(rows[::-1]):
        data += bytes((4, row[0], 0, 3)) + bytes(row[4:7]) + b"\0" + bytes((0, 4)) + bytes(row[7:11])
        data += b"".join(bytes((1, value)) for value in row[11:])
        data += b"\0\1" if y == HEIGHT - 1 else b"\0\0"
    return data


def rle4(rows):
    data = b""
    for y, row in enumerate(rows[::-1]):
        data += bytes((6, row[0] << 4 | row[1], 0, 4, row[2] << 4 | row[3], row[4] << 4 | row[5]))
        data += b"".join(bytes((1, value << 4)) for value in row[10:])
        data += b"\0\1" if y == HEIGHT - 1 else b"\0\0"
    return data


def make_bmp():
    ramp = np.repeat(np.arange(256, dtype="u1")[:, None], 3, 1)
    bits = indices(50, 2)
    bmp("black_white.bmp", 1, pack(bits, 1), bgrx(np.array([[0] * 3, [255] * 3], "u1")))
    bmp("white_black.bmp", 1, pack(bits, 1), bgrx(np.array([[255] * 3, [0] * 3], "u1")))
    bmp("two_colours.bmp", 1, pack(bits, 1), bgrx(palette(2)))
    bmp("palette4.bmp", 4, pack(indices(51, 16), 4), bgrx(palette(16)))
    bmp("palette8.bmp", 8, indices(52), bgrx(palette()))
    bmp("palette8_used.bmp", 8, indices(53, 90), bgrx(palette(90)), used=90)
    bmp("grey8.bmp", 8, grey(54), bgrx(ramp))
    bmp("core.bmp", 8, indices(55), palette()[:, ::-1].tobytes(), header=12)
    bmp("rgb24.bmp", 24, rgb(56)[..., ::-1].reshape(HEIGHT, -1))
    bmp("top_down.bmp", 24, rgb(57)[..., ::-1].reshape(HEIGHT, -1), top_down=True)
    bmp("rgb555.bmp", 16, wide(58, 32768))
    bmp("rgb565.bmp", 16, wide(59), masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F), compression=3)
    bmp("rgb32.bmp", 32, rgba(60).reshape(HEIGHT, -1))
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    bmp("rgba32.bmp", 32, rgba(61).reshape(HEIGHT, -1), masks=masks, compression=3, header=124)
    bmp("rle8.bmp", 8, rle8(indices(62)), bgrx(palette()), compression=1)
    bmp("rle4.bmp", 4, rle4(indices(63, 16)), bgrx(palette(16)), compression=2)


# --- TIFF, partly by hand --------------------------------------------------------------------------------------


def tiff(name, tags, data, order="<", big=False):
    """One picture in one strip. `tags`: {tag: (type, values)}; sizes and offsets are added."""
    tags = {256: ("H", [WIDTH]), 257: ("H", [HEIGHT]), 259: ("H", [1]), **tags}
    tags[278] = ("H", [HEIGHT])
    tags[279] = ("I", [len(data)])
    tags[273] = ("I", [0])
    entry, head, first = (20, 16, "Q") if big else (12, 8, "I")
    inline = 8 if big else 4
    values_at = head + (8 if big else 2) + entry * len(tags) + inline
    values = b""
    packed = {}
    for tag, (kind, numbers) in sorted(tags.items()):
        raw = struct.pack(f"{order}{len(numbers)}{kind}", *numbers)
        if len(raw) > inline:
            packed[tag] = struct.pack(order + first, values_at + len(values))
            values += raw
        else:
            packed[tag] = raw.ljust(inline, b"\0")
    packed[273] = struct.pack(order + "I", values_at + len(values)).ljust(inline, b"\0")
    mark = b"II" if order == "<" else b"MM"
    if big:
        out = mark + struct.pack(order + "HHHQ", 43, 8, 0, 16) + struct.pack(order + "Q", len(tags))
    else:
        out = mark + struct.pack(order + "HI", 42, 8) + struct.pack(order + "H", len(tags))
    for tag, (kind, numbers) in sorted(tags.items()):
        code = {"B": 1, "H": 3, "I": 4}[kind]
        out += struct.pack(order + "HH" + first, tag, code, len(numbers)) + packed[tag]
    out += b"\0" * inline + values + data
    (HERE / name).write_bytes(out)


def short(*values):
    return ("H", list(values))


def kind(photometric, bits, samples=1, **more):
    tags = {262: short(photometric), 258: short(*[bits] * samples), 277: short(samples)}
    return {**tags, **{int(tag[1:]): value for tag, value in more.items()}}


def colour_map(colours):
    return short(*(colours.T.reshape(-1).astype(int) * 257))


def make_tiff():
    bits = pack(indices(70, 2), 1).tobytes()
    tiff("black_is_zero.tif", kind(1, 1), bits)
    tiff("white_is_zero.tif", kind(0, 1), bits)
    reversed_bits = bytes(int(f"{byte:08b}"[::-1], 2) for byte in bits)
    tiff("reversed_bits.tif", kind(1, 1, t266=short(2)), reversed_bits)
    tiff("grey2.tif", kind(1, 2), pack(indices(71, 4), 2).tobytes())
    tiff("grey4_white_is_zero.tif", kind(0, 4), pack(indices(72, 16), 4).tobytes())
    tiff("grey8_white_is_zero.tif", kind(0, 8), grey(73).tobytes())
    tiff("grey16.tif", kind(1, 16), wide(74).tobytes())
    tiff("grey16_dark.tif", kind(1, 16), wide(75, 300).tobytes())
    tiff("grey16_white_is_zero.tif", kind(0, 16), wide(76, 300).tobytes())
    signed = noise(77, HEIGHT, WIDTH, high=600).astype("<i2") - 150
    tiff("signed16.tif", kind(1, 16, t339=short(2)), signed.tobytes())
    tiff("signed32.tif", kind(1, 32, t339=short(2)), signed.astype("<i4").tobytes())
    tiff("float32.tif", kind(1, 32, t339=short(3)), (signed / np.float32(1.7)).astype("<f4").tobytes())
    tiff("la8.tif", kind(1, 8, 2, t338=short(2)), rgba(78)[..., 2:].tobytes())
    tiff("rgb8_big_endian.tif", kind(2, 8, 3), rgb(79).tobytes(), order=">")
    tiff("rgb8_bigtiff.tif", kind(2, 8, 3), rgb(80).tobytes(), big=True)
    tiff("rgb16.tif", kind(2, 16, 3), noise(81, HEIGHT, WIDTH, 3, high=65536).astype("<u2").tobytes())
    tiff("rgb16_big_endian.tif", kind(2, 16, 3), noise(82, HEIGHT, WIDTH, 3, high=65536).astype(">u2").tobytes(), order=">")
    tiff("rgba8.tif", kind(2, 8, 4, t338=short(2)), rgba(83).tobytes())
    tiff("rgba8_unsaid.tif", kind(2, 8, 4), rgba(84).tobytes())
    tiff("rgbx8.tif", kind(2, 8, 4, t338=short(0)), rgba(85).tobytes())
    tiff("rgba8_premultiplied.tif", kind(2, 8, 4, t338=short(1)), rgba(86).tobytes())
    tiff("rgbaxx8.tif", kind(2, 8, 6, t338=short(2, 0, 0)), noise(87, HEIGHT, WIDTH, 6).astype("u1").tobytes())
    tiff("cmyk8.tif", kind(5, 8, 4), noise(88, HEIGHT, WIDTH, 4).astype("u1").tobytes())
    tiff("palette8.tif", kind(3, 8, t320=colour_map(palette())), indices(89).tobytes())
    tiff("palette4.tif", kind(3, 4, t320=colour_map(palette(16))), pack(indices(90, 16), 4).tobytes())
    tiff("palette1.tif", kind(3, 1, t320=colour_map(palette(2))), pack(indices(91, 2), 1).tobytes())
    planar = np.ascontiguousarray(rgb(92).transpose(2, 0, 1))
    picture = Image.fromarray(rgb(93))
    for orientation in (3, 6, 7):
        save(f"orientation{orientation}.tif", picture, tiffinfo={274: orientation}, compression="tiff_lzw")
    save("lzw_predictor.tif", picture, compression="tiff_lzw", tiffinfo={317: 2})
    save("deflate.tif", Image.fromarray(wide(94)), compression="tiff_adobe_deflate")
    save("packbits.tif", indexed(), compression="packbits")
    save("fax4.tif", Image.fromarray(indices(95, 2) > 0), compression="group4")
    save("jpeg.tif", picture, compression="jpeg", quality=90)
    # Three strips, one per plane.
    tiff("planar.tif", {**kind(2, 8, 3), 284: short(2)}, planar.tobytes())
    spread_planes("planar.tif", planar[0].size)


def spread_planes(name, size):
    """Turns the single strip of `name` into three, one per plane."""
    path = HERE / name
    picture = bytearray(path.read_bytes())
    count = struct.unpack_from("<H", picture, 8)[0]
    for at in range(10, 10 + 12 * count, 12):
        tag, _, _, value = struct.unpack_from("<HHII", picture, at)
        if tag in (273, 279):
            first = value if tag == 273 else size
            step = size if tag == 273 else 0
            struct.pack_into("<HHII", picture, at, tag, 4, 3, len(picture))
            picture += struct.pack("<III", *(first + i * step for i in range(3)))
    path.write_bytes(picture)


# --- WebP ------------------------------------------------------------------------------------------------------


def make_webp():
    save("lossless.webp", Image.fromarray(rgb(100)), lossless=True)
    save("lossless_alpha.webp", Image.fromarray(rgba(101)), lossless=True, exact=True)
    save("lossy.webp", Image.fromarray(rgb(102)), quality=90)
    save("lossy_alpha.webp", Image.fromarray(rgba(103)), quality=90)


# --- Tall pictures ---------------------------------------------------------------------------------------------


def make_tall():
    height, width = 90, 11
    save("tall_grey.png", Image.fromarray(noise(110, height, width).astype("u1")))
    save("tall_rgb.png", Image.fromarray(noise(111, height, width, 3).astype("u1")))
    save("tall_rgba.png", Image.fromarray(noise(112, height, width, 4).astype("u1")))
    save("tall_grey16.png", Image.fromarray(noise(113, height, width, high=400).astype("<u2")))


def vertical_first(picture, size):
    """Each of the two calls is a single pass."""
    premultiplied = picture.convert({"LA": "La", "RGBA": "RGBa"}.get(picture.mode, picture.mode))
    resized = premultiplied.resize((picture.width, size), Image.BICUBIC).resize((size, size), Image.BICUBIC)
    return resized.convert(picture.mode).convert("RGB")


# --- What Pillow makes of them -----------------------------------------------------------------------------------


def mask_of(picture, size):
    luma = np.array(picture.convert("L"))
    binary = Image.fromarray(((luma > 0) * 255).astype("u1"))
    resized = binary.resize((size, size), Image.BILINEAR)
    return (np.array(resized, dtype="f4") / 255 > 0.5).astype("u1")


def expectations():
    expected = {}
    for path in sorted(HERE.iterdir()):
        name = path.name
        if path.suffix not in (".png", ".jpg", ".bmp", ".tif", ".webp"):
            continue
        picture = Image.open(path)
        picture.load()
        expected[f"mode/{name}"] = np.frombuffer(picture.mode.encode(), "u1")
        expected[f"rgb/{name}"] = np.array(picture.convert("RGB"))
        for size in SIZES:
            resized = picture.resize((size, size), Image.BICUBIC)
            expected[f"resized/{name}/{size}"] = np.array(resized.convert("RGB"))
            if name.startswith("tall"):
                expected[f"vertical/{name}/{size}"] = np.array(vertical_first(picture, size))
        if name.startswith(("grey", "palette", "rgb8", "black", "two")):
            expected[f"mask/{name}/24"] = mask_of(picture, 24)
    return expected


def main():
    assert PIL.__version__ == "11.3.0", PIL.__version__
    warnings.simplefilter("ignore")
    for old in HERE.iterdir():
        if old.suffix != ".py":
            old.unlink()
    make_png()
    make_jpeg()
    make_bmp()
    make_tiff()
    make_webp()
    make_tall()
    expected = expectations()
    save_file(expected, HERE / "expected.safetensors")
    total = sum(path.stat().st_size for path in HERE.iterdir())
    print(f"{len(expected)} tensors, {total} bytes in all", file=sys.stderr)


if __name__ == "__main__":
    main()
