#!/usr/bin/env python3
"""Compares a whole training run with the reference's loop in PyTorch, in one session.

Needs torch, numpy, pillow and safetensors, the PyTorch statement of the model (`--tools`, default
../shared/tools/torch), and a release build:

    cargo build --release
    python3 benches/train_vs_torch.py

Draws 32 pictures of 518 px with masks, makes random weights of ViT-L/14@336, and trains prompts for ten epochs in
batches of 8 on both sides:

* the reference's loop reads, resizes and encodes every picture in every epoch, then aligns, goes back and steps;
* the program is run as a whole, from its start to its last checkpoint: hashing and reading the weights, computing and
  keeping the features, ten epochs, ten checkpoints. Its caches are empty when it begins.

An epoch of the reference's loop costs what every other one does, so by default one is timed and counted ten times
(`--reference-epochs 10` times all). Times are by the clock; run it on a machine that does nothing else. `--tiny` tries
the script itself on the golden model in seconds; its ratio means nothing.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

ROOT = pathlib.Path(__file__).resolve().parent.parent
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)
HIDDEN = 384
N_CTX, N_CLS = 7, 3


def main():
    options = parse()
    sys.path.insert(0, str(options.tools))
    import vip2_torch as model

    torch.manual_seed(111)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        sizes = tiny(folder) if options.tiny else full(folder, model)
        samples = draw(folder / "data", options.pictures, sizes["image_size"])
        ours = run_program(folder, sizes, options)
        theirs = run_reference(folder, samples, sizes, options, model)
    ratio = theirs["seconds"] / ours["seconds"]
    print(json.dumps({"program": ours, "reference": theirs, "reference_over_program": ratio}, indent=1))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tools", type=pathlib.Path, default=ROOT / "../shared/tools/torch")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/release/vip2clip-tui")
    parser.add_argument("--pictures", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--reference-epochs", type=int, default=1)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--features", choices=["memory", "disk"], default="disk")
    parser.add_argument("--tiny", action="store_true")
    return parser.parse_args()


def full(folder, model):
    """Random weights at the released sizes."""
    clip = model.Clip(model.VIT_L_14_336).randomise(0)
    save_file({name: value.contiguous() for name, value in clip.state_dict().items()}, folder / "backbone.safetensors")
    words = {"good": 886, "damaged": 13568, "start": 49406, "end": 49407}
    return {"config": model.VIT_L_14_336, "image_size": 518, "layers": [6, 12, 18, 24], "top_k": 50, "words": words}


def tiny(folder):
    """The golden model, and its tokens, whatever they are: their values do not change the time."""
    golden = ROOT / "tests/golden/tiny"
    shutil.copy(golden / "backbone.openai.safetensors", folder / "backbone.safetensors")
    shutil.copy(golden / "tokenizer.json", folder / "tokenizer.json")
    config = {"embed_dim": 64, "resolution": 56, "patch": 14, "vision_width": 128, "vision_layers": 4,
              "text_width": 64, "text_layers": 3, "vocab": 512}
    words = {"good": 1, "damaged": 2, "start": 510, "end": 511}
    return {"config": config, "image_size": 98, "layers": [1, 2, 3, 4], "top_k": 10, "words": words}


def draw(root, pictures, size):
    """MVTec's packaging; half of the pictures have a bright patch. Gives (picture, mask or none, label)."""
    random = np.random.default_rng(0)
    samples = []
    for index in range(pictures):
        pixels = random.integers(60, 120, (size, size, 3), dtype=np.uint8)
        is_anomalous = index % 2 == 1
        species = "patch" if is_anomalous else "good"
        picture = root / "part/test" / species / f"{index:03}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        mask = None
        if is_anomalous:
            top, left = random.integers(0, size // 2, 2)
            area = np.s_[top : top + size // 5, left : left + size // 5]
            pixels[area] = 230
            truth = np.zeros((size, size), dtype=np.uint8)
            truth[area] = 255
            mask = root / "part/ground_truth" / species / f"{index:03}_mask.png"
            mask.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(truth).save(mask)
        Image.fromarray(pixels).save(picture)
        samples.append((picture, mask, int(is_anomalous)))
    # MVTec has normal pictures to train on as well; nothing here reads them.
    train = root / "part/train/good/000.png"
    train.parent.mkdir(parents=True)
    Image.new("RGB", (size, size)).save(train)
    return samples


def run_program(folder, sizes, options):
    """The whole command, with empty caches."""
    command = [
        str(options.program), "train",
        "--dataset", str(folder / "data"),
        "--backbone", str(folder / "backbone.safetensors"),
        "--run", str(folder / "run"),
        "--image-size", str(sizes["image_size"]),
        "--layers", ",".join(map(str, sizes["layers"])),
        "--top-k", str(sizes["top_k"]),
        "--epochs", str(options.epochs),
        "--batch", str(options.batch),
        "--features", options.features,
        "--features-dir", str(folder / "features"),
        "--device", "cpu",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VIP2CLIP_")}
    environment["XDG_CACHE_HOME"] = str(folder / "cache")
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    seconds = time.perf_counter() - start
    record = tomllib.loads((folder / "run/run.toml").read_text())
    lines = (folder / "run/metrics.jsonl").read_text().splitlines()
    steps = -(-options.pictures // options.batch) * options.epochs
    assert record["status"] == "finished" and len(lines) == steps, "the run did not do all of its steps"
    return {"seconds": seconds, "phases": record["times"]["seconds"], "last": json.loads(lines[-1])}


def run_reference(folder, samples, sizes, options, model):
    """The released loop: every picture of every epoch goes through the tower."""
    clip = model.Clip(sizes["config"]).eval()
    clip.load_state_dict(load_file(folder / "backbone.safetensors"), strict=False)
    for parameter in clip.parameters():
        parameter.requires_grad_(False)
    words = sizes["words"]

    def tokens(word):
        filler = [343] * N_CTX + [word] + [343] * N_CLS
        row = [words["start"]] + filler + [words["end"]]
        return torch.tensor([row + [0] * (77 - len(row))], dtype=torch.int32)

    ica = model.PromptLearner(clip, N_CTX, N_CLS, tokens(words["good"]), tokens(words["damaged"]), HIDDEN)
    fgp = model.Perception(sizes["config"]["embed_dim"])
    optimiser = model.optimiser(ica, fgp)
    size, layers, top_k = sizes["image_size"], sizes["layers"], sizes["top_k"]
    start = time.perf_counter()
    for _ in range(options.reference_epochs):
        order = torch.randperm(len(samples)).tolist()
        for first in range(0, len(order), options.batch):
            batch = [load(*samples[index], size) for index in order[first : first + options.batch]]
            pictures, masks, labels = (torch.stack(part) for part in zip(*batch))
            feature, taps = clip.encode_image(pictures, layers)
            aligned = model.align(clip, ica, fgp, feature, taps, size, top_k)
            segmentation, image = model.losses(aligned, masks, labels)
            optimiser.zero_grad()
            (segmentation + image).backward()
            optimiser.step()
    seconds = time.perf_counter() - start
    return {
        "seconds": seconds / options.reference_epochs * options.epochs,
        "timed_epochs": options.reference_epochs,
        "last": {"loss_segmentation": segmentation.item(), "loss_image": image.item()},
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }


def load(picture, mask, label, size):
    """As the reference prepares a sample."""
    image = Image.open(picture).resize((size, size), Image.BICUBIC).convert("RGB")
    pixels = torch.from_numpy(np.asarray(image).copy()).permute(2, 0, 1).float() / 255
    pixels = (pixels - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]
    if mask is None:
        truth = torch.zeros(size, size)
    else:
        grey = np.asarray(Image.open(mask).convert("L")) > 0
        resized = Image.fromarray((grey * 255).astype(np.uint8)).resize((size, size), Image.BILINEAR)
        truth = (torch.from_numpy(np.asarray(resized).copy()) / 255 > 0.5).float()
    return pixels, truth, torch.tensor(label)


if __name__ == "__main__":
    main()
