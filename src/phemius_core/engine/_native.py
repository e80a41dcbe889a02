"""The decoder and the recurrent layers on native kernels, by ctypes."""

import ctypes
from collections.abc import Iterator
from ctypes import POINTER, Structure, c_float, c_int, c_int8, c_int16, c_int32, c_void_p
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._packing import (
    BODY_BLOCKS,
    CONVS_PER_BLOCK,
    RATES,
    PackedConv,
    PackedDecoder,
    PackedDense,
)
from phemius_core.engine._prosody import LSTMS

__all__ = ["NativeDecoder", "lanes_agree", "native_lanes"]

_ABI: Final = 2
_LIBRARY: Final = "libphemius.so"
_STEP_ROWS: Final = 60
_BINS: Final = 22
_OUTPUTS: Final = 32
_SOURCES: Final = ((6, 3), (1, 0))
"""Stride and padding of the convolutions over the harmonics, in rows, by stage."""
_BEFORE: Final = 3
_AFTER: Final = 12
"""Rows of zeros around the harmonics."""
_Floats = POINTER(c_float)


class _Conv(Structure):
    _fields_ = (
        *((name, c_int32) for name in ("channels", "outputs", "taps", "dilation")),
        *((name, c_int32) for name in ("limit", "norm")),
        ("slope", c_float),
        ("weights", POINTER(c_int16)),
        *((name, _Floats) for name in ("floats", "scales", "bias", "alpha")),
    )


class _Dense(Structure):
    _fields_ = (("inputs", c_int32), ("outputs", c_int32), ("weights", _Floats), ("bias", _Floats))


class _Lstm(Structure):
    _fields_ = (("input", _Dense), ("recurrent", POINTER(c_int8)), ("scales", c_float * 2))


class _LstmRequest(Structure):
    _fields_ = (
        ("lstm", _Lstm),
        *((name, _Floats) for name in ("input", "output")),
        ("rows", c_int32),
    )


class _Stage(Structure):
    _fields_ = (
        ("source", _Dense),
        ("noise", _Conv * CONVS_PER_BLOCK),
        ("up", _Conv),
        ("blocks", (_Conv * CONVS_PER_BLOCK) * 3),
        *((name, c_int32) for name in ("rate", "source_step", "source_begin")),
    )


class _Generator(Structure):
    _fields_ = (("stages", _Stage * len(RATES)), ("post", _Conv))


class _Body(Structure):
    _fields_ = (("blocks", (_Conv * 3) * BODY_BLOCKS), ("pool", _Floats))


class _Norms(Structure):
    _fields_ = (
        *((name, _Floats) for name in ("gain", "shift", "told", "computed")),
        ("count", c_int32),
    )


class _GeneratorRequest(Structure):
    _fields_ = (
        *((name, _Floats) for name in ("hidden", "harmonics", "output")),
        ("steps", c_int32),
        ("norms", _Norms),
    )


class _BodyRequest(Structure):
    _fields_ = (
        *((name, _Floats) for name in ("input", "beside", "output")),
        ("rows", c_int32),
        ("norms", _Norms),
    )


@cache
def _library() -> Any | None:
    try:
        found = ctypes.CDLL(str(Path(__file__).with_name(_LIBRARY)))
    except OSError:
        return None
    if found.phemius_abi() != _ABI:
        return None
    found.phemius_open.argtypes = (POINTER(_Body), POINTER(_Generator), c_int, c_int)
    found.phemius_open.restype = c_void_p
    found.phemius_decode.argtypes = (c_void_p, POINTER(_BodyRequest))
    found.phemius_generate.argtypes = (c_void_p, POINTER(_GeneratorRequest))
    found.phemius_remember.argtypes = (c_void_p, POINTER(_LstmRequest))
    found.phemius_close.argtypes = (c_void_p,)
    return found


def native_lanes() -> int:
    """Floats that the widest native kernels of this CPU compute at once: 16, 8, or 0 where there
    are none.
    """
    library = _library()
    return 0 if library is None else int(library.phemius_lanes())


class NativeDecoder:
    """Kokoro's recurrent layers and its decoder, body and generator.

    Args:
        packed: Its weights. The arrays may be mapped from a file.
        lanes: 16 or 8; the widest of this CPU where none are given.
        threads: That compute together.

    Raises:
        RuntimeError: This CPU or this installation has no native kernels.
    """

    def __init__(self, packed: PackedDecoder, *, threads: int, lanes: int | None = None) -> None:
        self._packed = packed
        self._library: Any = _library()
        self.lanes = native_lanes() if lanes is None else lanes
        self._opened = (
            self._library.phemius_open(
                ctypes.byref(_body(packed)), ctypes.byref(_generator(packed)), self.lanes, threads
            )
            if self._library is not None and self.lanes
            else None
        )
        if not self._opened:
            raise RuntimeError("there are no native kernels for this CPU")

    def lstm(self, name: str, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """A recurrent layer; see `Lstm`."""
        packed = self._packed.lstms[LSTMS.index(name)]
        given = np.ascontiguousarray(x, np.float32)
        output = np.empty((len(x), packed.input.outputs // 4), np.float32)
        layer = _Lstm(
            _dense(packed.input),
            packed.recurrent.ctypes.data_as(POINTER(c_int8)),
            (c_float * 2)(*packed.scales),
        )
        request = _LstmRequest(layer, _at(given), _at(output), len(x))
        self._do(self._library.phemius_remember, request)
        return output

    def hidden(
        self,
        encoded: NDArray[np.float32],
        f0: NDArray[np.float32],
        energy: NDArray[np.float32],
        style: NDArray[np.float32],
    ) -> NDArray[np.float32]:
        """The body.

        Args:
            encoded: float32 [frames, 512]: the encoded text, aligned.
            f0: float32 [2 * frames], Hz.
            energy: float32 [2 * frames].
            style: float32 [256].

        Returns:
            float32 [2 * frames, 512].
        """
        packed, frames = self._packed, len(encoded)
        curves = [
            _halved(curve, taps)
            for curve, taps in zip((f0, energy), packed.body_curves, strict=True)
        ]
        first = np.zeros((frames, packed.body[0].channels), np.float32)
        first[:, :512] = encoded
        first[:, 512:514] = np.stack(curves, 1)
        again = packed.body_beside[:, :-1]
        beside = np.zeros((frames, packed.body[3].channels - packed.body[1].outputs), np.float32)
        beside[:, : len(again)] = encoded @ again.T + packed.body_beside[:, -1]
        beside[:, len(again) : len(again) + 2] = first[:, 512:514]
        output = np.empty((2 * frames, packed.body[-1].outputs), np.float32)
        gain, shift = packed.body_styles.of(style)
        request = _BodyRequest(
            _at(first), _at(beside), _at(output), frames, _norms(gain, shift, None, None)
        )
        self._do(self._library.phemius_decode, request)
        return output

    def spectrum(
        self,
        hidden: NDArray[np.float32],
        harmonics: NDArray[np.float32],
        style: NDArray[np.float32],
        told: NDArray[np.float32] | None = None,
        computed: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """The generator.

        Args:
            hidden: float32 [steps, 512].
            harmonics: float32 [60 * steps + 1, 22].
            style: float32 [256].
            told: float32 [2, norms], means and mean squares to normalise by; computed from the
                signal where there are none.
            computed: float32 [2, norms]: filled with what was computed.

        Returns:
            float32 [60 * steps + 1, 22]: real, then imaginary part of 11 bins.
        """
        steps = len(hidden)
        rows = _STEP_ROWS * steps + 1
        padded = np.zeros((_BEFORE + rows + _AFTER, _BINS), np.float32)
        padded[_BEFORE : _BEFORE + rows] = harmonics
        whole = np.ascontiguousarray(hidden, np.float32)
        output = np.empty((rows, _OUTPUTS), np.float32)
        gain, shift = self._packed.generator_styles.of(style)
        request = _GeneratorRequest(
            _at(whole), _at(padded), _at(output), steps, _norms(gain, shift, told, computed)
        )
        self._do(self._library.phemius_generate, request)
        with np.errstate(over="ignore"):  # whoever asked sees what is not finite
            magnitude = np.exp(output[:, : _BINS // 2])
        phase = np.sin(output[:, _BINS // 2 : _BINS])
        return np.concatenate((magnitude * np.cos(phase), magnitude * np.sin(phase)), axis=1)

    def close(self) -> None:
        """Ends its threads. Calling it again does nothing."""
        if self._opened:
            self._library.phemius_close(self._opened)
            self._opened = None

    def _do(self, function: Any, request: Structure) -> None:
        if not self._opened:
            raise RuntimeError("the decoder is closed")
        if function(self._opened, ctypes.byref(request)):
            raise MemoryError("no memory for the decoder")


def lanes_agree(packed: PackedDecoder) -> bool:
    """Whether wide and narrow lanes compute the same bytes, as they should."""
    chance = np.random.default_rng(0)
    frames = 12
    encoded = chance.standard_normal((frames, 512), np.float32)
    curve = chance.uniform(50, 300, 2 * frames).astype(np.float32)
    harmonics = chance.standard_normal((2 * frames * _STEP_ROWS + 1, _BINS), np.float32)
    style = 0.1 * chance.standard_normal(256, np.float32)
    found = []
    for lanes in (8, 16):
        decoder = NativeDecoder(packed, threads=1, lanes=lanes)
        try:
            hidden = decoder.hidden(decoder.lstm(LSTMS[4], encoded), curve, curve, style)
            found.append(decoder.spectrum(hidden, harmonics, style).tobytes())
        finally:
            decoder.close()
    return found[0] == found[1]


def _halved(curve: NDArray[np.float32], taps: NDArray[np.float32]) -> NDArray[np.float32]:
    """A convolution of three taps at every second step: float32 [n / 2]."""
    padded = np.pad(curve, 1)
    halved: NDArray[np.float32] = sum(
        (padded[n : n + len(curve) : 2] * taps[n] for n in range(3)), taps[3]
    )
    return halved


def _at(array: NDArray[np.float32] | None) -> Any:
    """Where an array begins, for as long as somebody holds it."""
    return None if array is None else array.ctypes.data_as(_Floats)


def _norms(
    gain: NDArray[np.float32],
    shift: NDArray[np.float32],
    told: NDArray[np.float32] | None,
    computed: NDArray[np.float32] | None,
) -> _Norms:
    return _Norms(_at(gain), _at(shift), _at(told), _at(computed), len(gain))


def _conv(conv: PackedConv) -> _Conv:
    found = _Conv()
    for name in ("channels", "outputs", "taps", "dilation", "limit", "norm", "slope"):
        setattr(found, name, getattr(conv, name))
    if conv.weights.size:
        found.weights = conv.weights.ctypes.data_as(POINTER(c_int16))
    for name in ("floats", "scales", "bias", "alpha"):
        array = getattr(conv, name)
        if array.size:
            setattr(found, name, _at(array))
    return found


def _dense(dense: PackedDense) -> _Dense:
    return _Dense(dense.inputs, dense.outputs, _at(dense.weights), _at(dense.bias))


def _body(packed: PackedDecoder) -> _Body:
    body = _Body(pool=_at(packed.body_pool))
    for at, conv in enumerate(packed.body):
        body.blocks[at // 3][at % 3] = _conv(conv)
    return body


def _generator(packed: PackedDecoder) -> _Generator:
    left = iter(packed.generator)
    model = _Generator()
    for index, rate in enumerate(RATES):
        stage = model.stages[index]
        stride, pad = _SOURCES[index]
        stage.rate, stage.source_step = rate, stride * _BINS
        stage.source_begin = (_BEFORE - pad) * _BINS
        dense = next(left)
        assert isinstance(dense, PackedDense)  # noqa: S101 - by their order
        stage.source = _dense(dense)
        convs = _convs(left)
        for at in range(CONVS_PER_BLOCK):
            stage.noise[at] = next(convs)
        stage.up = next(convs)
        for block in stage.blocks:
            for at in range(CONVS_PER_BLOCK):
                block[at] = next(convs)
    model.post = next(_convs(left))
    return model


def _convs(layers: Iterator[PackedConv | PackedDense]) -> Iterator[_Conv]:
    for layer in layers:
        assert isinstance(layer, PackedConv)  # noqa: S101 - by their order
        yield _conv(layer)
