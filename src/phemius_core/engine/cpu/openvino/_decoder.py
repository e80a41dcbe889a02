"""Graphs of Kokoro's decoder for OpenVINO: the body at 80 steps a second, and the generator.

The generator normalises each of its layers over time, so every sample depends on the whole
utterance. Where the means and mean squares of its layers are given, a window depends only on
itself and 75 ms around it.
"""

import numpy as np
import openvino as ov
import openvino.opset13 as op

from phemius_core.engine.cpu.openvino._layers import Layers, Node, leaky_relu, voice_half
from phemius_core.engine.kokoro import (
    GENERATOR_NORM_CHANNELS,
    HIDDEN_SIZE,
    N_BINS,
    STYLE_HALF,
    Weights,
)

__all__ = ["body_graph", "generator_graph"]


def body_graph(weights: Weights) -> ov.Model:
    """The decoder body: everything before the generator.

    Inputs: encoded float32 [1, 512, frames], F0 and energy float32 [1, 1, 2 * frames], style
    float32 [1, 256].
    Outputs: hidden float32 [1, 512, 2 * frames].
    """
    encoded = op.parameter([1, HIDDEN_SIZE, -1], np.float32, name="encoded")
    f0 = op.parameter([1, 1, -1], np.float32, name="f0")
    energy = op.parameter([1, 1, -1], np.float32, name="energy")
    style = op.parameter([1, 2 * STYLE_HALF], np.float32, name="style")
    layers = Layers(weights, voice_half(style))
    f0_features = layers.conv(f0, "decoder.F0_conv", stride=2)
    energy_features = layers.conv(energy, "decoder.N_conv", stride=2)
    x = layers.adain_resblock(
        op.concat([encoded, f0_features, energy_features], 1), "decoder.encode"
    )
    residual = layers.conv(encoded, "decoder.asr_res.0")
    for index in range(4):
        x = op.concat([x, residual, f0_features, energy_features], 1)
        x = layers.adain_resblock(x, f"decoder.decode.{index}", upsample=index == 3)
    return ov.Model([x], [encoded, f0, energy, style], "body")


def generator_graph(weights: Weights, *, bfloat16: bool = False) -> ov.Model:
    """The generator; with `bfloat16` its residual blocks convolve in that.

    Inputs: hidden float32 [1, 512, steps]; harmonics float32 [1, 22, 60 * steps + 1]; style
    float32 [1, 256]; given statistics float32 [2, `GENERATOR_NORM_CHANNELS`], means and mean
    squares; use_given float32 [1]: 1 to normalise by them, 0 by those of the signal.
    Outputs: float32 [1, 22, 60 * steps + 1], real then imaginary part of 11 bins; statistics of
    the signal, float32 [2, `GENERATOR_NORM_CHANNELS`].
    """
    hidden = op.parameter([1, HIDDEN_SIZE, -1], np.float32, name="hidden")
    harmonics = op.parameter([1, 2 * N_BINS, -1], np.float32, name="harmonics")
    style = op.parameter([1, 2 * STYLE_HALF], np.float32, name="style")
    given = op.parameter([2, GENERATOR_NORM_CHANNELS], np.float32, name="given")
    use_given = op.parameter([1], np.float32, name="use_given")
    layers = _GeneratorLayers(weights, voice_half(style), given, use_given, bfloat16=bfloat16)
    magnitude, phase = _magnitude_and_phase(_generator(layers, hidden, harmonics))
    out = op.concat(
        [op.multiply(magnitude, op.cos(phase)), op.multiply(magnitude, op.sin(phase))], 1
    )
    inputs = [hidden, harmonics, style, given, use_given]
    return ov.Model([out, op.concat(layers.computed, 1)], inputs, "generator")


class _GeneratorLayers(Layers):
    """Layers whose instance norms take given statistics, or compute those of the signal."""

    def __init__(
        self, weights: Weights, style: Node, given: Node, use_given: Node, *, bfloat16: bool
    ) -> None:
        super().__init__(weights, style, bfloat16=bfloat16)
        self.computed: list[Node] = []
        self._given = given
        self._use_given = use_given
        self._channels_used = 0

    def adain(self, x: Node, name: str) -> Node:
        gain, shift = self.gain_and_shift(f"{name}.fc")
        time = np.array([2])
        computed = op.concat(
            [op.reduce_mean(x, time, False), op.reduce_mean(op.multiply(x, x), time, False)], 0
        )
        self.computed.append(computed)
        end = self._channels_used + self.weight(f"{name}.fc.weight").shape[0] // 2
        given = op.slice(
            self._given,
            np.array([self._channels_used]),
            np.array([end]),
            np.array([1]),
            np.array([1]),
        )
        self._channels_used = end
        used = op.add(computed, op.multiply(op.subtract(given, computed), self._use_given))
        mean, square = (op.split(used, np.array(0), 2).output(n) for n in range(2))
        variance = op.maximum(op.subtract(square, op.multiply(mean, mean)), np.float32(0))
        scale = op.divide(gain, op.sqrt(op.add(variance, np.float32(1e-5))))
        offset = op.subtract(shift, op.multiply(mean, scale))
        axis = np.array(2)
        return op.add(op.multiply(x, op.unsqueeze(scale, axis)), op.unsqueeze(offset, axis))


def _generator(layers: Layers, x: Node, harmonics: Node) -> Node:
    for stage, (rate, noise_stride) in enumerate(((10, 6), (6, 1))):
        name = "decoder.generator"
        pad = (noise_stride + 1) // 2 if noise_stride > 1 else 0
        source = layers.conv(harmonics, f"{name}.noise_convs.{stage}", stride=noise_stride, pad=pad)
        source = layers.generator_resblock(source, f"{name}.noise_res.{stage}")
        x = layers.deconv(leaky_relu(x, 0.1), f"{name}.ups.{stage}", rate, rate // 2)
        if stage == 1:
            # One step longer at the front, reflected, to match the rows of the STFT.
            x = op.pad(x, np.array([0, 0, 1]), np.array([0, 0, 0]), "reflect")
        x = op.add(x, source)
        total = None
        for index in range(3):
            block = layers.generator_resblock(x, f"{name}.resblocks.{3 * stage + index}")
            total = block if total is None else op.add(total, block)
        x = op.multiply(total, np.float32(1 / 3))
    return layers.conv(leaky_relu(x, 0.01), "decoder.generator.conv_post")


def _magnitude_and_phase(x: Node) -> tuple[Node, Node]:
    halves = op.split(x, np.array(1), 2)
    return op.exp(halves.output(0)), op.sin(halves.output(1))
