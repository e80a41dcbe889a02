"""Kokoro's networks on the native kernels."""

import ctypes
from ctypes import Structure
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._matmul import matmul_single_threaded
from phemius_core.engine._process_guard import ProcessGuard
from phemius_core.engine.cpu.native._abi import (
    HARMONIC_CHANNELS,
    PADDING_AFTER,
    PADDING_BEFORE,
    DecoderBodyRequest,
    F0EnergyRequest,
    GeneratorRequest,
    LstmRequest,
    PlbertRequest,
    QLinearRequest,
    adain_params,
    lstm_struct,
    networks_struct,
    qlinear_struct,
)
from phemius_core.engine.cpu.native._library import Isa, best_isa, load_library, supports
from phemius_core.engine.cpu.native._packed import PackedModel, PackedQLinear
from phemius_core.engine.cpu.native._pointers import float_pointer
from phemius_core.engine.kokoro import LSTMS, normalised
from phemius_core.errors import SetupError

__all__ = ["NativeModel", "avx512_matches_avx2"]

_STYLE_HALF: Final = 128
"""Values of each half of a style: the voice half, then the prosody half."""
_HIDDEN_SIZE: Final = 512
"""Channels of the text encoder and of the decoder's body."""
_ROWS_PER_STEP: Final = 60
"""Rows of the spectrum in one step of the decoder, 12.5 ms."""
_GENERATOR_OUTPUTS: Final = 32
"""Output channels of the generator, padded."""


class NativeModel:
    """Kokoro's networks on the native kernels; not safe to call from two threads at once.

    Args:
        packed: The weights; the arrays may be mapped from a file.
        threads: Threads that compute, the calling one included.
        isa: Instruction set to use; the best of this CPU by default.

    Raises:
        SetupError: The kernels were not compiled, are those of another version, or need
            instructions that this CPU lacks.
    """

    def __init__(self, packed: PackedModel, *, threads: int, isa: Isa | None = None) -> None:
        self._process = ProcessGuard("model")
        self._packed = packed
        self._handle = None
        self._library: Any = load_library()
        chosen = isa or best_isa()
        if self._library is None or chosen is None:
            raise SetupError(
                "no native kernels for this CPU: install a C compiler (gcc), "
                "then install phemius again"
            )
        if not supports(chosen):
            raise SetupError(
                f"this CPU has no {chosen}: choose the backend {_other_backend()}, or none"
            )
        self.isa: Isa = chosen
        networks = networks_struct(packed)
        self._handle = self._library.phemius_open(ctypes.byref(networks), chosen.encode(), threads)
        if not self._handle:
            raise MemoryError("out of memory: the native kernels could not be opened")
        self._adain_cache: tuple[bytes, NDArray[np.float32], NDArray[np.float32]] | None = None

    def text_features(
        self, tokens: NDArray[np.int64], *, int16_only: bool = False
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Computes PL-BERT, and the text encoder without its LSTM.

        Args:
            tokens: int64 [n], at most 512.
            int16_only: Whether activations are quantised to 16 bits without a second term for the
                residual, which takes half the time: a duration may then be a frame off.

        Returns:
            float32 [n, 512] of each.
        """
        return (
            self._plbert(tokens, int16_only=int16_only),
            self._text_encoder(tokens, int16_only=int16_only),
        )

    def lstm(self, name: str, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Computes a bidirectional LSTM.

        Args:
            name: One of `LSTMS`.
            x: float32 [n, inputs].

        Returns:
            float32 [n, 512], both directions side by side.
        """
        packed, count = self._packed.text.lstms[LSTMS.index(name)], len(x)
        rows = np.ascontiguousarray(x, np.float32)
        output = np.empty((count, packed.input.out_features // 4), np.float32)
        request = LstmRequest(
            lstm_struct(packed),
            float_pointer(f"the input of {name}", rows, count, packed.input.in_features),
            float_pointer("the output", output, *output.shape),
            count,
        )
        self._run("lstm", request)
        return output

    def f0_energy(
        self, features: NDArray[np.float32], style: NDArray[np.float32], *, int16_only: bool = False
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Computes the F0 predictor and the energy predictor.

        Args:
            features: float32 [frames, 512], output of the LSTM `predictor.shared`.
            style: float32 [256].
            int16_only: As for `text_features`.

        Returns:
            F0 in Hz and energy, float32 [2 * frames] each.
        """
        packed, frames = self._packed.f0_energy, len(features)
        rows = np.ascontiguousarray(features, np.float32)
        hidden = np.empty((2, 2 * frames, packed.projections.shape[1] - 1), np.float32)
        gain, shift = packed.adain.parameters(style[_STYLE_HALF:])
        request = F0EnergyRequest(
            float_pointer("features", rows, frames, packed.convs[0].in_channels),
            float_pointer("the output", hidden, *hidden.shape),
            frames,
            int16_only,
            adain_params(gain, shift),
        )
        self._run("f0_energy", request)
        f0, energy = (
            matmul_single_threaded(branch, projection[:-1]) + projection[-1]
            for branch, projection in zip(hidden, packed.projections, strict=True)
        )
        return f0, energy

    def decoder_body(
        self,
        encoded: NDArray[np.float32],
        f0: NDArray[np.float32],
        energy: NDArray[np.float32],
        style: NDArray[np.float32],
        norm_statistics: NDArray[np.float32] | None = None,
        computed: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """Computes the decoder before its generator.

        Args:
            encoded: float32 [frames, 512], the encoded text, aligned to frames.
            f0: float32 [2 * frames], Hz.
            energy: float32 [2 * frames].
            style: float32 [256].
            norm_statistics: float32 [2, channels], means and mean squares to normalise by; those
                of the activations by default.
            computed: float32 [2, channels], filled with those of the activations.

        Returns:
            float32 [2 * frames, 512].
        """
        packed, frames = self._packed.decoder, len(encoded)
        f0_energy = np.stack(
            [
                _strided_conv(curve, taps)
                for curve, taps in zip((f0, energy), packed.f0_energy_convs, strict=True)
            ],
            1,
        )
        first = np.zeros((frames, packed.body[0].in_channels), np.float32)
        first[:, :_HIDDEN_SIZE] = encoded
        first[:, _HIDDEN_SIZE : _HIDDEN_SIZE + 2] = f0_energy
        projection = packed.text_projection[:, :-1]
        width = packed.body[3].in_channels - packed.body[1].out_channels
        conditioning = np.zeros((frames, width), np.float32)
        conditioning[:, : len(projection)] = (
            matmul_single_threaded(encoded, projection.T) + packed.text_projection[:, -1]
        )
        conditioning[:, len(projection) : len(projection) + 2] = f0_energy
        output = np.empty((2 * frames, packed.body[-1].out_channels), np.float32)
        gain, shift = packed.body_adain.parameters(style[:_STYLE_HALF])
        request = DecoderBodyRequest(
            float_pointer("the input of the body", first, *first.shape),
            float_pointer("the conditioning of the body", conditioning, *conditioning.shape),
            float_pointer("the output", output, *output.shape),
            frames,
            adain_params(gain, shift, norm_statistics, computed),
        )
        self._run("decoder_body", request)
        return output

    def generator(
        self,
        hidden: NDArray[np.float32],
        harmonics: NDArray[np.float32],
        style: NDArray[np.float32],
        norm_statistics: NDArray[np.float32] | None = None,
        computed: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """Computes the generator, up to the spectrum of the audio.

        Args:
            hidden: float32 [steps, 512], output of `decoder_body`.
            harmonics: float32 [60 * steps + 1, 22], the spectrum of the harmonic source.
            style: float32 [256].
            norm_statistics: float32 [2, channels], means and mean squares to normalise by; those
                of the activations by default.
            computed: float32 [2, channels], filled with those of the activations.

        Returns:
            float32 [60 * steps + 1, 22]: per row the real, then the imaginary part of 11 bins.
        """
        steps = len(hidden)
        rows = _ROWS_PER_STEP * steps + 1
        padded = np.zeros((PADDING_BEFORE + rows + PADDING_AFTER, HARMONIC_CHANNELS), np.float32)
        padded[PADDING_BEFORE : PADDING_BEFORE + rows] = harmonics
        contiguous = np.ascontiguousarray(hidden, np.float32)
        output = np.empty((rows, _GENERATOR_OUTPUTS), np.float32)
        gain, shift = self._generator_adain(style)
        request = GeneratorRequest(
            float_pointer("hidden", contiguous, steps, _HIDDEN_SIZE),
            float_pointer("harmonics", padded, *padded.shape),
            float_pointer("the output", output, *output.shape),
            steps,
            adain_params(gain, shift, norm_statistics, computed),
        )
        self._run("generator", request)
        bins = HARMONIC_CHANNELS // 2
        with np.errstate(over="ignore"):  # the engine refuses audio that is not finite
            magnitude = np.exp(output[:, :bins])
        phase = np.sin(output[:, bins : 2 * bins])
        return np.concatenate((magnitude * np.cos(phase), magnitude * np.sin(phase)), axis=1)

    def close(self) -> None:
        """Ends the threads and frees the model. Calling it again does nothing."""
        if self._handle and not self._process.forked:
            self._library.phemius_close(self._handle)
            self._handle = None

    def _generator_adain(
        self, style: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """AdaIN parameters of the generator; those of the last style are kept for its windows."""
        key = style.tobytes()
        if self._adain_cache is None or self._adain_cache[0] != key:
            adain = self._packed.decoder.generator_adain
            self._adain_cache = (key, *adain.parameters(style[:_STYLE_HALF]))
        return self._adain_cache[1:]

    def _plbert(self, tokens: NDArray[np.int64], *, int16_only: bool) -> NDArray[np.float32]:
        packed = self._packed.text.plbert
        embedded = packed.word_embeddings[tokens] + packed.position_embeddings[: len(tokens)]
        gain, shift = packed.embedding_norm
        rows = normalised(embedded, 1e-12) * gain + shift
        weight, bias = packed.embedding_projection[:, :-1], packed.embedding_projection[:, -1]
        rows = matmul_single_threaded(rows, weight.T) + bias
        pointer = float_pointer("the rows of PL-BERT", rows, len(tokens), packed.qkv.in_features)
        self._run("plbert", PlbertRequest(pointer, len(rows), int16_only))
        return self._qlinear(packed.output, rows, len(rows), int16_only=int16_only)

    def _text_encoder(self, tokens: NDArray[np.int64], *, int16_only: bool) -> NDArray[np.float32]:
        packed = self._packed.text.text_encoder
        rows: NDArray[np.float32] = packed.embedding[tokens]
        for conv, (gain, shift) in zip(packed.convs, packed.layer_norms, strict=True):
            padding = (conv.in_features // rows.shape[1] - 1) // 2
            padded = np.pad(rows, ((padding, padding), (0, 0)))
            convolved = self._qlinear(conv, padded, len(rows), int16_only=int16_only)
            rows = normalised(convolved, 1e-5) * gain + shift
            rows = np.maximum(rows, np.float32(0.2) * rows)
        return rows

    def _qlinear(
        self, layer: PackedQLinear, rows: NDArray[np.float32], count: int, *, int16_only: bool
    ) -> NDArray[np.float32]:
        """A linear layer over windows of rows, as many as its inputs take: float32 [count, out]."""
        output = np.empty((count, layer.out_features), np.float32)
        step = rows.shape[1]
        reach = count + -(-layer.in_features // step) - 1
        request = QLinearRequest(
            qlinear_struct(layer),
            float_pointer("the input of a linear layer", rows, reach, step),
            float_pointer("the output", output, *output.shape),
            step,
            count,
            int16_only,
        )
        self._run("qlinear", request)
        return output

    def _run(self, name: str, request: Structure) -> None:
        if not self._handle:
            raise RuntimeError("the model is closed")
        self._process.check()
        if getattr(self._library, f"phemius_{name}")(self._handle, ctypes.byref(request)):
            raise MemoryError(f"out of memory in {name}")


def avx512_matches_avx2(packed: PackedModel) -> bool:
    """Returns whether the AVX-512 kernels compute the same bytes as those of AVX2, as they should.

    All networks compute a random utterance of 12 frames. The CPU must have AVX-512 VNNI.
    """
    rng = np.random.default_rng(0)
    frames = 12
    tokens = rng.integers(1, 150, frames)
    harmonics = rng.standard_normal(
        (2 * frames * _ROWS_PER_STEP + 1, HARMONIC_CHANNELS), np.float32
    )
    style = 0.1 * rng.standard_normal(256, np.float32)
    isas: tuple[Isa, ...] = ("avx2", "avx512_vnni")
    spectra = []
    for isa in isas:
        model = NativeModel(packed, threads=1, isa=isa)
        try:
            bert_features, text_features = model.text_features(tokens)
            shared = model.lstm("predictor.lstm", np.pad(bert_features, ((0, 0), (0, 128))))
            f0, energy = model.f0_energy(shared, style)
            encoded = model.lstm("text_encoder.lstm", text_features)
            hidden = model.decoder_body(encoded, f0, energy, style)
            spectra.append(model.generator(hidden, harmonics, style).tobytes())
        finally:
            model.close()
    return spectra[0] == spectra[1]


def _other_backend() -> str:
    return "avx2" if supports("avx2") else "float32"


def _strided_conv(curve: NDArray[np.float32], taps: NDArray[np.float32]) -> NDArray[np.float32]:
    """A convolution of three taps at stride 2, with the bias after them: float32 [n / 2]."""
    padded = np.pad(curve, 1)
    convolved: NDArray[np.float32] = sum(
        (padded[tap : tap + len(curve) : 2] * taps[tap] for tap in range(3)), taps[3]
    )
    return convolved
