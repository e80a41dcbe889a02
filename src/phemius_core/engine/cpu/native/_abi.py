"""The structures of `src/*.h` for ctypes, and how packed weights fill them.

A filled structure points into the arrays that it was made of and keeps none of them alive.
"""

from collections.abc import Iterator
from ctypes import Structure, c_float, c_int32
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine.cpu.native._layout import CHANNEL_BLOCK
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
from phemius_core.engine.cpu.native._pointers import (
    FloatPointer,
    Int8Pointer,
    Int16Pointer,
    float_pointer,
    pointer,
)

__all__ = [
    "HARMONIC_CHANNELS",
    "MIRRORED_CONSTANTS",
    "MIRRORED_STRUCTURES",
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
_LSTM_HIDDEN: Final = 256
_MAX_CHANNELS: Final = 1120
MIRRORED_CONSTANTS: Final = {
    "CHANNEL_BLOCK": CHANNEL_BLOCK,
    "MAX_CHANNELS": _MAX_CHANNELS,
    "QLINEAR_BLOCK": 32,
    "HEADS": 12,
    "HEAD_SIZE": 64,
    "MAX_TOKENS": 512,
    "LSTM_HIDDEN": _LSTM_HIDDEN,
}
"""Constants of `kernels.h` that the shapes of arrays depend on."""
_RESBLOCK_CONVS: Final = ("conv1", "conv2", "shortcut")
_POINT_BLOCKS: Final = {3: 6, 7: 16, 11: 23}
"""Blocks of Winograd weights of all points together, by the number of taps."""


class _Conv1d(Structure):
    _fields_ = (
        *((name, c_int32) for name in ("in_channels", "out_channels", "kernel_size", "dilation")),
        *((name, c_int32) for name in ("activation_max", "residual_pass", "norm_offset")),
        ("leaky_slope", c_float),
        ("winograd_weights", Int16Pointer),
        *((name, FloatPointer) for name in ("float_weights", "weight_scales", "bias", "snake")),
    )


class _Linear(Structure):
    _fields_ = (
        *((name, c_int32) for name in ("in_features", "out_features")),
        *((name, FloatPointer) for name in ("weights", "bias")),
    )


class _QLinear(Structure):
    _fields_ = (
        *((name, c_int32) for name in ("in_features", "out_features")),
        ("weights", Int8Pointer),
        *((name, FloatPointer) for name in ("weight_scales", "bias")),
    )


class _Lstm(Structure):
    _fields_ = (
        ("input", _Linear),
        ("recurrent", Int8Pointer),
        ("recurrent_scales", c_float * 2),
    )


class _Plbert(Structure):
    _fields_ = (
        *((name, _QLinear) for name in ("qkv", "attention_output", "ffn_up", "ffn_down")),
        ("layer_norms", FloatPointer),
    )


class _AdainResblock(Structure):
    _fields_ = tuple((name, _Conv1d) for name in _RESBLOCK_CONVS)


class _F0EnergyBranch(Structure):
    _fields_ = (("blocks", _AdainResblock * F0_ENERGY_BLOCKS), ("pool", FloatPointer))


class _DecoderBody(Structure):
    _fields_ = (("blocks", _AdainResblock * BODY_BLOCKS), ("pool", FloatPointer))


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
        *((name, FloatPointer) for name in ("gain", "shift", "predicted", "measured")),
        ("count", c_int32),
    )


class PlbertRequest(Structure):
    """`PlbertRequest` of `plbert.h`."""

    _fields_ = (("rows", FloatPointer), ("tokens", c_int32), ("int16_only", c_int32))


class QLinearRequest(Structure):
    """`QLinearRequest` of `qlinear.h`."""

    _fields_ = (
        ("layer", _QLinear),
        *((name, FloatPointer) for name in ("input", "output")),
        *((name, c_int32) for name in ("step", "rows", "int16_only")),
    )


class LstmRequest(Structure):
    """`LstmRequest` of `lstm.h`."""

    _fields_ = (
        ("lstm", _Lstm),
        *((name, FloatPointer) for name in ("input", "output")),
        ("rows", c_int32),
    )


class F0EnergyRequest(Structure):
    """`F0EnergyRequest` of `f0_energy.h`."""

    _fields_ = (
        *((name, FloatPointer) for name in ("input", "output")),
        *((name, c_int32) for name in ("rows", "int16_only")),
        ("adain", _AdainParams),
    )


class DecoderBodyRequest(Structure):
    """`DecoderBodyRequest` of `decoder_body.h`."""

    _fields_ = (
        *((name, FloatPointer) for name in ("input", "conditioning", "output")),
        ("rows", c_int32),
        ("adain", _AdainParams),
    )


class GeneratorRequest(Structure):
    """`GeneratorRequest` of `generator.h`."""

    _fields_ = (
        *((name, FloatPointer) for name in ("hidden", "harmonics", "output")),
        ("steps", c_int32),
        ("adain", _AdainParams),
    )


MIRRORED_STRUCTURES: Final[tuple[type[Structure], ...]] = (
    _Conv1d,
    _Linear,
    _QLinear,
    _Lstm,
    _AdainResblock,
    _Plbert,
    _F0EnergyBranch,
    _DecoderBody,
    _GeneratorStage,
    _Generator,
    Networks,
    _AdainParams,
    PlbertRequest,
    QLinearRequest,
    LstmRequest,
    F0EnergyRequest,
    DecoderBodyRequest,
    GeneratorRequest,
)
"""All structures above; each is named as in C, but for a leading underscore."""


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

    Raises:
        ValueError: The shapes do not match: the statistics are those of another model.
    """
    channels = len(gain)
    return _AdainParams(
        float_pointer("the AdaIN gain", gain, channels),
        float_pointer("the AdaIN shift", shift, channels),
        float_pointer("the given norm statistics", predicted, 2, channels),
        float_pointer("the computed norm statistics", measured, 2, channels),
        channels,
    )


def qlinear_struct(packed: PackedQLinear) -> _QLinear:
    """Returns the structure of a linear layer with int8 weights."""
    inputs, outputs = packed.in_features, packed.out_features
    blocks = (outputs // CHANNEL_BLOCK, 1, inputs // 2, CHANNEL_BLOCK, 2)
    return _QLinear(
        inputs,
        outputs,
        pointer("the weights of a linear layer", packed.weights, blocks, np.int8),
        float_pointer("the scales of a linear layer", packed.weight_scales, outputs),
        float_pointer("the bias of a linear layer", packed.bias, outputs),
    )


def lstm_struct(packed: PackedLstm) -> _Lstm:
    """Returns the structure of an LSTM."""
    blocks = (2, 4 * _LSTM_HIDDEN // 64, _LSTM_HIDDEN // 2, 64, 2)
    return _Lstm(
        _linear_struct(packed.input),
        pointer("the recurrent weights", packed.recurrent, blocks, np.int8),
        (c_float * 2)(*packed.recurrent_scales),
    )


def networks_struct(packed: PackedModel) -> Networks:
    """Returns the structure of all networks.

    Raises:
        ValueError: An array does not have the shape that its layer says.
    """
    networks = Networks(generator=_generator_struct(packed.decoder))
    plbert = packed.text.plbert
    for name in ("qkv", "attention_output", "ffn_up", "ffn_down"):
        setattr(networks.plbert, name, qlinear_struct(getattr(plbert, name)))
    width = plbert.qkv.in_features
    networks.plbert.layer_norms = float_pointer("layer_norms", plbert.layer_norms, 2, 2, width)
    body = packed.decoder.body
    networks.decoder_body.pool = float_pointer(
        "body_pool", packed.decoder.body_pool, 4, body[-3].in_channels
    )
    _fill_blocks(networks.decoder_body.blocks, body, len(packed.decoder.body_adain.gain))
    convs, pools = packed.f0_energy.convs, packed.f0_energy.pools
    per_branch = len(convs) // len(pools)
    for index, pool in enumerate(pools):
        branch = networks.f0_energy[index]
        own = convs[per_branch * index : per_branch * (index + 1)]
        branch.pool = float_pointer("a pool", pool, 4, own[3].in_channels)
        _fill_blocks(branch.blocks, own, len(packed.f0_energy.adain.gain))
    return networks


def _fill_blocks(blocks: Any, convs: tuple[PackedConv1d, ...], norm_channels: int) -> None:
    """Fills AdaIN residual blocks with three convolutions each."""
    for index, conv in enumerate(convs):
        name = _RESBLOCK_CONVS[index % 3]
        setattr(blocks[index // 3], name, _conv1d_struct(conv, norm_channels))


def _generator_struct(packed: PackedDecoder) -> _Generator:
    norm_channels = len(packed.generator_adain.gain)
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
        convs = _conv1d_structs(layers, norm_channels)
        for index in range(CONVS_PER_RESBLOCK):
            stage.noise_resblock[index] = next(convs)
        stage.upsample = next(convs)
        for resblock in stage.resblocks:
            for index in range(CONVS_PER_RESBLOCK):
                resblock[index] = next(convs)
    generator.post = next(_conv1d_structs(layers, norm_channels))
    return generator


def _conv1d_structs(
    layers: Iterator[PackedConv1d | PackedLinear], norm_channels: int
) -> Iterator[_Conv1d]:
    for layer in layers:
        assert isinstance(layer, PackedConv1d)  # noqa: S101 - by the order of the layers
        yield _conv1d_struct(layer, norm_channels)


def _conv1d_struct(packed: PackedConv1d, norm_channels: int) -> _Conv1d:
    """A convolution of a network with so many AdaIN channels."""
    inputs, outputs, taps = packed.in_channels, packed.out_channels, packed.kernel_size
    norms_end = packed.norm_offset + inputs if packed.norm_offset >= 0 else 0
    if max(inputs, outputs) > _MAX_CHANNELS and packed.winograd_weights.size:
        raise ValueError(
            f"a convolution has {inputs} to {outputs} channels: at most {_MAX_CHANNELS}"
        )
    if norms_end > norm_channels:
        raise ValueError(f"a convolution has AdaIN channel {norms_end} of {norm_channels}")
    blocks = (outputs // CHANNEL_BLOCK, _POINT_BLOCKS.get(taps, 0), inputs // 2, CHANNEL_BLOCK, 2)
    shapes: dict[str, tuple[int, ...]] = {
        "winograd_weights": blocks,
        "float_weights": (outputs // CHANNEL_BLOCK, taps * inputs, CHANNEL_BLOCK),
        "weight_scales": (outputs,),
        "bias": (outputs,),
        "snake": (2, inputs),
    }
    conv = _Conv1d()
    for name, *_ in _Conv1d._fields_:
        value = getattr(packed, name)
        if not isinstance(value, np.ndarray):
            setattr(conv, name, value)
        elif value.size:
            dtype = np.int16 if name == "winograd_weights" else np.float32
            setattr(conv, name, pointer(f"{name} of a convolution", value, shapes[name], dtype))
    return conv


def _linear_struct(packed: PackedLinear) -> _Linear:
    inputs, outputs = packed.in_features, packed.out_features
    blocks = (outputs // CHANNEL_BLOCK, inputs, CHANNEL_BLOCK)
    return _Linear(
        inputs,
        outputs,
        float_pointer("the weights of a linear layer", packed.weights, *blocks),
        float_pointer("the bias of a linear layer", packed.bias, outputs),
    )
