"""Fits what the generator's statistics are told from: src/phemius_core/engine/statistics.npz.

    python benchmarks/fit_statistics.py TEXT_FILE [--minutes 20] [--output FILE]

Speaks sentences of a text in all English voices, notes what the generator computed, and fits a
ridge regression of low rank. Deterministic for one text, one machine and one number of
sentences. The shipped file was fitted on 464 sentences of the project's own documents and
benchmark article; on 60 others the means are told to 1.7 % of a standard deviation, the standard
deviations to 2.2 %.
"""

# ruff: noqa: SLF001 - it listens to what the engine keeps to itself

import argparse
import random
import re
import time
from pathlib import Path

import numpy as np
from rich.progress import Progress

from phemius_core.engine import Utterance, create_engine
from phemius_core.engine._decoder import STATISTICS
from phemius_core.engine._statistics import features
from phemius_core.settings import Settings
from phemius_core.synthesis import Synthesizer, open_synthesizer

RIDGE = 0.02
RANK = 96
HELD_BACK = 60


def sentences(path: Path) -> list[str]:
    text = " ".join(path.read_text().split())
    pieces = re.split(r"(?<=[.!?;:,])\s+", text)
    return [piece for piece in pieces if 15 < len(piece) < 160]


def collect(synthesizer: Synthesizer, texts: list[str], minutes: float):
    """What the statistics are told from, and what they were."""
    engine = create_engine("cpu", data_dir=Settings().data_dir)
    noted = []
    spectrum = engine._decoder.spectrum

    def noting(hidden, harmonics, style, _told):
        computed = np.zeros((2, STATISTICS), np.float32)
        outputs = spectrum(hidden, harmonics, style, None, computed)
        noted.append((features(hidden.T, harmonics.T, style), computed))
        return outputs

    engine._decoder.spectrum = noting
    names = [name for name in synthesizer.voices.names() if re.fullmatch("[ab][fm]_[a-z]+", name)]
    chance = random.Random(1)
    started = time.monotonic()
    with Progress() as progress:
        task = progress.add_task("speaking", total=60 * minutes)
        while (spent := time.monotonic() - started) < 60 * minutes:
            progress.update(task, completed=spent)
            voice = synthesizer.voices.resolve(chance.choice(names))
            segment = next(synthesizer.text.segments(chance.choice(texts), lang=voice.lang))
            if segment.phonemes:
                style = voice.style(len(segment.phonemes))
                list(engine.render(Utterance(segment.phonemes, style)).audio)
    told, were = zip(*noted, strict=True)
    return np.array(told), np.array(were, np.float64)


def fit(told: np.ndarray, were: np.ndarray) -> dict[str, np.ndarray]:
    """Ridge regression in its dual form, cut to `RANK`."""
    centre, spread = told.mean(0), told.std(0) + 1e-6
    inputs = (told - centre) / spread
    outputs, scale = targets(were)
    mean = outputs.mean(0)
    kernel = inputs @ inputs.T / inputs.shape[1] + RIDGE * np.eye(len(inputs))
    weights = inputs.T @ np.linalg.solve(kernel, (outputs - mean) / scale) / inputs.shape[1]
    outer = np.linalg.svd(inputs @ weights, full_matrices=False)[2][:RANK]
    found = {"centre": centre, "spread": spread, "mean": mean, "scale": scale}
    shipped = {name: values.astype(np.float32) for name, values in found.items()}
    return shipped | {
        "inner": (weights @ outer.T).astype(np.float16),
        "outer": outer.astype(np.float16),
    }


def targets(were: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means and log variances, and the scale in which their errors count."""
    mean = were[:, 0]
    log_variance = np.log(np.maximum(were[:, 1] - mean * mean, 1e-8))
    scale = np.concatenate([np.sqrt(np.exp(log_variance)).mean(0), np.ones(mean.shape[1])])
    return np.concatenate([mean, log_variance], 1), scale


def errors(found: dict[str, np.ndarray], told: np.ndarray, were: np.ndarray) -> tuple[float, float]:
    outputs, _ = targets(were)
    inner, outer = (found[name].astype(np.float64) for name in ("inner", "outer"))
    guess = (
        found["mean"] + (told - found["centre"]) / found["spread"] @ inner @ outer * found["scale"]
    )
    mean, log_variance = np.split((guess - outputs) / found["scale"], 2, axis=1)
    return float(np.sqrt((mean**2).mean())), float(np.sqrt((log_variance**2).mean()) / 2)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("text", type=Path)
    options.add_argument("--minutes", type=float, default=20)
    options.add_argument("--output", type=Path, default=Path("statistics.npz"))
    chosen = options.parse_args()
    synthesizer = open_synthesizer(Settings(engine="tone"))
    told, were = collect(synthesizer, sentences(chosen.text), chosen.minutes)
    order = np.random.default_rng(0).permutation(len(told))
    back, used = order[:HELD_BACK], order[HELD_BACK:]
    found = fit(told[used], were[used])
    mean, deviation = errors(found, told[back], were[back])
    np.savez_compressed(chosen.output, **found)
    print(f"{len(used)} sentences: means within {mean:.4f}, deviations within {deviation:.4f}")


if __name__ == "__main__":
    main()
