#!/usr/bin/env python3
"""Compares `vip2clip-tui metrics` with scikit-learn and the released definition of AUPRO, in one run.

Needs numpy, scipy, scikit-learn, scikit-image and safetensors, and a release build:

    cargo build --release
    python3 benches/metrics_vs_sklearn.py

Writes maps, masks, labels and scores of one class to a temporary file; computes image and pixel AUROC, AP and F1-max
with scikit-learn, and AUPRO as its definition says, with every mask labelled at each of the 200 thresholds; runs the
program on the file; prints both times, their ratio, the largest difference and the program's peak memory. The time of
the program is that of the whole command: starting, reading the file, computing, printing. scikit-learn's maps are in
memory when its clock starts.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
from safetensors.numpy import save_file
from scipy.ndimage import gaussian_filter
from skimage.measure import label, regionprops
from sklearn.metrics import auc, average_precision_score, precision_recall_curve, roc_auc_score

# A process starts with the peak memory of the one that forked it, so a small one runs the program to measure that.
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""
STEPS = 200
LIMIT = 0.3


def made_up_class(images, size, seed):
    """Smooth noise with raised blobs; two thirds of the images have one to five of them."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[:size, :size]
    maps, masks = [], []
    for image in range(images):
        noise = gaussian_filter(random.standard_normal((size, size)), 8)
        mask = np.zeros((size, size), bool)
        for _ in range(1 + image % 5 if image % 3 else 0):
            y, x = random.integers(0, size, 2)
            height, width = random.integers(max(size // 60, 2), max(size // 8, 3), 2)
            mask |= ((rows - y) / height) ** 2 + ((columns - x) / width) ** 2 < 1
        raised = gaussian_filter(mask.astype(float), 8)
        maps.append(0.2 + 2 * noise + 0.3 * raised * random.uniform(0.3, 1))
        masks.append(mask)
    maps = np.clip(np.stack(maps), 0, 1).astype(np.float32)
    masks = np.stack(masks).astype(np.uint8)
    labels = masks.any((1, 2)).astype(np.uint8)
    return {"maps": maps, "masks": masks, "labels": labels, "scores": maps.max((1, 2))}


def best_f1(truth, scores, epsilon):
    precision, recall, thresholds = precision_recall_curve(truth, scores)
    with np.errstate(invalid="ignore"):
        f1 = 2 * precision * recall / (precision + recall + epsilon)
    best = np.argmax(np.where(np.isfinite(f1), f1, -1))
    return f1[best], thresholds[min(best, len(thresholds) - 1)]


def released_aupro(masks, maps):
    least, greatest = maps.min(), maps.max()
    negatives = (masks == 0).sum()
    rates, overlaps = [], []
    for threshold in np.arange(least, greatest, (greatest - least) / STEPS):
        above = maps > threshold
        covered = []
        for verdict, mask in zip(above, masks):
            for region in regionprops(label(mask)):
                y, x = region.coords.T
                covered.append(verdict[y, x].sum() / region.area)
        rate = (above & (masks == 0)).sum() / negatives
        if rate < LIMIT:
            rates.append(rate)
            overlaps.append(np.mean(covered))
    rates = np.array(rates)
    return auc((rates - rates.min()) / (rates.max() - rates.min()), overlaps)


def exact_aupro(masks, maps):
    """Every distinct score a threshold, interpolated at the limit."""
    weights = np.zeros(masks.shape)
    regions = 0
    for mask, weight in zip(masks, weights):
        for region in regionprops(label(mask)):
            weight[tuple(region.coords.T)] = 1 / region.area
            regions += 1
    order = np.argsort(-maps.ravel(), kind="stable")
    scores = maps.ravel()[order]
    rates = np.cumsum(masks.ravel()[order] == 0) / (masks == 0).sum()
    overlaps = np.cumsum(weights.ravel()[order]) / regions
    ends = np.append(np.flatnonzero(np.diff(scores)), len(scores) - 1)
    rates, overlaps = np.append(0, rates[ends]), np.append(0, overlaps[ends])
    inside = rates <= LIMIT
    at_limit = np.interp(LIMIT, rates, overlaps)
    return np.trapezoid(np.append(overlaps[inside], at_limit), np.append(rates[inside], LIMIT)) / LIMIT


def with_scikit_learn(data):
    """All metrics but those of the exact preset."""
    truth, scores = data["masks"].ravel(), data["maps"].ravel()
    pixel_f1, threshold = best_f1(truth, scores, 1e-8)
    return {
        "image_auroc": roc_auc_score(data["labels"], data["scores"]),
        "image_ap": average_precision_score(data["labels"], data["scores"]),
        "image_f1": best_f1(data["labels"], data["scores"], 0)[0],
        "pixel_auroc": roc_auc_score(truth, scores),
        "pixel_ap": average_precision_score(truth, scores),
        "pixel_f1": pixel_f1,
        "pixel_f1_threshold": threshold,
        "pixel_aupro": released_aupro(data["masks"], data["maps"]),
    }


def differences(ours, theirs):
    return {name: abs(ours[name] - float(theirs[name])) for name in theirs}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="target/release/vip2clip-tui", type=pathlib.Path)
    parser.add_argument("--images", default=60, type=int)
    parser.add_argument("--size", default=518, type=int)
    parser.add_argument("--seed", default=1, type=int)
    parser.add_argument("--runs", default=5, type=int, help="of the program; the median counts")
    options = parser.parse_args()

    data = made_up_class(options.images, options.size, options.seed)
    anomalous = data["masks"].mean()
    print(f"{options.images} maps of {options.size}×{options.size}, {anomalous:.1%} of the pixels anomalous")
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/maps.safetensors"
        save_file({f"class.{name}": values for name, values in data.items()}, path)

        def command(preset):
            return [options.program, "metrics", path, "--json", "--preset", preset]

        def run(preset):
            start = time.perf_counter()
            answer = subprocess.run(command(preset), check=True, capture_output=True).stdout
            return time.perf_counter() - start, json.loads(answer)["classes"]["class"]

        runs = [run("parity") for _ in range(options.runs)]
        exact_runs = [run("exact") for _ in range(options.runs)]
        measure = [sys.executable, "-c", PEAK]
        peak = max(int(subprocess.check_output(measure + command(preset))) for preset in ("parity", "exact"))

    start = time.perf_counter()
    theirs = with_scikit_learn(data)
    their_time = time.perf_counter() - start
    exact = exact_aupro(data["masks"], data["maps"])

    our_time = statistics.median(seconds for seconds, _ in runs)
    exact_time = statistics.median(seconds for seconds, _ in exact_runs)
    apart = differences(runs[0][1], theirs)
    for name, value in theirs.items():
        print(f"  {name:<19} {float(value):.9f}   difference {apart[name]:.1e}")
    apart_exact = abs(exact_runs[0][1]["pixel_aupro"] - exact)
    print(f"  {'pixel_aupro, exact':<19} {exact:.9f}   difference {apart_exact:.1e}")
    print(f"scikit-learn and the released AUPRO  {their_time:8.3f} s")
    print(f"vip2clip-tui metrics, parity         {our_time:8.3f} s")
    print(f"vip2clip-tui metrics, exact          {exact_time:8.3f} s")
    print(f"ratio                                {their_time / our_time:8.0f} (wanted: 50 or more)")
    print(f"largest difference                   {max(*apart.values(), apart_exact):8.1e}")
    maps = data["maps"].nbytes
    print(f"peak memory of the program           {peak / 1e6:8.1f} MB, {peak / maps:.2f} times the maps (wanted: 1.5 or less)")


if __name__ == "__main__":
    main()
