"""Packs the decoder and the F0 and energy predictors.

Convolutions after AdaIN compute in integers: the int8 weights are transformed for Winograd's
F(4, 3) and stay integers. How large a quantised activation may be follows from the weights, so that
no output can overflow 32 bits, whatever the audio.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine.cpu.native._layout import (
    interleave_outputs,
    interleave_pairs,
    pad_channels,
    recover_int8,
)
from phemius_core.engine.cpu.native._packed import (
    BODY_BLOCKS,
    F0_ENERGY_BLOCKS,
    UPSAMPLING,
    PackedAdain,
    PackedConv1d,
    PackedDecoder,
    PackedF0Energy,
    PackedLinear,
)
from phemius_core.engine.kokoro import Weights

__all__ = ["pack_decoder", "pack_f0_energy"]

_DILATIONS: Final = (1, 3, 5)
_F0_AND_ENERGY: Final = ("F0", "N")
_INT16_MAX: Final = 2**15 - 1
_INT32_MAX: Final = 2**31 - 1
_TAP_BLOCKS: Final[dict[int, tuple[tuple[int, ...], ...]]] = {
    3: ((0,),) * 6,
    7: ((0, 3), *((0, 3, 5),) * 4, (0, 3)),
    11: (*((0, 3, 6, 9),) * 5, (0, 3, 6)),
}
"""By kernel size and Winograd point: first tap of each block of three, as in `conv1d.inc`."""
_WEIGHT_FACTOR: Final = 24
"""Factor that makes the weights in the Winograd domain integers."""
_INPUT_TRANSFORM_GAIN: Final = 10
"""Largest sum of absolute coefficients of the Winograd input transform, 4 + 5 + 1."""


def pack_decoder(weights: Weights) -> PackedDecoder:
    """Packs the decoder's body and the generator.

    Args:
        weights: float32 arrays by the names of torch's state dictionary.

    Raises:
        NotInt8: The weights are not those of the int8 export.
    """
    body, generator = _Packer(weights), _Packer(weights)
    f0_energy_convs = [
        np.append(
            weights[f"decoder.{name}_conv.weight"].reshape(-1),
            weights[f"decoder.{name}_conv.bias"],
        )
        for name in _F0_AND_ENERGY
    ]
    return PackedDecoder(
        body=tuple(body.body()),
        body_pool=_depthwise_upsampling(weights, "decoder.decode.3.pool"),
        text_projection=np.column_stack(
            [weights["decoder.asr_res.0.weight"][:, :, 0], weights["decoder.asr_res.0.bias"]]
        ).astype(np.float32),
        f0_energy_convs=np.stack(f0_energy_convs).astype(np.float32),
        body_adain=body.adain(),
        generator=tuple(generator.generator()),
        generator_adain=generator.adain(),
    )


def pack_f0_energy(weights: Weights) -> PackedF0Energy:
    """Packs the F0 and energy predictors. Arguments and errors as for `pack_decoder`."""
    # The phase of the harmonic source is the integral of F0: its errors add up.
    packer = _Packer(weights, residual_pass=True)
    convs = tuple(packer.f0_energy())
    names = [f"predictor.{name}" for name in _F0_AND_ENERGY]
    return PackedF0Energy(
        convs=convs,
        pools=tuple(_depthwise_upsampling(weights, f"{name}.1.pool") for name in names),
        adain=packer.adain(),
        projections=np.stack(
            [
                np.append(weights[f"{name}_proj.weight"], weights[f"{name}_proj.bias"])
                for name in names
            ]
        ).astype(np.float32),
    )


def _depthwise_upsampling(weights: Weights, name: str) -> NDArray[np.float32]:
    """A depthwise transposed convolution: float32 [4, channels], three taps and the bias."""
    taps = weights[f"{name}.weight"].reshape(-1, 3).T
    with_bias = np.vstack([taps, weights[f"{name}.bias"].reshape(1, -1)])
    return np.ascontiguousarray(pad_channels(with_bias, 1), np.float32)


class _Packer:
    """Packs the layers of one network in turn and collects their AdaIN parameters."""

    def __init__(self, weights: Weights, *, residual_pass: bool = False) -> None:
        self._weights = weights
        self._residual_pass = residual_pass
        self._norm_channels = 0
        self._gains: list[NDArray[np.float32]] = []
        self._shifts: list[NDArray[np.float32]] = []

    def adain(self) -> PackedAdain:
        return PackedAdain(np.concatenate(self._gains), np.concatenate(self._shifts))

    def body(self) -> Iterator[PackedConv1d]:
        yield from self._adain_resblock("decoder.encode")
        for index in range(BODY_BLOCKS - 1):
            yield from self._adain_resblock(f"decoder.decode.{index}")

    def f0_energy(self) -> Iterator[PackedConv1d]:
        for name in _F0_AND_ENERGY:
            for index in range(F0_ENERGY_BLOCKS):
                yield from self._adain_resblock(f"predictor.{name}.{index}")

    def generator(self) -> Iterator[PackedConv1d | PackedLinear]:
        name = "decoder.generator"
        for stage, rate in enumerate(UPSAMPLING):
            yield _noise_conv(self._weights, f"{name}.noise_convs.{stage}")
            yield from self._snake_resblock(f"{name}.noise_res.{stage}")
            yield _transposed_conv(self._weights, f"{name}.ups.{stage}", rate)
            for index in range(3):
                yield from self._snake_resblock(f"{name}.resblocks.{3 * stage + index}")
        kernel, bias = self._weights[f"{name}.conv_post.weight"], f"{name}.conv_post.bias"
        yield _float_conv(
            pad_channels(kernel, 0), pad_channels(self._weights[bias], 0), leaky_slope=0.01
        )

    def _adain_resblock(self, name: str) -> Iterator[PackedConv1d]:
        for half in (1, 2):
            yield self._adain_conv(f"{name}.conv{half}", f"{name}.norm{half}", leaky_slope=0.2)
        kernel = self._weights.get(f"{name}.conv1x1.weight")
        if kernel is None:
            yield PackedConv1d(0, 0, 0)
        else:
            yield _float_conv(kernel, np.zeros(len(kernel), np.float32), leaky_slope=1.0)

    def _snake_resblock(self, name: str) -> Iterator[PackedConv1d]:
        for index, first_dilation in enumerate(_DILATIONS):
            for half, dilation in ((1, first_dilation), (2, 1)):
                alpha = self._weights[f"{name}.alpha{half}.{index}"].reshape(-1)
                alpha = np.where(np.abs(alpha) < 1e-9, 1e-9, alpha.astype(np.float64))
                yield self._adain_conv(
                    f"{name}.convs{half}.{index}",
                    f"{name}.adain{half}.{index}",
                    dilation=dilation,
                    snake=np.stack([alpha / np.pi, 1 / alpha]).astype(np.float32),
                )

    def _adain_conv(
        self,
        conv: str,
        norm: str,
        *,
        dilation: int = 1,
        leaky_slope: float = 0.0,
        snake: NDArray[np.float32] | None = None,
    ) -> PackedConv1d:
        kernel, scale = recover_int8(self._weights[f"{conv}.weight"])
        kernel = pad_channels(kernel, 1)
        out_channels, in_channels, kernel_size = kernel.shape
        norm_offset = self._add_norm(norm, in_channels)
        largest_sum = _WEIGHT_FACTOR * int(np.abs(kernel).sum((1, 2)).max())
        return PackedConv1d(
            in_channels,
            out_channels,
            kernel_size,
            dilation,
            activation_max=min(_INT16_MAX // _INPUT_TRANSFORM_GAIN, _INT32_MAX // largest_sum),
            residual_pass=self._residual_pass,
            norm_offset=norm_offset,
            leaky_slope=leaky_slope,
            winograd_weights=interleave_pairs(
                np.stack(list(_winograd_blocks(kernel)), 1), np.int16
            ),
            weight_scales=np.full(out_channels, scale / _WEIGHT_FACTOR, np.float32),
            bias=self._weights[f"{conv}.bias"].astype(np.float32),
            snake=np.zeros(0, np.float32) if snake is None else snake,
        )

    def _add_norm(self, name: str, channels: int) -> int:
        """Appends the affine maps of an AdaIN layer; returns its first channel."""
        weight, bias = self._weights[f"{name}.fc.weight"], self._weights[f"{name}.fc.bias"]
        affine = np.column_stack([weight, bias]).astype(np.float32)
        gain, shift = np.split(affine, 2)
        gain[:, -1] += 1  # AdaIN is (1 + gain) * x + shift
        padding = ((0, channels - len(gain)), (0, 0))
        self._gains.append(np.pad(gain, padding))
        self._shifts.append(np.pad(shift, padding))
        offset = self._norm_channels
        self._norm_channels += channels
        return offset


def _winograd_blocks(kernel: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Weights in the Winograd domain of F(4, 3), times 24.

    Args:
        kernel: int64 [outputs, inputs, taps].

    Yields:
        int64 [outputs, inputs] of each block of three taps, point by point.
    """
    longer = np.pad(kernel, ((0, 0), (0, 0), (0, 3)))
    last_tap = np.zeros((*kernel.shape[:2], 3), np.int64)
    last_tap[:, :, 1] = kernel[:, :, -1]
    for point, first_taps in enumerate(_TAP_BLOCKS[kernel.shape[2]]):
        for first in first_taps:
            # Only the last of seven taps begins a block that is not at a multiple of three.
            block = last_tap if first % 3 else longer[:, :, first : first + 3]
            a, b, c = (block[:, :, tap] for tap in range(3))
            yield (
                6 * a,
                -4 * (a + b + c),
                -4 * (a - b + c),
                a + 2 * b + 4 * c,
                a - 2 * b + 4 * c,
                24 * c,
            )[point]


def _noise_conv(weights: Weights, name: str) -> PackedLinear:
    """A convolution as a linear layer over windows of rows."""
    kernel = weights[f"{name}.weight"].transpose(0, 2, 1).reshape(len(weights[f"{name}.bias"]), -1)
    out_features, in_features = kernel.shape
    bias = weights[f"{name}.bias"].astype(np.float32)
    return PackedLinear(in_features, out_features, interleave_outputs(kernel), bias)


def _transposed_conv(weights: Weights, name: str, rate: int) -> PackedConv1d:
    """A transposed convolution, as one of two taps to `rate` output rows side by side."""
    kernel = weights[f"{name}.weight"]
    in_channels, out_channels, taps = kernel.shape
    if taps != 2 * rate:
        raise ValueError(f"{name} has {taps} taps at stride {rate}: expected {2 * rate}")
    # The later input row meets the first half of the taps.
    halves = kernel.reshape(in_channels, out_channels, 2, rate)[:, :, ::-1]
    wide = halves.transpose(3, 1, 0, 2).reshape(rate * out_channels, in_channels, 2)
    return _float_conv(wide, np.tile(weights[f"{name}.bias"], rate), leaky_slope=0.1)


def _float_conv(
    kernel: NDArray[np.float32], bias: NDArray[np.float32], *, leaky_slope: float
) -> PackedConv1d:
    """A convolution in float32, of float32 [outputs, inputs, taps], without a norm."""
    kernel = pad_channels(kernel, 1)
    out_channels, in_channels, kernel_size = kernel.shape
    return PackedConv1d(
        in_channels,
        out_channels,
        kernel_size,
        leaky_slope=leaky_slope,
        bias=bias.astype(np.float32),
        float_weights=interleave_outputs(kernel.transpose(0, 2, 1).reshape(out_channels, -1)),
    )
