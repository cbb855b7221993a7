"""Plain CLIP on the tiny backbone, straight from the formulas, for src/evaluate/baseline.rs.

Made with: python3 tests/golden/make_clip_baseline.py   (torch 2.15, safetensors, tokenizers; float64 on a CPU)
Writes tests/golden/clip_baseline.safetensors: `score` (3), `map` (3, 98, 98), f32, for the batch of golden.json and
the class "metal_nut".
"""
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

here = Path(__file__).parent
w = {k: v.double() for k, v in load_file(here / "tiny/backbone.openai.safetensors").items()}
pixels = load_file(here / "tiny/expected.safetensors")["input"].double()
words = Tokenizer.from_file(str(here / "tiny/tokenizer.json"))


def norm(x, name):
    return F.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"], 1e-5)


def blocks(x, prefix, mask):
    n = 0
    while f"{prefix}.resblocks.{n}.ln_1.weight" in w:
        p = f"{prefix}.resblocks.{n}."
        b, t, c = x.shape
        y = norm(x, p + "ln_1") @ w[p + "attn.in_proj_weight"].T + w[p + "attn.in_proj_bias"]
        q, k, v = (z.reshape(b, t, c // 64, 64).transpose(1, 2) for z in y.chunk(3, -1))
        a = (q @ k.transpose(-1, -2) / 8 + mask).softmax(-1) @ v
        a = a.transpose(1, 2).reshape(b, t, c)
        x = x + a @ w[p + "attn.out_proj.weight"].T + w[p + "attn.out_proj.bias"]
        y = norm(x, p + "ln_2") @ w[p + "mlp.c_fc.weight"].T + w[p + "mlp.c_fc.bias"]
        y = y * torch.sigmoid(1.702 * y)
        x = x + y @ w[p + "mlp.c_proj.weight"].T + w[p + "mlp.c_proj.bias"]
        n += 1
    return x


def image(x):
    x = F.conv2d(x, w["visual.conv1.weight"], stride=14)
    b, c, g, _ = x.shape
    x = x.flatten(2).transpose(1, 2)
    table = w["visual.positional_embedding"]
    side = math.isqrt(len(table) - 1)
    grid = table[1:].T.reshape(1, c, side, side)
    grid = F.interpolate(grid, (g, g), mode="bilinear", align_corners=False)
    positions = torch.cat([table[:1], grid.flatten(2)[0].T])
    x = torch.cat([w["visual.class_embedding"].expand(b, 1, c), x], 1) + positions
    x = blocks(norm(x, "visual.ln_pre"), "visual.transformer", 0.0)
    return F.normalize(norm(x, "visual.ln_post") @ w["visual.proj"], dim=-1), g


def text(prompt):
    ids = [words.token_to_id("<|startoftext|>"), *words.encode(prompt, add_special_tokens=False).ids]
    ids.append(words.token_to_id("<|endoftext|>"))
    print(prompt, ids)
    x = (w["token_embedding.weight"][ids] + w["positional_embedding"][: len(ids)])[None]
    mask = torch.full((len(ids), len(ids)), -math.inf, dtype=x.dtype).triu(1)
    x = norm(blocks(x, "transformer", mask)[0, -1], "ln_final") @ w["text_projection"]
    return F.normalize(x, dim=-1)


def blur(maps, sigma):
    radius = int(4 * sigma + 0.5)
    kernel = torch.exp(-0.5 * (torch.arange(-radius, radius + 1).double() / sigma) ** 2)
    kernel /= kernel.sum()
    size = maps.shape[-1]
    for _ in range(2):
        # Half-sample symmetric borders, then one axis; the transpose brings the other.
        wide = torch.cat([maps[..., :radius].flip(-1), maps, maps[..., size - radius :].flip(-1)], -1)
        maps = (wide.unfold(-1, 2 * radius + 1, 1) * kernel).sum(-1).transpose(-1, -2)
    return maps


states = torch.stack([text("a photo of a normal metal nut"), text("a photo of an abnormal metal nut")])
features, g = image(pixels)
scale = w["logit_scale"].exp()
print("logit scale", scale.item())
p = (scale * features @ states.T).softmax(-1)[..., 1]
maps = F.interpolate(p[:, None, 1:].reshape(-1, 1, g, g), (98, 98), mode="bilinear", align_corners=False)
maps = blur(maps[:, 0], 8.0)
print(p[:, 0], maps.amin((1, 2)), maps.amax((1, 2)))
save_file({"score": p[:, 0].float(), "map": maps.float().contiguous()}, here / "clip_baseline.safetensors")
