"""Kokoro's networks on native kernels, by ctypes."""

import ctypes
from ctypes import POINTER, Structure, c_int, c_void_p
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._matmul import matmul_single_threaded
from phemius_core.engine.cpu.native._abi import (
    AFTER,
    BEFORE,
    BINS,
    BodyRequest,
    ContourRequest,
    GeneratorRequest,
    LstmRequest,
    Networks,
    ReadingRequest,
    WholeRequest,
    at,
    lstm_of,
    networks_of,
    norms,
    whole_of,
)
from phemius_core.engine.cpu.native._pack_conv import (
    PackedContour,
    PackedDecoder,
    pack_contour,
    pack_decoder,
)
from phemius_core.engine.cpu.native._pack_text import PackedText, PackedWhole, pack_text
from phemius_core.engine.kokoro._durations import LSTMS, normalised
from phemius_core.engine.kokoro._weights import Weights

__all__ = ["NativeModel", "PackedModel", "lanes_agree", "native_lanes", "pack_model"]

_ABI: Final = 4
_LIBRARY: Final = "libphemius.so"
_REQUESTS: Final = {
    "read": ReadingRequest,
    "apply": WholeRequest,
    "remember": LstmRequest,
    "draw": ContourRequest,
    "decode": BodyRequest,
    "generate": GeneratorRequest,
}
_STYLE: Final = 128
"""Of a style's 256 values, the voice half; the prosody half comes after it."""
_STEP_ROWS: Final = 60
_OUTPUTS: Final = 32


@dataclass(frozen=True, slots=True)
class PackedModel:
    """All weights that the native kernels read."""

    text: PackedText
    contour: PackedContour
    decoder: PackedDecoder


def pack_model(weights: Weights) -> PackedModel:
    """Packs the model.

    Raises:
        NotWhole: The weights are not those of the int8 export.
    """
    return PackedModel(pack_text(weights), pack_contour(weights), pack_decoder(weights))


@cache
def _library() -> Any | None:
    try:
        found = ctypes.CDLL(str(Path(__file__).with_name(_LIBRARY)))
    except OSError:
        return None
    if found.phemius_abi() != _ABI:
        return None
    found.phemius_open.argtypes = (POINTER(Networks), c_int, c_int)
    found.phemius_open.restype = c_void_p
    for name, request in _REQUESTS.items():
        getattr(found, f"phemius_{name}").argtypes = (c_void_p, POINTER(request))
    found.phemius_close.argtypes = (c_void_p,)
    return found


def native_lanes() -> int:
    """Floats that the widest native kernels of this CPU compute at once: 16, 8, or 0 where there
    are none.
    """
    library = _library()
    return 0 if library is None else int(library.phemius_lanes())


class NativeModel:
    """Kokoro, but for what is between its networks.

    Args:
        packed: Its weights. The arrays may be mapped from a file.
        lanes: 16 or 8; the widest of this CPU where none are given.
        threads: That compute together.

    Raises:
        RuntimeError: This CPU or this installation has no native kernels.
    """

    def __init__(self, packed: PackedModel, *, threads: int, lanes: int | None = None) -> None:
        self._packed = packed
        self._library: Any = _library()
        self.lanes = native_lanes() if lanes is None else lanes
        networks = networks_of(packed.text, packed.contour, packed.decoder)
        self._opened = (
            self._library.phemius_open(ctypes.byref(networks), self.lanes, threads)
            if self._library is not None and self.lanes
            else None
        )
        if not self._opened:
            raise RuntimeError("there are no native kernels for this CPU")
        self._style: tuple[bytes, NDArray[np.float32], NDArray[np.float32]] | None = None

    def text_features(
        self, tokens: NDArray[np.int64], *, int16_only: bool = False
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What PL-BERT and the text encoder read.

        Args:
            tokens: int64 [n].
            int16_only: In 16 bits, in half the time: durations may then come out a frame
                longer or shorter.

        Returns:
            float32 [n, 512] each.
        """
        return self._of_bert(tokens, int16_only=int16_only), self._of_encoder(
            tokens, int16_only=int16_only
        )

    def lstm(self, name: str, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """A recurrent layer; see `Lstm`."""
        packed = self._packed.text.lstms[LSTMS.index(name)]
        given = np.ascontiguousarray(x, np.float32)
        output = np.empty((len(x), packed.input.outputs // 4), np.float32)
        self._do("remember", LstmRequest(lstm_of(packed), at(given), at(output), len(x)))
        return output

    def f0_energy(
        self, features: NDArray[np.float32], style: NDArray[np.float32], *, int16_only: bool = False
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Pitch and energy.

        Args:
            features: float32 [frames, 512].
            style: float32 [256].
            int16_only: In 16 bits, in half the time.

        Returns:
            F0 in Hz and energy, float32 [2 * frames] each.
        """
        packed, frames = self._packed.contour, len(features)
        given = np.ascontiguousarray(features, np.float32)
        channels = np.empty((2, 2 * frames, packed.last.shape[1] - 1), np.float32)
        gain, shift = packed.styles.of(style[_STYLE:])
        self._do(
            "draw",
            ContourRequest(
                at(given), at(channels), frames, int16_only, norms(gain, shift, None, None)
            ),
        )
        f0, energy = (
            matmul_single_threaded(rows, last[:-1]) + last[-1]
            for rows, last in zip(channels, packed.last, strict=True)
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
        """The body.

        Args:
            encoded: float32 [frames, 512]: the encoded text, aligned.
            f0: float32 [2 * frames], Hz.
            energy: float32 [2 * frames].
            style: float32 [256].
            norm_statistics: float32 [2, norms], as for `generator`.
            computed: float32 [2, norms], as for `generator`.

        Returns:
            float32 [2 * frames, 512].
        """
        packed, frames = self._packed.decoder, len(encoded)
        curves = [
            _halved(curve, taps)
            for curve, taps in zip((f0, energy), packed.body_curves, strict=True)
        ]
        first = np.zeros((frames, packed.body[0].channels), np.float32)
        first[:, :512] = encoded
        first[:, 512:514] = np.stack(curves, 1)
        again = packed.body_beside[:, :-1]
        beside = np.zeros((frames, packed.body[3].channels - packed.body[1].outputs), np.float32)
        beside[:, : len(again)] = (
            matmul_single_threaded(encoded, again.T) + packed.body_beside[:, -1]
        )
        beside[:, len(again) : len(again) + 2] = first[:, 512:514]
        output = np.empty((2 * frames, packed.body[-1].outputs), np.float32)
        gain, shift = packed.body_styles.of(style[:_STYLE])
        request = BodyRequest(
            at(first), at(beside), at(output), frames, norms(gain, shift, norm_statistics, computed)
        )
        self._do("decode", request)
        return output

    def generator(
        self,
        hidden: NDArray[np.float32],
        harmonics: NDArray[np.float32],
        style: NDArray[np.float32],
        norm_statistics: NDArray[np.float32] | None = None,
        computed: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """The generator.

        Args:
            hidden: float32 [steps, 512].
            harmonics: float32 [60 * steps + 1, 22].
            style: float32 [256].
            norm_statistics: float32 [2, norms], means and mean squares to normalise by; computed
                from the signal where there are none.
            computed: float32 [2, norms]: filled with what was computed.

        Returns:
            float32 [60 * steps + 1, 22]: real, then imaginary part of 11 bins.
        """
        steps = len(hidden)
        rows = _STEP_ROWS * steps + 1
        padded = np.zeros((BEFORE + rows + AFTER, BINS), np.float32)
        padded[BEFORE : BEFORE + rows] = harmonics
        whole = np.ascontiguousarray(hidden, np.float32)
        output = np.empty((rows, _OUTPUTS), np.float32)
        gain, shift = self._styled(style)
        request = GeneratorRequest(
            at(whole), at(padded), at(output), steps, norms(gain, shift, norm_statistics, computed)
        )
        self._do("generate", request)
        with np.errstate(over="ignore"):  # whoever asked sees what is not finite
            magnitude = np.exp(output[:, : BINS // 2])
        phase = np.sin(output[:, BINS // 2 : BINS])
        return np.concatenate((magnitude * np.cos(phase), magnitude * np.sin(phase)), axis=1)

    def close(self) -> None:
        """Ends its threads. Calling it again does nothing."""
        if self._opened:
            self._library.phemius_close(self._opened)
            self._opened = None

    def _styled(
        self, style: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What the generator's norms make of a style; its windows ask for the same one."""
        key = style.tobytes()
        if self._style is None or self._style[0] != key:
            self._style = (key, *self._packed.decoder.generator_styles.of(style[:_STYLE]))
        return self._style[1:]

    def _of_bert(self, tokens: NDArray[np.int64], *, int16_only: bool) -> NDArray[np.float32]:
        packed = self._packed.text.reading
        embedded = packed.words[tokens] + packed.positions[: len(tokens)]
        gain, shift = packed.norm
        rows = normalised(embedded, 1e-12) * gain + shift
        rows = matmul_single_threaded(rows, packed.widened[:, :-1].T) + packed.widened[:, -1]
        self._do("read", ReadingRequest(at(rows), len(rows), int16_only))
        return self._applied(packed.last, rows, len(rows), int16_only=int16_only)

    def _of_encoder(self, tokens: NDArray[np.int64], *, int16_only: bool) -> NDArray[np.float32]:
        packed = self._packed.text.encoder
        rows: NDArray[np.float32] = packed.embedding[tokens]
        for conv, (gain, shift) in zip(packed.convs, packed.norms, strict=True):
            side = (conv.inputs // rows.shape[1] - 1) // 2
            around = np.pad(rows, ((side, side), (0, 0)))
            rows = (
                normalised(self._applied(conv, around, len(rows), int16_only=int16_only), 1e-5)
                * gain
                + shift
            )
            rows = np.maximum(rows, np.float32(0.2) * rows)
        return rows

    def _applied(
        self, layer: PackedWhole, rows: NDArray[np.float32], count: int, *, int16_only: bool
    ) -> NDArray[np.float32]:
        """A dense layer; over several rows where it takes more than one holds."""
        output = np.empty((count, layer.outputs), np.float32)
        self._do(
            "apply",
            WholeRequest(whole_of(layer), at(rows), at(output), rows.shape[1], count, int16_only),
        )
        return output

    def _do(self, name: str, request: Structure) -> None:
        if not self._opened:
            raise RuntimeError("the model is closed")
        if getattr(self._library, f"phemius_{name}")(self._opened, ctypes.byref(request)):
            raise MemoryError("no memory for the model")


def lanes_agree(packed: PackedModel) -> bool:
    """Whether wide and narrow lanes compute the same bytes, as they should."""
    chance = np.random.default_rng(0)
    frames = 12
    tokens = chance.integers(1, 150, frames)
    harmonics = chance.standard_normal((2 * frames * _STEP_ROWS + 1, BINS), np.float32)
    style = 0.1 * chance.standard_normal(256, np.float32)
    found = []
    for lanes in (8, 16):
        model = NativeModel(packed, threads=1, lanes=lanes)
        try:
            read, encoded = model.text_features(tokens)
            curve, energy = model.f0_energy(
                model.lstm(LSTMS[3], np.pad(read, ((0, 0), (0, 128)))), style
            )
            hidden = model.decoder_body(model.lstm(LSTMS[4], encoded), curve, energy, style)
            found.append(model.generator(hidden, harmonics, style).tobytes())
        finally:
            model.close()
    return found[0] == found[1]


def _halved(curve: NDArray[np.float32], taps: NDArray[np.float32]) -> NDArray[np.float32]:
    """A convolution of three taps at every second step: float32 [n / 2]."""
    padded = np.pad(curve, 1)
    halved: NDArray[np.float32] = sum(
        (padded[n : n + len(curve) : 2] * taps[n] for n in range(3)), taps[3]
    )
    return halved
