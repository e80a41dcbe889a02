"""The decoder's weights, as the native kernels read them.

Convolutions with a norm before them compute in integers. The weights of the int8 export are
integers as they are; how large an activation may be follows from them: no sum can leave 32 bits,
whatever the audio.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._prosody import LSTMS
from phemius_core.engine._weights import Weights

__all__ = [
    "BODY_BLOCKS",
    "CONVS_PER_BLOCK",
    "RATES",
    "NotWhole",
    "PackedConv",
    "PackedDecoder",
    "PackedDense",
    "PackedLstm",
    "PackedStyles",
    "pack_decoder",
]

UNIT: Final = 16
"""Output channels side by side."""
WIDE: Final = 32
"""Channels come in multiples of so many; zeros fill up."""
RATES: Final = (10, 6)
"""Of the generator's two stages."""
CONVS_PER_BLOCK: Final = 6
BODY_BLOCKS: Final = 5
_STYLE: Final = 128
_LSTM_BLOCK: Final = 64
_DILATIONS: Final = (1, 3, 5)
_LARGEST: Final = 127
_INT16: Final = 2**15 - 1
_INT32: Final = 2**31 - 1
_BLOCKS: Final[dict[int, tuple[tuple[int, ...], ...]]] = {
    3: ((0,),) * 6,
    7: ((0, 3), *((0, 3, 5),) * 4, (0, 3)),
    11: (*((0, 3, 6, 9),) * 5, (0, 3, 6)),
}
"""First tap of each block of three that a product goes over, as in `kernels.inc`."""
_GROWTH: Final = 24
"""What makes the weights of the products whole."""
_MIXED: Final = 10
"""A product is taken of rows mixed with factors that add up to so much."""


class NotWhole(Exception):
    """Weights that the integer kernels cannot take as they are."""


def _none(dtype: type[np.generic]) -> "NDArray[Any]":
    return np.zeros(0, dtype)


@dataclass(frozen=True, slots=True)
class PackedConv:
    """A convolution: `Conv` of `kernels.h`, with arrays in place of pointers."""

    channels: int
    outputs: int
    taps: int
    dilation: int = 1
    limit: int = 0
    norm: int = -1
    """Where its channels are among all normalised ones; -1 where it computes in float."""
    slope: float = 0.0
    weights: NDArray[np.int16] = field(default_factory=lambda: _none(np.int16))
    floats: NDArray[np.float32] = field(default_factory=lambda: _none(np.float32))
    scales: NDArray[np.float32] = field(default_factory=lambda: _none(np.float32))
    bias: NDArray[np.float32] = field(default_factory=lambda: _none(np.float32))
    alpha: NDArray[np.float32] = field(default_factory=lambda: _none(np.float32))
    """float32 [2, channels]: turns per one, and the height of the sine."""


@dataclass(frozen=True, slots=True)
class PackedDense:
    """`Dense` of `kernels.h`."""

    inputs: int
    outputs: int
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PackedStyles:
    """What a style makes of all norms of a network: two affine maps."""

    gain: NDArray[np.float32]
    """float32 [channels, 129], the last column for the bias."""
    shift: NDArray[np.float32]

    def of(self, style: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Gain and shift, float32 [channels] each, of the voice half of a style [256]."""
        column = np.append(style[:_STYLE], np.float32(1))
        return self.gain @ column, self.shift @ column


@dataclass(frozen=True, slots=True)
class PackedLstm:
    """`Lstm` of `kernels.h`: a dense layer to the gates of both directions, and what recurs."""

    input: PackedDense
    recurrent: NDArray[np.int8]
    """int8 [2, 16, 128, 64, 2]."""
    scales: tuple[float, float]
    """What one of them is, by direction."""


@dataclass(frozen=True, slots=True)
class PackedDecoder:
    """Both networks, and the recurrent layers before them."""

    lstms: tuple[PackedLstm, ...]
    """In the order of `LSTMS`."""

    body: tuple[PackedConv, ...]
    """First, second and shortcut of each block."""
    body_pool: NDArray[np.float32]
    """float32 [4, channels]: of the last block, three taps and the bias."""
    body_beside: NDArray[np.float32]
    """float32 [64, 513]: what every block but the first sees of the text again."""
    body_curves: NDArray[np.float32]
    """float32 [2, 4]: three taps and the bias for pitch and for energy."""
    body_styles: PackedStyles
    generator: tuple[PackedConv | PackedDense, ...]
    """In the order of `Generator` in `generator.h`."""
    generator_styles: PackedStyles


def pack_decoder(weights: Weights) -> PackedDecoder:
    """Packs the decoder.

    Raises:
        NotWhole: The weights are not those of the int8 export.
    """
    body, generator = _Packer(weights), _Packer(weights)
    curves = [
        np.append(
            weights[f"decoder.{name}_conv.weight"].reshape(-1),
            weights[f"decoder.{name}_conv.bias"],
        )
        for name in ("F0", "N")
    ]
    pool = "decoder.decode.3.pool"
    taps = np.vstack(
        [weights[f"{pool}.weight"].reshape(-1, 3).T, weights[f"{pool}.bias"].reshape(1, -1)]
    )
    return PackedDecoder(
        tuple(_lstm(weights, name) for name in LSTMS),
        tuple(body.body()),
        np.ascontiguousarray(_padded(taps, 1), np.float32),
        np.column_stack(
            [weights["decoder.asr_res.0.weight"][:, :, 0], weights["decoder.asr_res.0.bias"]]
        ).astype(np.float32),
        np.stack(curves).astype(np.float32),
        body.styles(),
        tuple(generator.generator()),
        generator.styles(),
    )


class _Packer:
    """Packs layers in turn, and counts the channels that are normalised."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._norm = 0
        self._gains: list[NDArray[np.float32]] = []
        self._shifts: list[NDArray[np.float32]] = []

    def styles(self) -> PackedStyles:
        return PackedStyles(np.concatenate(self._gains), np.concatenate(self._shifts))

    def body(self) -> Iterator[PackedConv]:
        for index in range(BODY_BLOCKS):
            name = f"decoder.decode.{index - 1}" if index else "decoder.encode"
            for half in (1, 2):
                yield self._normed(f"{name}.conv{half}", f"{name}.norm{half}", slope=0.2)
            kernel = self._weights[f"{name}.conv1x1.weight"]
            yield _plain(kernel, np.zeros(len(kernel), np.float32), slope=1.0)

    def generator(self) -> Iterator[PackedConv | PackedDense]:
        name = "decoder.generator"
        for stage, rate in enumerate(RATES):
            yield _source(self._weights, f"{name}.noise_convs.{stage}")
            yield from self._block(f"{name}.noise_res.{stage}")
            yield _upsampling(self._weights, f"{name}.ups.{stage}", rate)
            for kind in range(3):
                yield from self._block(f"{name}.resblocks.{3 * stage + kind}")
        kernel, bias = self._weights[f"{name}.conv_post.weight"], f"{name}.conv_post.bias"
        yield _plain(_padded(kernel, 0), _padded(self._weights[bias], 0), slope=0.01)

    def _block(self, name: str) -> Iterator[PackedConv]:
        for index, dilation in enumerate(_DILATIONS):
            for half, spread in ((1, dilation), (2, 1)):
                alpha = self._weights[f"{name}.alpha{half}.{index}"].reshape(-1)
                whole = np.where(np.abs(alpha) < 1e-9, 1e-9, alpha.astype(np.float64))
                yield self._normed(
                    f"{name}.convs{half}.{index}",
                    f"{name}.adain{half}.{index}",
                    dilation=spread,
                    alpha=np.stack([whole / np.pi, 1 / whole]).astype(np.float32),
                )

    def _normed(
        self,
        conv: str,
        norm: str,
        *,
        dilation: int = 1,
        slope: float = 0.0,
        alpha: NDArray[np.float32] | None = None,
    ) -> PackedConv:
        kernel = self._weights[f"{conv}.weight"]
        whole, scale = _integers(kernel)
        whole = _padded(whole, 1)
        outputs, channels, taps = whole.shape
        at = self._add_norm(norm, channels)
        most = _GROWTH * int(np.abs(whole).sum((1, 2)).max())
        return PackedConv(
            channels,
            outputs,
            taps,
            dilation,
            min(_INT16 // _MIXED, _INT32 // most),
            at,
            slope,
            weights=_pairs(np.stack(list(_products(whole)), 1)),
            scales=np.full(outputs, scale / _GROWTH, np.float32),
            bias=self._weights[f"{conv}.bias"].astype(np.float32),
            alpha=_none(np.float32) if alpha is None else alpha,
        )

    def _add_norm(self, name: str, channels: int) -> int:
        weight, bias = self._weights[f"{name}.fc.weight"], self._weights[f"{name}.fc.bias"]
        affine = np.column_stack([weight, bias]).astype(np.float32)
        gain, shift = np.split(affine, 2)
        gain[:, -1] += 1
        more = ((0, channels - len(gain)), (0, 0))
        self._gains.append(np.pad(gain, more))
        self._shifts.append(np.pad(shift, more))
        at, self._norm = self._norm, self._norm + channels
        return at


def _lstm(weights: Weights, name: str) -> PackedLstm:
    sides = ("", "_reverse")
    kernel = np.concatenate([weights[f"{name}.weight_ih_l0{side}"] for side in sides])
    bias = np.concatenate(
        [
            weights[f"{name}.bias_ih_l0{side}"] + weights[f"{name}.bias_hh_l0{side}"]
            for side in sides
        ]
    )
    wholes, scales = zip(
        *(_integers(weights[f"{name}.weight_hh_l0{side}"]) for side in sides), strict=True
    )
    blocks = np.stack(wholes).reshape(2, -1, _LSTM_BLOCK, kernel.shape[0] // 16, 2)
    return PackedLstm(
        PackedDense(kernel.shape[1], kernel.shape[0], _units(kernel), bias.astype(np.float32)),
        np.ascontiguousarray(blocks.transpose(0, 1, 3, 2, 4), np.int8),
        (scales[0], scales[1]),
    )


def _products(whole: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Weights of each product's blocks, [outputs, channels] each: F(4, 3), times 24."""
    taps = whole.shape[2]
    padded = np.pad(whole, ((0, 0), (0, 0), (0, 3)))
    alone = np.zeros((*whole.shape[:2], 3), np.int64)
    alone[:, :, 1] = whole[:, :, -1]
    for product, firsts in enumerate(_BLOCKS[taps]):
        for first in firsts:
            block = alone if first % 3 else padded[:, :, first : first + 3]
            a, b, c = (block[:, :, n] for n in range(3))
            yield (
                6 * a,
                -4 * (a + b + c),
                -4 * (a - b + c),
                a + 2 * b + 4 * c,
                a - 2 * b + 4 * c,
                24 * c,
            )[product]


def _source(weights: Weights, name: str) -> PackedDense:
    """A convolution without overlap in time is a dense layer over a few rows side by side."""
    kernel = weights[f"{name}.weight"].transpose(0, 2, 1).reshape(len(weights[f"{name}.bias"]), -1)
    outputs, inputs = kernel.shape
    return PackedDense(inputs, outputs, _units(kernel), weights[f"{name}.bias"].astype(np.float32))


def _upsampling(weights: Weights, name: str, rate: int) -> PackedConv:
    """A transposed convolution, as one over two input rows that makes `rate` output rows."""
    kernel = weights[f"{name}.weight"]
    channels, outputs, taps = kernel.shape
    if taps != 2 * rate:
        raise ValueError(f"{name} has {taps} taps for a rate of {rate}")
    # The later input row meets the first half of the taps.
    halves = kernel.reshape(channels, outputs, 2, rate)[:, :, ::-1]
    wide = halves.transpose(3, 1, 0, 2).reshape(rate * outputs, channels, 2)
    return _plain(wide, np.tile(weights[f"{name}.bias"], rate), slope=0.1)


def _plain(kernel: NDArray[np.float32], bias: NDArray[np.float32], *, slope: float) -> PackedConv:
    """Kernel [outputs, channels, taps], as it is."""
    kernel = _padded(kernel, 1)
    outputs, channels, taps = kernel.shape
    return PackedConv(
        channels,
        outputs,
        taps,
        slope=slope,
        bias=bias.astype(np.float32),
        floats=_units(kernel.transpose(0, 2, 1).reshape(outputs, -1)),
    )


def _integers(kernel: NDArray[np.float32]) -> tuple[NDArray[np.int64], float]:
    """Weights as integers, and what one of them is.

    Raises:
        NotWhole: They do not lie on a grid of eight bits.
    """
    values = np.unique(kernel)
    largest = float(np.abs(values).max())
    if 1 < len(values) <= 2 * _LARGEST + 1:
        # Differences of float32 lose digits: the largest value says the step more exactly.
        step = largest / round(largest / float(np.diff(values).min()))
        whole = np.rint(kernel / step)
        if np.abs(kernel / step - whole).max() < 0.01 and np.abs(whole).max() <= _LARGEST:
            return whole.astype(np.int64), step
    raise NotWhole("these weights are not those of the int8 export")


def _padded(values: NDArray[Any], axis: int) -> NDArray[Any]:
    """Zeros behind, up to a multiple of `WIDE`."""
    more = [(0, -size % WIDE if at == axis else 0) for at, size in enumerate(values.shape)]
    return np.pad(values, more)


def _units(kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    """[outputs, inputs] to [outputs / 16][inputs][16]."""
    outputs, inputs = kernel.shape
    split = kernel.reshape(outputs // UNIT, UNIT, inputs).transpose(0, 2, 1)
    return np.ascontiguousarray(split, np.float32)


def _pairs(kernel: NDArray[np.int64]) -> NDArray[np.int16]:
    """[outputs, blocks, channels] to [outputs / 16][blocks][channels / 2][16][2]."""
    outputs, blocks, channels = kernel.shape
    if np.abs(kernel).max() > _INT16:
        raise ValueError("weights leave 16 bits")
    split = kernel.reshape(outputs // UNIT, UNIT, blocks, channels // 2, 2)
    return np.ascontiguousarray(split.transpose(0, 2, 3, 1, 4), np.int16)
