"""The torch-free CPU engine: Kokoro-82M on native kernels, or on OpenVINO."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._process_guard import ProcessGuard
from phemius_core.engine._protocol import Rendering, Utterance
from phemius_core.engine._threads import default_threads
from phemius_core.engine.cpu._instruction_set import CpuBackend, best_backend
from phemius_core.engine.cpu._model import NATIVE_BACKENDS, open_model
from phemius_core.engine.kokoro import (
    HIDDEN_SIZE,
    HOP,
    SHARED_LSTM,
    STEP_SAMPLES,
    TEXT_ENCODER_LSTM,
    CrossFader,
    NormStatistics,
    istft,
    predict_norm_statistics,
    stft,
    streaming_windows,
)
from phemius_core.errors import SynthesisFailed
from phemius_core.phonemes import phoneme_ids

__all__ = ["CpuEngine"]

_MIN_STREAMED_STEPS: Final = 120
"""Steps of the shortest utterance that is computed in windows: shorter ones are soon computed, and
silence is so much of them that their norm statistics cannot be predicted well."""
_STREAMED_SPEEDS: Final = (0.7, 1.5)
"""Slowest and fastest speed at which norm statistics can be predicted well."""
_ONSET_STEPS: Final = 10
"""Steps before the end of the leading pad in which speech may already be heard."""
_BODY_STEPS: Final = 120
"""Steps that the decoder body computes at once after the first window, whose steps it computes
alone."""
_BODY_CONTEXT_FRAMES: Final = 12
"""Frames on either side that influence a stretch of the decoder body's output."""
_ROWS_PER_STEP: Final = STEP_SAMPLES // HOP
"""Rows of the short-time Fourier transform in a decoder step."""


@dataclass(frozen=True, slots=True)
class _DecoderInputs:
    """Inputs of the decoder body and the generator for a whole utterance."""

    encoded: NDArray[np.float32]
    """float32 [frames, 512], the encoded text, aligned to frames."""
    f0: NDArray[np.float32]
    """float32 [2 * frames], Hz."""
    energy: NDArray[np.float32]
    """float32 [2 * frames]."""
    excitation: NDArray[np.float32]
    """float32 [600 * frames], the harmonic source."""
    style: NDArray[np.float32]
    """float32 [256]."""

    @property
    def steps(self) -> int:
        return len(self.f0)

    def norm_statistics(self) -> NormStatistics | None:
        """Predicted norm statistics, where they can be predicted well."""
        if self.steps < _MIN_STREAMED_STEPS:
            return None
        return predict_norm_statistics(self.encoded, self.f0, self.energy, self.style)


class CpuEngine:
    """Kokoro-82M on the CPU, without torch.

    The model is prepared for this machine at the first start and kept in `data_dir/prepared`;
    later starts load it from there.

    Args:
        model_file: The int8 ONNX export, or the official checkpoint.
        data_dir: Where the prepared model is kept.
        threads: Threads that compute together; `default_threads()` by default.
        backend: What to compute on; by default the fastest that this CPU has. Weights other than
            those of the int8 export are computed in float32 instead of on native kernels.

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
        backend: CpuBackend | None = None,
    ) -> None:
        self.threads = threads or default_threads()
        opened = open_model(
            model_file, data_dir, threads=self.threads, backend=backend or best_backend()
        )
        self.backend = opened.backend
        self.version = opened.version
        self._networks = opened.networks
        self._durations = opened.durations
        self._harmonic_source = opened.harmonic_source
        self._process = ProcessGuard("engine")
        self._lock = threading.Lock()
        self._closed = False

    def render(self, utterance: Utterance) -> Rendering:
        """Speaks one utterance; see `Engine.render`."""
        style = np.ascontiguousarray(utterance.style, np.float32)
        tokens = np.array([0, *phoneme_ids(utterance.phonemes), 0], np.int64)
        with self._exclusive():
            bert_features, text_features = self._networks.text_features(
                tokens, int16_only=utterance.low_latency
            )
            frames, features = self._durations.predict(bert_features, style, utterance.speed)
            encoded = self._networks.lstm(TEXT_ENCODER_LSTM, text_features)
        phoneme_of_frame = np.repeat(np.arange(len(frames)), frames)
        audio = self._audio(
            features[phoneme_of_frame], encoded[phoneme_of_frame], style, utterance, int(frames[0])
        )
        return Rendering(frames, audio)

    def close(self) -> None:
        """Frees the model."""
        if self._process.forked:
            return
        with self._lock:
            if not self._closed:
                self._closed = True
                self._networks.close()

    def _audio(
        self,
        features: NDArray[np.float32],
        encoded: NDArray[np.float32],
        style: NDArray[np.float32],
        utterance: Utterance,
        lead_frames: int,
    ) -> Iterator[NDArray[np.float32]]:
        """Audio of an utterance: in windows for low latency where that is possible, else whole."""
        with self._exclusive():
            shared = self._networks.lstm(SHARED_LSTM, features)
            f0, energy = self._networks.f0_energy(shared, style, int16_only=utterance.low_latency)
        excitation = self._harmonic_source.signal(f0, utterance.seed)
        inputs = _DecoderInputs(encoded, f0, energy, excitation, style)
        slowest, fastest = _STREAMED_SPEEDS
        streamed = utterance.low_latency and slowest <= utterance.speed <= fastest
        statistics = inputs.norm_statistics() if streamed else None
        if statistics is None:
            hidden = self._body(inputs, 0, inputs.steps, None)
            yield self._vocode(hidden, inputs, 0, None)
        else:
            first_step = max(0, 2 * lead_frames - _ONSET_STEPS)
            yield from self._streamed(inputs, statistics, first_step)

    def _streamed(
        self, inputs: _DecoderInputs, statistics: NormStatistics, first_step: int
    ) -> Iterator[NDArray[np.float32]]:
        """Audio in windows; up to `first_step` it is silence, inside the leading pad."""
        cross_fader = CrossFader()
        start, hidden = 0, np.empty((0, HIDDEN_SIZE), np.float32)
        if self.backend not in NATIVE_BACKENDS:  # OpenVINO's body takes no predicted statistics
            hidden = self._body(inputs, 0, inputs.steps, None)
        for window in streaming_windows(first_step, inputs.steps):
            if window.context_end > start + len(hidden):
                at_least = _BODY_STEPS if len(hidden) else 0
                start = window.context_start
                end = min(max(window.context_end, start + at_least), inputs.steps)
                hidden = self._body(inputs, start, end, statistics.body)
            part = hidden[window.context_start - start : window.context_end - start]
            samples = self._vocode(part, inputs, window.context_start, statistics.generator)
            yield cross_fader.join(window, samples)

    def _body(
        self,
        inputs: _DecoderInputs,
        start: int,
        end: int,
        norm_statistics: NDArray[np.float32] | None,
    ) -> NDArray[np.float32]:
        """Output of the decoder body for some steps, float32 [end - start, 512].

        Without `norm_statistics` the body computes the whole utterance for them.
        """
        first, last = 0, len(inputs.encoded)
        if norm_statistics is not None:
            first = max(first, start // 2 - _BODY_CONTEXT_FRAMES)
            last = min(last, (end + 1) // 2 + _BODY_CONTEXT_FRAMES)
        steps = slice(2 * first, 2 * last)
        with self._exclusive():
            hidden = self._networks.decoder_body(
                inputs.encoded[first:last],
                inputs.f0[steps],
                inputs.energy[steps],
                inputs.style,
                norm_statistics,
            )
        if not np.isfinite(hidden).all():
            raise SynthesisFailed("the model gave unusable audio: try again")
        return hidden[start - 2 * first : end - 2 * first]

    def _vocode(
        self,
        hidden: NDArray[np.float32],
        inputs: _DecoderInputs,
        start: int,
        norm_statistics: NDArray[np.float32] | None,
    ) -> NDArray[np.float32]:
        """Audio of the steps from `start` on, float32 [300 * steps], from the generator."""
        rows = _ROWS_PER_STEP * start, _ROWS_PER_STEP * (start + len(hidden)) + 1
        harmonics = stft(inputs.excitation, *rows)
        with self._exclusive():
            spectrum = self._networks.generator(hidden, harmonics, inputs.style, norm_statistics)
        samples = istft(spectrum)
        if not np.isfinite(samples).all():
            raise SynthesisFailed("the model gave unusable audio: try again")
        return np.clip(samples, -1, 1)

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Holds the model for the calling thread; fails once the engine is closed or forked."""
        self._process.check()
        with self._lock:
            if self._closed:
                raise SynthesisFailed("the engine is closed")
            yield
