"""The structures of the native kernels, as the headers beside them lay them out."""

from collections.abc import Iterator
from ctypes import POINTER, Structure, c_float, c_int8, c_int16, c_int32
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine.cpu.native._pack_conv import (
    BODY_BLOCKS,
    CONVS_PER_BLOCK,
    CURVE_BLOCKS,
    RATES,
    PackedContour,
    PackedConv,
    PackedDecoder,
    PackedDense,
)
from phemius_core.engine.cpu.native._pack_text import PackedLstm, PackedText, PackedWhole

__all__ = [
    "AFTER",
    "BEFORE",
    "BINS",
    "BodyRequest",
    "ContourRequest",
    "GeneratorRequest",
    "LstmRequest",
    "Networks",
    "ReadingRequest",
    "WholeRequest",
    "at",
    "lstm_of",
    "networks_of",
    "norms",
    "whole_of",
]

BINS: Final = 22
BEFORE: Final = 3
AFTER: Final = 12
"""Rows of zeros around the harmonics."""
_SOURCES: Final = ((6, 3), (1, 0))
"""Stride and padding of the convolutions over the harmonics, in rows, by stage."""
_Floats = POINTER(c_float)


class _Conv(Structure):
    _fields_ = (
        *((name, c_int32) for name in ("channels", "outputs", "taps", "dilation")),
        *((name, c_int32) for name in ("limit", "exact", "norm")),
        ("slope", c_float),
        ("weights", POINTER(c_int16)),
        *((name, _Floats) for name in ("floats", "scales", "bias", "alpha")),
    )


class _Dense(Structure):
    _fields_ = (("inputs", c_int32), ("outputs", c_int32), ("weights", _Floats), ("bias", _Floats))


class _Lstm(Structure):
    _fields_ = (("input", _Dense), ("recurrent", POINTER(c_int8)), ("scales", c_float * 2))


class LstmRequest(Structure):
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


_Residual = _Conv * 3


class _Generator(Structure):
    _fields_ = (("stages", _Stage * len(RATES)), ("post", _Conv))


class _Body(Structure):
    _fields_ = (("blocks", _Residual * BODY_BLOCKS), ("pool", _Floats))


class _Curve(Structure):
    _fields_ = (("blocks", _Residual * CURVE_BLOCKS), ("pool", _Floats))


class _Whole(Structure):
    _fields_ = (
        *((name, c_int32) for name in ("inputs", "outputs")),
        ("weights", POINTER(c_int8)),
        *((name, _Floats) for name in ("scales", "bias")),
    )


class _Reading(Structure):
    _fields_ = (
        *((name, _Whole) for name in ("joined", "attended", "wide", "narrow")),
        ("norms", _Floats),
    )


class Networks(Structure):
    """All that is opened at once."""

    _fields_ = (
        ("reading", _Reading),
        ("contour", _Curve * 2),
        ("body", _Body),
        ("generator", _Generator),
    )


class ReadingRequest(Structure):
    _fields_ = (("rows", _Floats), ("count", c_int32), ("coarse", c_int32))


class WholeRequest(Structure):
    _fields_ = (
        ("layer", _Whole),
        *((name, _Floats) for name in ("input", "output")),
        *((name, c_int32) for name in ("step", "rows", "coarse")),
    )


class _Norms(Structure):
    _fields_ = (
        *((name, _Floats) for name in ("gain", "shift", "told", "computed")),
        ("count", c_int32),
    )


class GeneratorRequest(Structure):
    _fields_ = (
        *((name, _Floats) for name in ("hidden", "harmonics", "output")),
        ("steps", c_int32),
        ("norms", _Norms),
    )


class BodyRequest(Structure):
    _fields_ = (
        *((name, _Floats) for name in ("input", "beside", "output")),
        ("rows", c_int32),
        ("norms", _Norms),
    )


class ContourRequest(Structure):
    _fields_ = (
        *((name, _Floats) for name in ("input", "output")),
        *((name, c_int32) for name in ("rows", "coarse")),
        ("norms", _Norms),
    )


def at(array: NDArray[np.float32] | None) -> Any:
    """Where an array begins, for as long as somebody holds it."""
    return None if array is None else array.ctypes.data_as(_Floats)


def norms(
    gain: NDArray[np.float32],
    shift: NDArray[np.float32],
    told: NDArray[np.float32] | None,
    computed: NDArray[np.float32] | None,
) -> _Norms:
    return _Norms(at(gain), at(shift), at(told), at(computed), len(gain))


def _conv(conv: PackedConv) -> _Conv:
    found = _Conv()
    for name in ("channels", "outputs", "taps", "dilation", "limit", "exact", "norm", "slope"):
        setattr(found, name, getattr(conv, name))
    if conv.weights.size:
        found.weights = conv.weights.ctypes.data_as(POINTER(c_int16))
    for name in ("floats", "scales", "bias", "alpha"):
        array = getattr(conv, name)
        if array.size:
            setattr(found, name, at(array))
    return found


def _dense(dense: PackedDense) -> _Dense:
    return _Dense(dense.inputs, dense.outputs, at(dense.weights), at(dense.bias))


def whole_of(packed: PackedWhole) -> _Whole:
    """The structure of a dense layer in integers; it points into the arrays."""
    return _Whole(
        packed.inputs,
        packed.outputs,
        packed.weights.ctypes.data_as(POINTER(c_int8)),
        at(packed.scales),
        at(packed.bias),
    )


def lstm_of(packed: PackedLstm) -> _Lstm:
    """The structure of a recurrent layer; it points into the arrays."""
    return _Lstm(
        _dense(packed.input),
        packed.recurrent.ctypes.data_as(POINTER(c_int8)),
        (c_float * 2)(*packed.scales),
    )


def networks_of(text: PackedText, contour: PackedContour, decoder: PackedDecoder) -> Networks:
    """The structure of all networks; it points into the arrays."""
    networks = Networks(body=_body(decoder), generator=_generator(decoder))
    reading = text.reading
    for name in ("joined", "attended", "wide", "narrow"):
        setattr(networks.reading, name, whole_of(getattr(reading, name)))
    networks.reading.norms = at(reading.norms)
    each = len(contour.convs) // len(contour.pools)
    for index, pool in enumerate(contour.pools):
        networks.contour[index].pool = at(pool)
        _fill(networks.contour[index].blocks, contour.convs[each * index : each * (index + 1)])
    return networks


def _fill(blocks: Any, convs: tuple[PackedConv, ...]) -> None:
    """Residual blocks: three convolutions each."""
    for index, conv in enumerate(convs):
        blocks[index // 3][index % 3] = _conv(conv)


def _body(packed: PackedDecoder) -> _Body:
    body = _Body(pool=at(packed.body_pool))
    _fill(body.blocks, packed.body)
    return body


def _generator(packed: PackedDecoder) -> _Generator:
    left = iter(packed.generator)
    model = _Generator()
    for index, rate in enumerate(RATES):
        stage = model.stages[index]
        stride, pad = _SOURCES[index]
        stage.rate, stage.source_step = rate, stride * BINS
        stage.source_begin = (BEFORE - pad) * BINS
        dense = next(left)
        assert isinstance(dense, PackedDense)  # noqa: S101 - by their order
        stage.source = _dense(dense)
        convs = _convs(left)
        for place in range(CONVS_PER_BLOCK):
            stage.noise[place] = next(convs)
        stage.up = next(convs)
        for block in stage.blocks:
            for place in range(CONVS_PER_BLOCK):
                block[place] = next(convs)
    model.post = next(_convs(left))
    return model


def _convs(layers: Iterator[PackedConv | PackedDense]) -> Iterator[_Conv]:
    for layer in layers:
        assert isinstance(layer, PackedConv)  # noqa: S101 - by their order
        yield _conv(layer)
