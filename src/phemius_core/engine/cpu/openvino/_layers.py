"""Kokoro's layers in OpenVINO's operators.

What differs from the original modules: weight norm is folded, the two halves of the snake
activation are one polynomial, and sequences are never padded, so no masks are needed.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import openvino.opset13 as op
from numpy.typing import NDArray

from phemius_core.engine.kokoro import HIDDEN_SIZE, Weights, reorder_lstm_gates

__all__ = ["Layers", "Node", "leaky_relu", "prosody_half", "voice_half"]

_DILATIONS: Final = (1, 3, 5)
_TORCH_TO_OPENVINO_GATES: Final = (1, 0, 2, 3)
"""torch stacks the gates of an LSTM i, f, g, o; OpenVINO f, i, g, o."""
_SNAKE_DEGREE: Final = 6

Node = Any
"""OpenVINO gives its nodes no useful static type."""


class Layers:
    """Adds layers to a graph, by the names of their weights.

    Args:
        weights: The model's weights.
        style: The half of the style that adaptive norms take, float32 [1, 128].
        bfloat16: Whether `block_conv` computes in bfloat16.
    """

    def __init__(
        self, weights: Weights, style: Node | None = None, *, bfloat16: bool = False
    ) -> None:
        self._weights = weights
        self._style = style
        self._bfloat16 = bfloat16
        self._constants: dict[str, Node] = {}

    def weight(self, name: str) -> NDArray[np.float32]:
        return self._weights[name]

    def shared(self, name: str) -> Node:
        """A weight as one constant of the graph: ALBERT uses each of its weights twelve times."""
        if name not in self._constants:
            self._constants[name] = op.constant(self._weights[name])
        return self._constants[name]

    def linear(self, x: Node, name: str) -> Node:
        """A linear layer, x [..., in] to [..., out]."""
        product = op.matmul(x, self.shared(f"{name}.weight"), transpose_a=False, transpose_b=True)
        return op.add(product, self.weight(f"{name}.bias"))

    def conv(
        self, x: Node, name: str, *, stride: int = 1, dilation: int = 1, pad: int | None = None
    ) -> Node:
        """A convolution, x [1, in, n] to [1, out, n / stride]; "same" padding by default."""
        kernel = self.weight(f"{name}.weight")
        side = dilation * (kernel.shape[2] - 1) // 2 if pad is None else pad
        out = op.convolution(
            x,
            kernel,
            strides=[stride],
            pads_begin=[side],
            pads_end=[side],
            dilations=[dilation],
        )
        if f"{name}.bias" not in self._weights:
            return out
        return op.add(out, self.weight(f"{name}.bias").reshape(1, -1, 1))

    def block_conv(self, x: Node, name: str, dilation: int = 1) -> Node:
        """A convolution of the generator's residual blocks, x [1, c, n] to [1, c, n].

        These are nine tenths of all arithmetic, and the only ones whose rounding to bfloat16 is
        not audible.
        """
        if not self._bfloat16:
            return self.conv(x, name, dilation=dilation)
        kernel = self.weight(f"{name}.weight")
        side = dilation * (kernel.shape[2] - 1) // 2
        out = op.convolution(
            op.convert(x, "bf16"),
            op.convert(op.constant(kernel), "bf16"),
            strides=[1],
            pads_begin=[side],
            pads_end=[side],
            dilations=[dilation],
        )
        return op.add(op.convert(out, "f32"), self.weight(f"{name}.bias").reshape(1, -1, 1))

    def deconv(self, x: Node, name: str, stride: int, pad: int) -> Node:
        """A transposed convolution, x [1, in, n] to [1, out, n * stride]."""
        out = op.convolution_backprop_data(
            x,
            self.weight(f"{name}.weight"),
            strides=[stride],
            pads_begin=[pad],
            pads_end=[pad],
        )
        return op.add(out, self.weight(f"{name}.bias").reshape(1, -1, 1))

    def lstm(self, x: Node, name: str) -> Node:
        """A bidirectional LSTM, x [1, n, in] to [1, n, 512]."""
        hidden = HIDDEN_SIZE // 2
        directions = ("", "_reverse")

        def stacked(kind: str) -> NDArray[np.float32]:
            weights = (self.weight(f"{name}.{kind}_l0{suffix}") for suffix in directions)
            return np.stack(
                [reorder_lstm_gates(weight, _TORCH_TO_OPENVINO_GATES) for weight in weights]
            )

        zeros = np.zeros((1, 2, hidden), np.float32)
        length = op.gather(op.shape_of(x), np.array([1]), np.array(0))
        out = op.lstm_sequence(
            x,
            zeros,
            zeros,
            length,
            stacked("weight_ih"),
            stacked("weight_hh"),
            stacked("bias_ih") + stacked("bias_hh"),
            hidden,
            "BIDIRECTIONAL",
        ).output(0)
        return op.reshape(
            op.transpose(out, np.array([0, 2, 1, 3])), np.array([1, -1, HIDDEN_SIZE]), False
        )

    def layer_norm(self, x: Node, gain: Node, shift: Node, epsilon: float) -> Node:
        """Layer norm over the last axis."""
        return op.add(op.multiply(_normalised(x, -1, epsilon), gain), shift)

    def gain_and_shift(self, name: str) -> tuple[Node, Node]:
        """Gain [1, c] and shift [1, c] of an adaptive norm: a linear layer of the style."""
        both = op.split(self.linear(self._style, name), np.array(1), 2)
        return op.add(both.output(0), np.float32(1)), both.output(1)

    def adain(self, x: Node, name: str) -> Node:
        """Adaptive instance norm of x [1, c, n]: gain and shift come from the style."""
        gain, shift = (
            op.unsqueeze(part, np.array(2)) for part in self.gain_and_shift(f"{name}.fc")
        )
        return op.add(op.multiply(_normalised(x, 2, 1e-5), gain), shift)

    def snake(self, x: Node, name: str) -> Node:
        """Snake activation x + sin²(ax) / a, with one a per channel."""
        alpha = self.weight(name).reshape(1, -1, 1)
        half_turns = op.multiply(x, (alpha / np.pi).astype(np.float32))
        remainder = op.subtract(half_turns, op.round(half_turns, "half_to_even"))
        square = op.multiply(remainder, remainder)
        out = None
        for coefficient in reversed(_snake_coefficients()):
            factor = (coefficient / alpha).astype(np.float32)
            out = factor if out is None else op.add(op.multiply(out, square), factor)
        return op.add(x, op.multiply(out, square))

    def adain_resblock(self, x: Node, name: str, *, upsample: bool = False) -> Node:
        """`AdainResBlk1d`: two convolutions and a shortcut, summed."""
        out = leaky_relu(self.adain(x, f"{name}.norm1"), 0.2)
        shortcut = x
        if upsample:
            kernel = self.weight(f"{name}.pool.weight")
            pooled = op.group_convolution_backprop_data(
                out,
                kernel.reshape(kernel.shape[0], 1, 1, kernel.shape[2]),
                strides=[2],
                pads_begin=[1],
                pads_end=[1],
                output_padding=[1],
            )
            out = op.add(pooled, self.weight(f"{name}.pool.bias").reshape(1, -1, 1))
            shortcut = _upsampled_nearest(x)
        out = self.conv(out, f"{name}.conv1")
        out = self.conv(leaky_relu(self.adain(out, f"{name}.norm2"), 0.2), f"{name}.conv2")
        if f"{name}.conv1x1.weight" in self._weights:
            shortcut = self.conv(shortcut, f"{name}.conv1x1")
        return op.multiply(op.add(out, shortcut), np.float32(1 / np.sqrt(2)))

    def generator_resblock(self, x: Node, name: str) -> Node:
        """`AdaINResBlock1`: three pairs of convolutions with snake activations, each residual."""
        for index, dilation in enumerate(_DILATIONS):
            out = self.snake(self.adain(x, f"{name}.adain1.{index}"), f"{name}.alpha1.{index}")
            out = self.block_conv(out, f"{name}.convs1.{index}", dilation)
            out = self.snake(self.adain(out, f"{name}.adain2.{index}"), f"{name}.alpha2.{index}")
            x = op.add(x, self.block_conv(out, f"{name}.convs2.{index}"))
        return x


def voice_half(style: Node) -> Node:
    """The first half of a style [1, 256], [1, 128]: the decoder takes it."""
    return op.split(style, np.array(1), 2).output(0)


def prosody_half(style: Node) -> Node:
    """The second half of a style [1, 256], [1, 128]: the predictors take it."""
    return op.split(style, np.array(1), 2).output(1)


def _normalised(x: Node, axis: int, epsilon: float) -> Node:
    return op.mvn(x, np.array([axis]), True, epsilon, "inside_sqrt")


def leaky_relu(x: Node, slope: float) -> Node:
    return op.prelu(x, np.array([slope], np.float32))


def _upsampled_nearest(x: Node) -> Node:
    """X [1, c, n] to [1, c, 2 * n]: every step twice."""
    pairs = op.concat([op.unsqueeze(x, np.array(3))] * 2, 3)
    shape = op.shape_of(x)
    channels = op.gather(shape, np.array([1]), np.array(0))
    return op.reshape(pairs, op.concat([np.array([1]), channels, np.array([-1])], 0), False)


@cache
def _snake_coefficients() -> Sequence[float]:
    """sin²(πr) / r² for |r| ≤ ½ as a polynomial in r²: a Chebyshev fit, error below 3e-7."""
    squares = (np.cos(np.pi * (np.arange(200) + 0.5) / 200) + 1) / 8  # Chebyshev points of [0, 1/4]
    values = np.sin(np.pi * np.sqrt(squares)) ** 2 / squares
    fit = np.polynomial.chebyshev.Chebyshev.fit(squares, values, _SNAKE_DEGREE, domain=[0, 0.25])
    return [float(c) for c in fit.convert(kind=np.polynomial.Polynomial).coef]
