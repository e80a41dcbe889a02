"""The weights of the decoder and of the contour, as the native kernels read them.

Convolutions with a norm before them compute in integers. The weights of the int8 export are
integers as they are; how large an activation may be follows from them: no sum can leave 32 bits,
whatever the audio.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._matmul import matmul_single_threaded
from phemius_core.engine.cpu.native._layout import integers, padded, pairs, units
from phemius_core.engine.kokoro._weights import Weights

__all__ = [
    "BODY_BLOCKS",
    "CONVS_PER_BLOCK",
    "CURVE_BLOCKS",
    "RATES",
    "PackedContour",
    "PackedConv",
    "PackedDecoder",
    "PackedDense",
    "PackedStyles",
    "pack_contour",
    "pack_decoder",
]

RATES: Final = (10, 6)
"""Of the generator's two stages."""
CONVS_PER_BLOCK: Final = 6
BODY_BLOCKS: Final = 5
CURVE_BLOCKS: Final = 3
_DILATIONS: Final = (1, 3, 5)
_CURVES: Final = ("F0", "N")
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
    exact: bool = False
    """What is left of rounded activations is convolved too."""
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
        """Gain and shift, float32 [channels] each, of half a style, float32 [128]."""
        column = np.append(style, np.float32(1))
        return matmul_single_threaded(self.gain, column), matmul_single_threaded(self.shift, column)


@dataclass(frozen=True, slots=True)
class PackedDecoder:
    """Body and generator."""

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


@dataclass(frozen=True, slots=True)
class PackedContour:
    """Pitch and energy, in this order."""

    convs: tuple[PackedConv, ...]
    """First, second and shortcut of each block of each; without outputs where there is none."""
    pools: tuple[NDArray[np.float32], ...]
    """float32 [4, channels] each: as `PackedDecoder.body_pool`."""
    styles: PackedStyles
    last: NDArray[np.float32]
    """float32 [2, 257]: what makes one number of the channels, and its bias."""


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
        for name in _CURVES
    ]
    return PackedDecoder(
        tuple(body.body()),
        _pool(weights, "decoder.decode.3.pool"),
        np.column_stack(
            [weights["decoder.asr_res.0.weight"][:, :, 0], weights["decoder.asr_res.0.bias"]]
        ).astype(np.float32),
        np.stack(curves).astype(np.float32),
        body.styles(),
        tuple(generator.generator()),
        generator.styles(),
    )


def pack_contour(weights: Weights) -> PackedContour:
    """Packs what draws pitch and energy.

    Raises:
        NotWhole: The weights are not those of the int8 export.
    """
    packer = _Packer(weights, exact=True)  # errors of pitch add up: they turn the phases
    convs = tuple(packer.contour())
    names = [f"predictor.{name}" for name in _CURVES]
    return PackedContour(
        convs,
        tuple(_pool(weights, f"{name}.1.pool") for name in names),
        packer.styles(),
        np.stack(
            [
                np.append(weights[f"{name}_proj.weight"], weights[f"{name}_proj.bias"])
                for name in names
            ]
        ).astype(np.float32),
    )


def _pool(weights: Weights, name: str) -> NDArray[np.float32]:
    """A transposed convolution of each channel alone, float32 [4, channels]."""
    taps = weights[f"{name}.weight"].reshape(-1, 3).T
    with_bias = np.vstack([taps, weights[f"{name}.bias"].reshape(1, -1)])
    return np.ascontiguousarray(padded(with_bias, 1), np.float32)


class _Packer:
    """Packs layers in turn, and counts the channels that are normalised."""

    def __init__(self, weights: Weights, *, exact: bool = False) -> None:
        self._weights = weights
        self._exact = exact
        self._norm = 0
        self._gains: list[NDArray[np.float32]] = []
        self._shifts: list[NDArray[np.float32]] = []

    def styles(self) -> PackedStyles:
        return PackedStyles(np.concatenate(self._gains), np.concatenate(self._shifts))

    def body(self) -> Iterator[PackedConv]:
        yield from self._residual("decoder.encode")
        for index in range(BODY_BLOCKS - 1):
            yield from self._residual(f"decoder.decode.{index}")

    def contour(self) -> Iterator[PackedConv]:
        for name in _CURVES:
            for index in range(CURVE_BLOCKS):
                yield from self._residual(f"predictor.{name}.{index}")

    def generator(self) -> Iterator[PackedConv | PackedDense]:
        name = "decoder.generator"
        for stage, rate in enumerate(RATES):
            yield _source(self._weights, f"{name}.noise_convs.{stage}")
            yield from self._block(f"{name}.noise_res.{stage}")
            yield _upsampling(self._weights, f"{name}.ups.{stage}", rate)
            for kind in range(3):
                yield from self._block(f"{name}.resblocks.{3 * stage + kind}")
        kernel, bias = self._weights[f"{name}.conv_post.weight"], f"{name}.conv_post.bias"
        yield _plain(padded(kernel, 0), padded(self._weights[bias], 0), slope=0.01)

    def _residual(self, name: str) -> Iterator[PackedConv]:
        for half in (1, 2):
            yield self._normed(f"{name}.conv{half}", f"{name}.norm{half}", slope=0.2)
        kernel = self._weights.get(f"{name}.conv1x1.weight")
        if kernel is None:
            yield PackedConv(0, 0, 0)
        else:
            yield _plain(kernel, np.zeros(len(kernel), np.float32), slope=1.0)

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
        whole, scale = integers(kernel)
        whole = padded(whole, 1)
        outputs, channels, taps = whole.shape
        at = self._add_norm(norm, channels)
        most = _GROWTH * int(np.abs(whole).sum((1, 2)).max())
        return PackedConv(
            channels,
            outputs,
            taps,
            dilation,
            min(_INT16 // _MIXED, _INT32 // most),
            self._exact,
            at,
            slope,
            weights=pairs(np.stack(list(_products(whole)), 1), np.int16),
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


def _products(whole: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Weights of each product's blocks, [outputs, channels] each: F(4, 3), times 24."""
    taps = whole.shape[2]
    longer = np.pad(whole, ((0, 0), (0, 0), (0, 3)))
    alone = np.zeros((*whole.shape[:2], 3), np.int64)
    alone[:, :, 1] = whole[:, :, -1]
    for index, firsts in enumerate(_BLOCKS[taps]):
        for first in firsts:
            block = alone if first % 3 else longer[:, :, first : first + 3]
            a, b, c = (block[:, :, n] for n in range(3))
            yield (
                6 * a,
                -4 * (a + b + c),
                -4 * (a - b + c),
                a + 2 * b + 4 * c,
                a - 2 * b + 4 * c,
                24 * c,
            )[index]


def _source(weights: Weights, name: str) -> PackedDense:
    """A convolution without overlap in time is a dense layer over a few rows side by side."""
    kernel = weights[f"{name}.weight"].transpose(0, 2, 1).reshape(len(weights[f"{name}.bias"]), -1)
    outputs, inputs = kernel.shape
    return PackedDense(inputs, outputs, units(kernel), weights[f"{name}.bias"].astype(np.float32))


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
    kernel = padded(kernel, 1)
    outputs, channels, taps = kernel.shape
    return PackedConv(
        channels,
        outputs,
        taps,
        slope=slope,
        bias=bias.astype(np.float32),
        floats=units(kernel.transpose(0, 2, 1).reshape(outputs, -1)),
    )
