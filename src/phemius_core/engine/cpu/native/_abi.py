"""The structures of `src/*.h` for ctypes, and how packed weights fill them.

A filled structure points into the arrays that it was made of and keeps none of them alive.
"""

from collections.abc import Iterator
from ctypes import POINTER, Structure, c_float, c_int8, c_int16, c_int32
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine.cpu.native._packed import (
    BODY_BLOCKS,
    CONVS_PER_RESBLOCK,
    F0_ENERGY_BLOCKS,
    UPSAMPLING,
    PackedConv1d,
    PackedDecoder,
    PackedLinear,
    PackedLstm,
    PackedModel,
    PackedQLinear,
)

__all__ = [
    "HARMONIC_CHANNELS",
    "PADDING_AFTER",
    "PADDING_BEFORE",
    "DecoderBodyRequest",
    "F0EnergyRequest",
    "GeneratorRequest",
    "LstmRequest",
    "Networks",
    "PlbertRequest",
    "QLinearRequest",
    "adain_params",
    "float_pointer",
    "lstm_struct",
    "networks_struct",
    "qlinear_struct",
]

HARMONIC_CHANNELS: Final = 22
"""Channels of the harmonic source's spectrum and of the output: real and imaginary, or magnitude
and phase, of 11 bins."""
PADDING_BEFORE: Final = 3
PADDING_AFTER: Final = 12
"""Rows of zeros that the generator reads around the harmonic source."""
_NOISE_CONVS: Final = ((6, 3), (1, 0))
"""Stride and padding of `noise_convs`, in rows of the harmonic source, by stage."""
_FloatPointer = POINTER(c_float)


class _Conv1d(Structure):
    _fields_ = (
        *((name, c_int32) for name in ("in_channels", "out_channels", "kernel_size", "dilation")),
        *((name, c_int32) for name in ("activation_max", "residual_pass", "norm_offset")),
        ("leaky_slope", c_float),
        ("winograd_weights", POINTER(c_int16)),
        *((name, _FloatPointer) for name in ("float_weights", "weight_scales", "bias", "snake")),
    )


class _Linear(Structure):
    _fields_ = (
        *((name, c_int32) for name in ("in_features", "out_features")),
        *((name, _FloatPointer) for name in ("weights", "bias")),
    )


class _QLinear(Structure):
    _fields_ = (
        *((name, c_int32) for name in ("in_features", "out_features")),
        ("weights", POINTER(c_int8)),
        *((name, _FloatPointer) for name in ("weight_scales", "bias")),
    )


class _Lstm(Structure):
    _fields_ = (
        ("input", _Linear),
        ("recurrent", POINTER(c_int8)),
        ("recurrent_scales", c_float * 2),
    )


class _Plbert(Structure):
    _fields_ = (
        *((name, _QLinear) for name in ("qkv", "attention_output", "ffn_up", "ffn_down")),
        ("layer_norms", _FloatPointer),
    )


_AdainResblock = _Conv1d * 3


class _F0EnergyBranch(Structure):
    _fields_ = (("blocks", _AdainResblock * F0_ENERGY_BLOCKS), ("pool", _FloatPointer))


class _DecoderBody(Structure):
    _fields_ = (("blocks", _AdainResblock * BODY_BLOCKS), ("pool", _FloatPointer))


class _GeneratorStage(Structure):
    _fields_ = (
        ("noise_conv", _Linear),
        ("noise_resblock", _Conv1d * CONVS_PER_RESBLOCK),
        ("upsample", _Conv1d),
        ("resblocks", (_Conv1d * CONVS_PER_RESBLOCK) * 3),
        *((name, c_int32) for name in ("upsampling", "source_step", "source_begin")),
    )


class _Generator(Structure):
    _fields_ = (("stages", _GeneratorStage * len(UPSAMPLING)), ("post", _Conv1d))


class Networks(Structure):
    """The weights of all networks, `Networks` of `api.c`."""

    _fields_ = (
        ("plbert", _Plbert),
        ("f0_energy", _F0EnergyBranch * 2),
        ("decoder_body", _DecoderBody),
        ("generator", _Generator),
    )


class _AdainParams(Structure):
    _fields_ = (
        *((name, _FloatPointer) for name in ("gain", "shift", "predicted", "measured")),
        ("count", c_int32),
    )


class PlbertRequest(Structure):
    """`PlbertRequest` of `plbert.h`."""

    _fields_ = (("rows", _FloatPointer), ("tokens", c_int32), ("int16_only", c_int32))


class QLinearRequest(Structure):
    """`QLinearRequest` of `qlinear.h`."""

    _fields_ = (
        ("layer", _QLinear),
        *((name, _FloatPointer) for name in ("input", "output")),
        *((name, c_int32) for name in ("step", "rows", "int16_only")),
    )


class LstmRequest(Structure):
    """`LstmRequest` of `lstm.h`."""

    _fields_ = (
        ("lstm", _Lstm),
        *((name, _FloatPointer) for name in ("input", "output")),
        ("rows", c_int32),
    )


class F0EnergyRequest(Structure):
    """`F0EnergyRequest` of `f0_energy.h`."""

    _fields_ = (
        *((name, _FloatPointer) for name in ("input", "output")),
        *((name, c_int32) for name in ("rows", "int16_only")),
        ("adain", _AdainParams),
    )


class DecoderBodyRequest(Structure):
    """`DecoderBodyRequest` of `decoder_body.h`."""

    _fields_ = (
        *((name, _FloatPointer) for name in ("input", "conditioning", "output")),
        ("rows", c_int32),
        ("adain", _AdainParams),
    )


class GeneratorRequest(Structure):
    """`GeneratorRequest` of `generator.h`."""

    _fields_ = (
        *((name, _FloatPointer) for name in ("hidden", "harmonics", "output")),
        ("steps", c_int32),
        ("adain", _AdainParams),
    )


def float_pointer(array: NDArray[np.float32] | None) -> Any:
    """Returns a pointer to the first element of a contiguous float32 array; NULL for None."""
    return None if array is None else array.ctypes.data_as(_FloatPointer)


def adain_params(
    gain: NDArray[np.float32],
    shift: NDArray[np.float32],
    predicted: NDArray[np.float32] | None = None,
    measured: NDArray[np.float32] | None = None,
) -> _AdainParams:
    """Returns the AdaIN parameters of a network.

    Args:
        gain: float32 [channels].
        shift: float32 [channels].
        predicted: float32 [2, channels], means and mean squares to normalise by.
        measured: float32 [2, channels], receives those of the activations.
    """
    pointers = (float_pointer(array) for array in (gain, shift, predicted, measured))
    return _AdainParams(*pointers, len(gain))


def qlinear_struct(packed: PackedQLinear) -> _QLinear:
    """Returns the structure of a linear layer with int8 weights."""
    return _QLinear(
        packed.in_features,
        packed.out_features,
        packed.weights.ctypes.data_as(POINTER(c_int8)),
        float_pointer(packed.weight_scales),
        float_pointer(packed.bias),
    )


def lstm_struct(packed: PackedLstm) -> _Lstm:
    """Returns the structure of an LSTM."""
    return _Lstm(
        _linear_struct(packed.input),
        packed.recurrent.ctypes.data_as(POINTER(c_int8)),
        (c_float * 2)(*packed.recurrent_scales),
    )


def networks_struct(packed: PackedModel) -> Networks:
    """Returns the structure of all networks."""
    networks = Networks(generator=_generator_struct(packed.decoder))
    plbert = packed.text.plbert
    for name in ("qkv", "attention_output", "ffn_up", "ffn_down"):
        setattr(networks.plbert, name, qlinear_struct(getattr(plbert, name)))
    networks.plbert.layer_norms = float_pointer(plbert.layer_norms)
    networks.decoder_body.pool = float_pointer(packed.decoder.body_pool)
    _fill_blocks(networks.decoder_body.blocks, packed.decoder.body)
    convs, pools = packed.f0_energy.convs, packed.f0_energy.pools
    per_branch = len(convs) // len(pools)
    for index, pool in enumerate(pools):
        branch = networks.f0_energy[index]
        branch.pool = float_pointer(pool)
        _fill_blocks(branch.blocks, convs[per_branch * index : per_branch * (index + 1)])
    return networks


def _fill_blocks(blocks: Any, convs: tuple[PackedConv1d, ...]) -> None:
    """Fills AdaIN residual blocks with three convolutions each."""
    for index, conv in enumerate(convs):
        blocks[index // 3][index % 3] = _conv1d_struct(conv)


def _generator_struct(packed: PackedDecoder) -> _Generator:
    layers = iter(packed.generator)
    generator = _Generator()
    for stage, rate, (stride, padding) in zip(
        generator.stages, UPSAMPLING, _NOISE_CONVS, strict=True
    ):
        stage.upsampling, stage.source_step = rate, stride * HARMONIC_CHANNELS
        stage.source_begin = (PADDING_BEFORE - padding) * HARMONIC_CHANNELS
        noise_conv = next(layers)
        assert isinstance(noise_conv, PackedLinear)  # noqa: S101 - by the order of the layers
        stage.noise_conv = _linear_struct(noise_conv)
        convs = _conv1d_structs(layers)
        for index in range(CONVS_PER_RESBLOCK):
            stage.noise_resblock[index] = next(convs)
        stage.upsample = next(convs)
        for resblock in stage.resblocks:
            for index in range(CONVS_PER_RESBLOCK):
                resblock[index] = next(convs)
    generator.post = next(_conv1d_structs(layers))
    return generator


def _conv1d_structs(layers: Iterator[PackedConv1d | PackedLinear]) -> Iterator[_Conv1d]:
    for layer in layers:
        assert isinstance(layer, PackedConv1d)  # noqa: S101 - by the order of the layers
        yield _conv1d_struct(layer)


def _conv1d_struct(packed: PackedConv1d) -> _Conv1d:
    conv = _Conv1d()
    for name, *_ in _Conv1d._fields_:
        value = getattr(packed, name)
        if not isinstance(value, np.ndarray):
            setattr(conv, name, value)
        elif value.size:
            kind = POINTER(c_int16) if value.dtype == np.int16 else _FloatPointer
            setattr(conv, name, value.ctypes.data_as(kind))
    return conv


def _linear_struct(packed: PackedLinear) -> _Linear:
    return _Linear(
        packed.in_features,
        packed.out_features,
        float_pointer(packed.weights),
        float_pointer(packed.bias),
    )
