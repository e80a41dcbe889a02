"""The decoder: a body at 80 steps a second, and the generator that makes a spectrum of it.

The generator normalises each of its layers over time, so all of an utterance shapes each sample
of it. Where the means and mean squares of its layers are given, it needs no more than a window
and 75 ms around it.
"""

from typing import Final

import numpy as np
import openvino as ov
import openvino.opset13 as op

from phemius_core.engine.cpu.openvino._graph import HIDDEN, STYLE, Net, Node, half_of, leaky
from phemius_core.engine.kokoro._harmonic_source import N_FFT
from phemius_core.engine.kokoro._weights import Weights

__all__ = ["STATISTICS", "body_graph", "generator_graph"]

_BINS: Final = N_FFT // 2 + 1
STATISTICS: Final = 24 * 256 + 24 * 128
"""Channels that the generator normalises: 24 times in each of its two stages."""


def body_graph(weights: Weights) -> ov.Model:
    """What comes before the generator.

    Inputs: encoded float32 [1, 512, frames], F0 and energy float32 [1, 1, 2 * frames], style
    float32 [1, 256].
    Outputs: hidden float32 [1, 512, 2 * frames].
    """
    encoded = op.parameter([1, HIDDEN, -1], np.float32, name="encoded")
    f0 = op.parameter([1, 1, -1], np.float32, name="f0")
    energy = op.parameter([1, 1, -1], np.float32, name="energy")
    style = op.parameter([1, 2 * STYLE], np.float32, name="style")
    net = Net(weights, half_of(style, 0))
    pitch = net.conv(f0, "decoder.F0_conv", stride=2)
    power = net.conv(energy, "decoder.N_conv", stride=2)
    x = net.residual(op.concat([encoded, pitch, power], 1), "decoder.encode")
    beside = net.conv(encoded, "decoder.asr_res.0")
    for index in range(4):
        x = op.concat([x, beside, pitch, power], 1)
        x = net.residual(x, f"decoder.decode.{index}", upsample=index == 3)
    return ov.Model([x], [encoded, f0, energy, style], "body")


def generator_graph(weights: Weights, *, half: bool = False) -> ov.Model:
    """The generator; with `half`, its blocks convolve in bfloat16.

    Inputs: hidden float32 [1, 512, steps], harmonics float32 [1, 22, 60 * steps + 1], style
    float32 [1, 256], statistics float32 [2, `STATISTICS`], means and mean squares; trust
    float32 [1]: 1 to normalise by them, 0 by what is computed.
    Outputs: float32 [1, 22, 60 * steps + 1], real then imaginary part of 11 bins; statistics
    float32 [2, `STATISTICS`] of what was computed.
    """
    hidden = op.parameter([1, HIDDEN, -1], np.float32, name="hidden")
    harmonics = op.parameter([1, 2 * _BINS, -1], np.float32, name="harmonics")
    style = op.parameter([1, 2 * STYLE], np.float32, name="style")
    statistics = op.parameter([2, STATISTICS], np.float32, name="statistics")
    trust = op.parameter([1], np.float32, name="trust")
    net = _GeneratorNet(weights, half_of(style, 0), statistics, trust, half=half)
    magnitude, phase = _parts(_generator(net, hidden, harmonics))
    out = op.concat(
        [op.multiply(magnitude, op.cos(phase)), op.multiply(magnitude, op.sin(phase))], 1
    )
    inputs = [hidden, harmonics, style, statistics, trust]
    return ov.Model([out, op.concat(net.computed, 1)], inputs, "generator")


class _GeneratorNet(Net):
    """Layers whose instance norms may be told their statistics."""

    def __init__(
        self, weights: Weights, style: Node, statistics: Node, trust: Node, *, half: bool
    ) -> None:
        super().__init__(weights, style, half=half)
        self.computed: list[Node] = []
        self._statistics = statistics
        self._trust = trust
        self._at = 0

    def adain(self, x: Node, name: str) -> Node:
        gain, shift = self.style_pair(f"{name}.fc")
        time = np.array([2])
        own = op.concat(
            [op.reduce_mean(x, time, False), op.reduce_mean(op.multiply(x, x), time, False)], 0
        )
        self.computed.append(own)
        end = self._at + self.weight(f"{name}.fc.weight").shape[0] // 2
        told = op.slice(
            self._statistics, np.array([self._at]), np.array([end]), np.array([1]), np.array([1])
        )
        self._at = end
        used = op.add(own, op.multiply(op.subtract(told, own), self._trust))
        mean, square = (op.split(used, np.array(0), 2).output(n) for n in range(2))
        variance = op.maximum(op.subtract(square, op.multiply(mean, mean)), np.float32(0))
        scale = op.divide(gain, op.sqrt(op.add(variance, np.float32(1e-5))))
        offset = op.subtract(shift, op.multiply(mean, scale))
        axis = np.array(2)
        return op.add(op.multiply(x, op.unsqueeze(scale, axis)), op.unsqueeze(offset, axis))


def _generator(net: Net, x: Node, harmonics: Node) -> Node:
    for stage, (rate, noise_stride) in enumerate(((10, 6), (6, 1))):
        name = "decoder.generator"
        pad = (noise_stride + 1) // 2 if noise_stride > 1 else 0
        source = net.conv(harmonics, f"{name}.noise_convs.{stage}", stride=noise_stride, pad=pad)
        source = net.generator_block(source, f"{name}.noise_res.{stage}")
        x = net.deconv(leaky(x, 0.1), f"{name}.ups.{stage}", rate, rate // 2)
        if stage == 1:
            # One step longer at the front, mirrored, to meet the frames of the spectrum.
            x = op.pad(x, np.array([0, 0, 1]), np.array([0, 0, 0]), "reflect")
        x = op.add(x, source)
        total = None
        for kind in range(3):
            block = net.generator_block(x, f"{name}.resblocks.{3 * stage + kind}")
            total = block if total is None else op.add(total, block)
        x = op.multiply(total, np.float32(1 / 3))
    return net.conv(leaky(x, 0.01), "decoder.generator.conv_post")


def _parts(x: Node) -> tuple[Node, Node]:
    halves = op.split(x, np.array(1), 2)
    return op.exp(halves.output(0)), op.sin(halves.output(1))
