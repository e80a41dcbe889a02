"""The torch-free engine: on native kernels, or on OpenVINO where there are none."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._protocol import Rendering, Utterance
from phemius_core.engine.cpu._instruction_set import CpuPath, best_path
from phemius_core.engine.cpu._model import NATIVE, open_model
from phemius_core.engine.kokoro._harmonic_source import overlap_add, short_time_spectrum
from phemius_core.engine.kokoro._norm_statistics import Told, told_statistics
from phemius_core.engine.kokoro._windows import Joiner, windows
from phemius_core.errors import SynthesisFailed
from phemius_core.phonemes import phoneme_ids

__all__ = ["CpuEngine"]

_WINDOWED_FROM: Final = 120
"""Steps of an utterance that is worth windows: shorter ones are soon made, and their silences
weigh so much that their statistics cannot be told well."""
_WINDOWED_SPEEDS: Final = (0.7, 1.5)
"""Beyond these, statistics are told less well."""
_ONSET: Final = 10
"""Steps before the end of the leading pad in which speech may already be heard."""
_BODY_STEPS: Final = 120
"""Steps that the body makes at once, but for the first window's, which it makes alone."""
_BODY_CONTEXT: Final = 12
"""Frames around a stretch that the body looks at."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What the body and the generator make audio of."""

    encoded: NDArray[np.float32]
    """float32 [frames, 512]."""
    f0: NDArray[np.float32]
    """float32 [2 * frames], Hz."""
    energy: NDArray[np.float32]
    """float32 [2 * frames]."""
    excitation: NDArray[np.float32]
    """float32 [600 * frames]."""
    style: NDArray[np.float32]
    """float32 [256]."""

    @property
    def steps(self) -> int:
        return len(self.f0)

    def told(self) -> Told | None:
        """Statistics of the body's and the generator's layers, where they can be told."""
        if self.steps < _WINDOWED_FROM:
            return None
        return told_statistics(self.encoded, self.f0, self.energy, self.style)


class CpuEngine:
    """Kokoro-82M on the CPU, without torch.

    The model is prepared at the first start and kept in `data_dir/prepared`; later starts load
    it from there.

    Args:
        model_file: The int8 ONNX export, or the official checkpoint.
        data_dir: Where the prepared model is kept.
        threads: Cores to use; all of this process by default.
        path: How to compute; the fastest that this CPU has by default. Weights other than the
            int8 export's compute in float.

    Raises:
        MissingExtra: OpenVINO or onnx is not installed.
        ModelFilesError: The model file cannot be read.
    """

    name = "cpu"

    def __init__(
        self,
        model_file: Path,
        data_dir: Path,
        *,
        threads: int | None = None,
        path: CpuPath | None = None,
    ) -> None:
        self.threads = threads or len(os.sched_getaffinity(0))
        opened = open_model(model_file, data_dir, threads=self.threads, wanted=path or best_path())
        self.path = opened.path
        self.version = opened.version
        self._model = opened.networks
        self._prosody = opened.prosody
        self._excitation = opened.excitation
        self._lock = threading.Lock()
        self._closed = False

    def render(self, utterance: Utterance) -> Rendering:
        """Speaks one utterance; see `Engine.render`."""
        style = np.ascontiguousarray(utterance.style, np.float32)
        tokens = np.array([0, *phoneme_ids(utterance.phonemes), 0], np.int64)
        with self._open():
            of_bert, of_encoder = self._model.text_features(
                tokens, int16_only=utterance.low_latency
            )
            frames, features = self._prosody.durations(of_bert, style, utterance.speed)
            encoded = self._prosody.encoded(of_encoder)
        owner = np.repeat(np.arange(len(frames)), frames)
        audio = self._audio(features[owner], encoded[owner], style, utterance, int(frames[0]))
        return Rendering(frames, audio)

    def close(self) -> None:
        """Frees the model."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._model.close()

    def _audio(
        self,
        features: NDArray[np.float32],
        encoded: NDArray[np.float32],
        style: NDArray[np.float32],
        utterance: Utterance,
        lead_frames: int,
    ) -> Iterator[NDArray[np.float32]]:
        with self._open():
            shared = self._prosody.shared(features)
            f0, energy = self._model.f0_energy(shared, style, int16_only=utterance.low_latency)
        drawn = _Drawn(encoded, f0, energy, self._excitation.signal(f0, utterance.seed), style)
        slowest, fastest = _WINDOWED_SPEEDS
        hurried = utterance.low_latency and slowest <= utterance.speed <= fastest
        told = drawn.told() if hurried else None
        if told is None:
            hidden = self._hidden(drawn, 0, drawn.steps, None)
            yield self._samples(hidden, drawn, 0, None)
        else:
            yield from self._in_windows(drawn, told, max(0, 2 * lead_frames - _ONSET))

    def _in_windows(self, drawn: _Drawn, told: Told, first: int) -> Iterator[NDArray[np.float32]]:
        """From a step on; what is before it is silence, which whoever hears it trims."""
        joiner = Joiner()
        low, hidden = 0, np.empty((0, 512), np.float32)
        if self.path not in NATIVE:  # OpenVINO's body cannot be told statistics
            hidden = self._hidden(drawn, 0, drawn.steps, None)
        for window in windows(first, drawn.steps):
            if window.high > low + len(hidden):
                least = _BODY_STEPS if len(hidden) else 0
                low, high = window.low, max(window.high, window.low + least)
                hidden = self._hidden(drawn, low, min(high, drawn.steps), told.body)
            part = hidden[window.low - low : window.high - low]
            samples = self._samples(part, drawn, window.low, told.generator)
            yield joiner.join(window, samples)

    def _hidden(
        self, drawn: _Drawn, low: int, high: int, told: NDArray[np.float32] | None
    ) -> NDArray[np.float32]:
        """What the body makes of some steps, float32 [high - low, 512]; without statistics it looks
        at all of them.
        """
        first, last = 0, len(drawn.encoded)
        if told is not None:
            first = max(first, low // 2 - _BODY_CONTEXT)
            last = min(last, (high + 1) // 2 + _BODY_CONTEXT)
        curves = slice(2 * first, 2 * last)
        with self._open():
            hidden = self._model.decoder_body(
                drawn.encoded[first:last],
                drawn.f0[curves],
                drawn.energy[curves],
                drawn.style,
                told,
            )
        if not np.isfinite(hidden).all():
            raise SynthesisFailed("the model gave unusable audio")
        return hidden[low - 2 * first : high - 2 * first]

    def _samples(
        self,
        hidden: NDArray[np.float32],
        drawn: _Drawn,
        low: int,
        told: NDArray[np.float32] | None,
    ) -> NDArray[np.float32]:
        """Audio of steps from `low` on, float32 [300 * steps]."""
        rows = 60 * low, 60 * (low + len(hidden)) + 1
        harmonics = short_time_spectrum(drawn.excitation, *rows)
        with self._open():
            spectrum = self._model.generator(hidden, harmonics, drawn.style, told)
        samples = overlap_add(spectrum)
        if not np.isfinite(samples).all():
            raise SynthesisFailed("the model gave unusable audio")
        return np.clip(samples, -1, 1)

    @contextmanager
    def _open(self) -> Iterator[None]:
        with self._lock:
            if self._closed:
                raise SynthesisFailed("the engine is closed")
            yield
