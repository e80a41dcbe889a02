"""Fit the regression that predicts norm statistics of body and generator.

    python benchmarks/fit_norm_statistics.py TEXT_FILE... [--minutes 8] [--output FILE]

Speaks sentences of the texts in all English voices and at several speeds, records the statistics
that the layers computed, fits a ridge regression of low rank and writes it as `.npz`. Prints the
errors on sentences that were held back. Deterministic for one text, one machine and one number of
sentences. The shipped file was fitted on the project's own documents and benchmark sentences
(`docs/*.md docs/decisions/*.md benchmarks/data/*.txt`); see docs/decisions/0003-*.md for how well
it predicts. Needs the native kernels.
"""

# ruff: noqa: SLF001 - it records what the engine's private parts compute

import random
import re
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from _common import SENTENCES, arguments, english_voices, parse, skip
from _smoke_speech import smoke_synthesizer
from rich.progress import Progress

from phemius_core.engine import ModelFiles, Utterance
from phemius_core.engine.cpu import CpuEngine
from phemius_core.engine.cpu.native import NativeModel, best_isa
from phemius_core.engine.kokoro import regression_features
from phemius_core.settings import Settings
from phemius_core.synthesis import Synthesizer, open_synthesizer
from phemius_core.testing import ToneEngine

RIDGE = 0.02
RANK = 96
HELD_BACK = 60
SPEEDS = (1, 1, 1, 0.8, 0.9, 1.15, 1.3)


class RecordingModel:
    """A model that records what its layers computed, with the features to predict it from."""

    def __init__(self, model: NativeModel) -> None:
        self._model = model
        self.body = len(model._packed.decoder.body_adain.gain)
        self._generator = len(model._packed.decoder.generator_adain.gain)
        self.recorded: list[tuple[np.ndarray, np.ndarray]] = []

    def __getattr__(self, name: str):
        return getattr(self._model, name)

    def decoder_body(self, encoded, f0, energy, style, _predicted):
        self._inputs = encoded, f0, energy
        self._computed = np.zeros((2, self.body), np.float32)
        return self._model.decoder_body(encoded, f0, energy, style, None, self._computed)

    def generator(self, hidden, harmonics, style, _predicted):
        computed = np.zeros((2, self._generator), np.float32)
        spectrum = self._model.generator(hidden, harmonics, style, None, computed)
        statistics = np.concatenate((self._computed, computed), axis=1)
        self.recorded.append((regression_features(*self._inputs, style), statistics))
        return spectrum


def clauses(paths: list[Path]) -> list[str]:
    """Clauses of some Markdown that can be read aloud."""
    text = " ".join(path.read_text(encoding="utf-8") for path in paths)
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    text = " ".join(re.sub(r"[`*|#\[\]()]", " ", text).split())
    pieces = re.split(r"(?<=[.!?;:,])\s+", text)
    return [one for one in pieces if 15 < len(one) < 200 and not re.search(r"[/_={}<>]", one)]


def collect(
    synthesizer: Synthesizer, texts: list[str], minutes: float, most: int
) -> tuple[np.ndarray, np.ndarray, int]:
    """Speak for some minutes.

    Args:
        synthesizer: Reads the texts; its engine is not used.
        texts: Clauses to choose from.
        minutes: How long.
        most: Most utterances.

    Returns:
        Features [n, inputs], statistics [n, 2, channels], and how many channels are the body's.
    """
    settings = Settings()
    model_file = ModelFiles(settings.data_dir, given=settings.model_dir).ensure()
    backend = "avx512" if best_isa() == "avx512_vnni" else "avx2"
    engine = CpuEngine(model_file, settings.data_dir, backend=backend)
    model = engine._networks = RecordingModel(engine._networks)
    names = english_voices()
    chance = random.Random(1)
    started = time.monotonic()
    with Progress() as progress:
        task = progress.add_task("speaking", total=60 * minutes)
        while (spent_s := time.monotonic() - started) < 60 * minutes and len(model.recorded) < most:
            progress.update(task, completed=spent_s)
            voice = synthesizer.voices.resolve(chance.choice(names))
            text, speed = chance.choice(texts), chance.choice(SPEEDS)
            segment = next(synthesizer.text.segments(text, lang=voice.lang), None)
            if segment and len(segment.phonemes) >= 12:
                style = voice.style(len(segment.phonemes))
                utterance = Utterance(segment.phonemes, style, speed, seed=len(model.recorded))
                list(engine.render(utterance).audio)
    inputs, statistics = zip(*model.recorded, strict=True)
    return np.array(inputs), np.array(statistics, np.float64), model.body


def fit(inputs: np.ndarray, statistics: np.ndarray) -> dict[str, np.ndarray]:
    """Ridge regression in its dual form, cut to `RANK`."""
    centre, spread = inputs.mean(0), inputs.std(0) + 1e-6
    scaled = (inputs - centre) / spread
    outputs, scale = targets(statistics)
    mean = outputs.mean(0)
    kernel = scaled @ scaled.T / scaled.shape[1] + RIDGE * np.eye(len(scaled))
    weights = scaled.T @ np.linalg.solve(kernel, (outputs - mean) / scale) / scaled.shape[1]
    outer = np.linalg.svd(scaled @ weights, full_matrices=False)[2][:RANK]
    found = {"centre": centre, "spread": spread, "mean": mean, "scale": scale}
    shipped = {name: values.astype(np.float32) for name, values in found.items()}
    return shipped | {
        "inner": (weights @ outer.T).astype(np.float16),
        "outer": outer.astype(np.float16),
    }


def targets(statistics: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means and log variances, and the scale in which their errors count."""
    mean = statistics[:, 0]
    log_variance = np.log(np.maximum(statistics[:, 1] - mean * mean, 1e-8))
    scale = np.concatenate([np.sqrt(np.exp(log_variance)).mean(0), np.ones(mean.shape[1])])
    return np.concatenate([mean, log_variance], 1), scale


def errors(
    found: dict[str, np.ndarray], inputs: np.ndarray, statistics: np.ndarray, channels: slice
) -> tuple[float, float]:
    """Root mean square errors of means and of deviations, in standard deviations."""
    outputs, _ = targets(statistics)
    inner, outer = (found[name].astype(np.float64) for name in ("inner", "outer"))
    scaled = (inputs - found["centre"]) / found["spread"]
    predicted = found["mean"] + scaled @ inner @ outer * found["scale"]
    mean, log_variance = np.split((predicted - outputs) / found["scale"], 2, axis=1)
    mean, log_variance = mean[:, channels], log_variance[:, channels]
    return float(np.sqrt((mean**2).mean())), float(np.sqrt((log_variance**2).mean()) / 2)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("texts", type=Path, nargs="*")
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--output", type=Path, default=Path("norm_statistics.npz"))
    options = parse(parser)
    if best_isa() is None:
        skip("there are no native kernels for this CPU or this installation")
    if not (options.texts or options.smoke):
        parser.error("TEXT_FILE is missing: give at least one")
    held_back, most = (1, 4) if options.smoke else (HELD_BACK, sys.maxsize)
    if options.smoke:
        synthesizer = smoke_synthesizer(ToneEngine())
    else:
        synthesizer = open_synthesizer(Settings(engine="tone"))
    texts = clauses(options.texts or [SENTENCES])
    inputs, statistics, body = collect(synthesizer, texts, options.minutes, most)
    order = np.random.default_rng(0).permutation(len(inputs))
    back, used = order[:held_back], order[held_back:]
    found = fit(inputs[used], statistics[used])
    if options.smoke:
        with tempfile.TemporaryFile() as output:
            np.savez_compressed(output, **found, body=np.array(body))
    else:
        np.savez_compressed(options.output, **found, body=np.array(body))
    print(f"{len(used)} sentences; root mean square errors in standard deviations:")
    for name, channels in (("body", slice(body)), ("generator", slice(body, None))):
        mean, deviation = errors(found, inputs[back], statistics[back], channels)
        print(f"{name}: means {mean:.4f}, deviations {deviation:.4f}")
    distance = np.sqrt((((inputs[back] - found["centre"]) / found["spread"]) ** 2).mean(1))
    print(f"distance from the mean: {distance.min():.2f} to {distance.max():.2f}")


if __name__ == "__main__":
    main()
