"""Fits what the statistics of body and generator are told from: engine/statistics.npz.

    python benchmarks/fit_statistics.py TEXT_FILE... [--minutes 8] [--output FILE]

Speaks sentences of the texts in all English voices and at some speeds, notes what the layers
computed, and fits a ridge regression of low rank. Deterministic for one text, one machine and one
number of sentences. The shipped file was fitted on the project's own documents and benchmark
sentences (`docs/*.md docs/decisions/*.md benchmarks/data/*.txt`); see
docs/decisions/0003-windows-with-told-statistics.md for how well it tells.
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
from phemius_core.engine.cpu.native import NativeModel
from phemius_core.engine.kokoro._norm_statistics import features
from phemius_core.settings import Settings
from phemius_core.synthesis import Synthesizer, open_synthesizer

RIDGE = 0.02
RANK = 96
HELD_BACK = 60
SPEEDS = (1, 1, 1, 0.8, 0.9, 1.15, 1.3)


class Noting:
    """A model that notes what its layers computed, and what that could have been told from."""

    def __init__(self, model: NativeModel) -> None:
        self._model = model
        self.body = len(model._packed.decoder.body_adain.gain)
        self._generator = len(model._packed.decoder.generator_adain.gain)
        self.noted: list[tuple[np.ndarray, np.ndarray]] = []

    def __getattr__(self, name: str):
        return getattr(self._model, name)

    def decoder_body(self, encoded, f0, energy, style, _told):
        self._given = encoded, f0, energy
        self._computed = np.zeros((2, self.body), np.float32)
        return self._model.decoder_body(encoded, f0, energy, style, None, self._computed)

    def generator(self, hidden, harmonics, style, _told):
        computed = np.zeros((2, self._generator), np.float32)
        spectrum = self._model.generator(hidden, harmonics, style, None, computed)
        both = np.concatenate((self._computed, computed), axis=1)
        self.noted.append((features(*self._given, style), both))
        return spectrum


def sentences(paths: list[Path]) -> list[str]:
    """What can be read aloud of some Markdown."""
    text = " ".join(path.read_text(encoding="utf-8") for path in paths)
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    text = " ".join(re.sub(r"[`*|#\[\]()]", " ", text).split())
    pieces = re.split(r"(?<=[.!?;:,])\s+", text)
    return [one for one in pieces if 15 < len(one) < 200 and not re.search(r"[/_={}<>]", one)]


def collect(synthesizer: Synthesizer, texts: list[str], minutes: float):
    """What the statistics are told from, what they were, and how many of them are the body's."""
    engine = create_engine("cpu", data_dir=Settings().data_dir)
    noting = engine._model = Noting(engine._model)
    names = [name for name in synthesizer.voices.names() if re.fullmatch("[ab][fm]_[a-z]+", name)]
    chance = random.Random(1)
    started = time.monotonic()
    with Progress() as progress:
        task = progress.add_task("speaking", total=60 * minutes)
        while (spent := time.monotonic() - started) < 60 * minutes:
            progress.update(task, completed=spent)
            voice = synthesizer.voices.resolve(chance.choice(names))
            text, speed = chance.choice(texts), chance.choice(SPEEDS)
            segment = next(synthesizer.text.segments(text, lang=voice.lang), None)
            if segment and len(segment.phonemes) >= 12:
                style = voice.style(len(segment.phonemes))
                utterance = Utterance(segment.phonemes, style, speed, seed=len(noting.noted))
                list(engine.render(utterance).audio)
    told, were = zip(*noting.noted, strict=True)
    return np.array(told), np.array(were, np.float64), noting.body


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


def errors(
    found: dict[str, np.ndarray], told: np.ndarray, were: np.ndarray, part: slice
) -> tuple[float, float]:
    outputs, _ = targets(were)
    inner, outer = (found[name].astype(np.float64) for name in ("inner", "outer"))
    guess = (
        found["mean"] + (told - found["centre"]) / found["spread"] @ inner @ outer * found["scale"]
    )
    mean, log_variance = np.split((guess - outputs) / found["scale"], 2, axis=1)
    mean, log_variance = mean[:, part], log_variance[:, part]
    return float(np.sqrt((mean**2).mean())), float(np.sqrt((log_variance**2).mean()) / 2)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("texts", type=Path, nargs="+")
    options.add_argument("--minutes", type=float, default=8)
    options.add_argument("--output", type=Path, default=Path("norm_statistics.npz"))
    chosen = options.parse_args()
    synthesizer = open_synthesizer(Settings(engine="tone"))
    told, were, body = collect(synthesizer, sentences(chosen.texts), chosen.minutes)
    order = np.random.default_rng(0).permutation(len(told))
    back, used = order[:HELD_BACK], order[HELD_BACK:]
    found = fit(told[used], were[used])
    np.savez_compressed(chosen.output, **found, body=np.array(body))
    print(f"{len(used)} sentences; root mean square errors in standard deviations:")
    for name, part in (("body", slice(body)), ("generator", slice(body, None))):
        mean, deviation = errors(found, told[back], were[back], part)
        print(f"{name}: means {mean:.4f}, deviations {deviation:.4f}")
    familiar = np.sqrt((((told[back] - found["centre"]) / found["spread"]) ** 2).mean(1))
    print(f"how far from the mean they are: {familiar.min():.2f} to {familiar.max():.2f}")


if __name__ == "__main__":
    main()
