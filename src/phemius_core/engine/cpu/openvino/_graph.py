"""Kokoro's network, written in OpenVINO's operators.

Four graphs, so that the text side runs once and everything that must be exact is ours:

    tokens ─► [text] ─► what PL-BERT and the text encoder read    (then `_prosody`)
    what the prosody remembers, style ─► [contour] ─► F0, energy
    aligned text, F0, energy, style ─► [body] ─► hidden       (`_decoder`)
    hidden, harmonics, statistics, style ─► [generator] ─► magnitude and phase

What differs from the original: weight norm is folded, the two halves of the snake
activation are one polynomial, and sequences are never padded, so no masks are needed.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import openvino as ov
import openvino.opset13 as op
from numpy.typing import NDArray

from phemius_core.engine.kokoro._weights import Weights

__all__ = [
    "HIDDEN",
    "STYLE",
    "Net",
    "Node",
    "contour_graph",
    "half_of",
    "leaky",
    "lstm_graph",
    "text_graph",
]

HIDDEN: Final = 512
STYLE: Final = 128
_HEADS: Final = 12
_ALBERT_LAYERS: Final = 12
_ALBERT: Final = "bert.encoder.albert_layer_groups.0.albert_layers.0"
_DILATIONS: Final = (1, 3, 5)
# torch stacks the gates of an LSTM i, f, g, o; OpenVINO f, i, g, o.
_GATES: Final = (1, 0, 2, 3)
# sin²(πr) for |r| ≤ ½ as a polynomial in r²: a Chebyshev fit, error below 3e-7.
_SNAKE_DEGREE: Final = 6

Node = Any
"""OpenVINO gives its nodes no useful static type."""


class Net:
    """Layers by the names of their weights."""

    def __init__(self, weights: Weights, style: Node | None = None, *, half: bool = False) -> None:
        self._weights = weights
        self._style = style
        self._half = half
        self._constants: dict[str, Node] = {}

    def weight(self, name: str) -> NDArray[np.float32]:
        return self._weights[name]

    def shared(self, name: str) -> Node:
        """A weight as one constant, however often it is used: ALBERT's layer runs twelve times."""
        if name not in self._constants:
            self._constants[name] = op.constant(self._weights[name])
        return self._constants[name]

    def linear(self, x: Node, name: str) -> Node:
        """X [..., in] to [..., out]."""
        product = op.matmul(x, self.shared(f"{name}.weight"), transpose_a=False, transpose_b=True)
        return op.add(product, self.weight(f"{name}.bias"))

    def conv(
        self, x: Node, name: str, *, stride: int = 1, dilation: int = 1, pad: int | None = None
    ) -> Node:
        """X [1, in, n] to [1, out, n / stride]; padded to keep the length by default."""
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
        """A convolution of the generator's blocks: nine tenths of all arithmetic, and the only
        one that may run in bfloat16 without being heard.
        """
        if not self._half:
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
        """X [1, in, n] to [1, out, n * stride]."""
        out = op.convolution_backprop_data(
            x,
            self.weight(f"{name}.weight"),
            strides=[stride],
            pads_begin=[pad],
            pads_end=[pad],
        )
        return op.add(out, self.weight(f"{name}.bias").reshape(1, -1, 1))

    def lstm(self, x: Node, name: str) -> Node:
        """X [1, n, in] to [1, n, 512], both directions."""
        half = HIDDEN // 2
        sides = ("", "_reverse")

        def stacked(kind: str) -> NDArray[np.float32]:
            return np.stack([_gates(self.weight(f"{name}.{kind}_l0{side}")) for side in sides])

        zeros = np.zeros((1, 2, half), np.float32)
        length = op.gather(op.shape_of(x), np.array([1]), np.array(0))
        out = op.lstm_sequence(
            x,
            zeros,
            zeros,
            length,
            stacked("weight_ih"),
            stacked("weight_hh"),
            stacked("bias_ih") + stacked("bias_hh"),
            half,
            "BIDIRECTIONAL",
        ).output(0)
        return op.reshape(
            op.transpose(out, np.array([0, 2, 1, 3])), np.array([1, -1, HIDDEN]), False
        )

    def layer_norm(self, x: Node, gain: Node, shift: Node, epsilon: float) -> Node:
        """Over the last axis."""
        return op.add(op.multiply(_normalised(x, -1, epsilon), gain), shift)

    def style_pair(self, name: str) -> tuple[Node, Node]:
        """Gain [1, c] and shift [1, c] that a linear layer makes of the style."""
        both = op.split(self.linear(self._style, name), np.array(1), 2)
        return op.add(both.output(0), np.float32(1)), both.output(1)

    def adain(self, x: Node, name: str) -> Node:
        """Instance norm of x [1, c, n] with gain and shift from the style."""
        gain, shift = (op.unsqueeze(part, np.array(2)) for part in self.style_pair(f"{name}.fc"))
        return op.add(op.multiply(_normalised(x, 2, 1e-5), gain), shift)

    def snake(self, x: Node, name: str) -> Node:
        """X + sin²(ax) / a, for a per channel."""
        alpha = self.weight(name).reshape(1, -1, 1)
        turns = op.multiply(x, (alpha / np.pi).astype(np.float32))
        rest = op.subtract(turns, op.round(turns, "half_to_even"))
        square = op.multiply(rest, rest)
        out = None
        for coefficient in reversed(_SNAKE):
            factor = (coefficient / alpha).astype(np.float32)
            out = factor if out is None else op.add(op.multiply(out, square), factor)
        return op.add(x, op.multiply(out, square))

    def residual(self, x: Node, name: str, *, upsample: bool = False) -> Node:
        """`AdainResBlk1d`: two convolutions beside a shortcut."""
        out = leaky(self.adain(x, f"{name}.norm1"), 0.2)
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
            shortcut = _repeated(x)
        out = self.conv(out, f"{name}.conv1")
        out = self.conv(leaky(self.adain(out, f"{name}.norm2"), 0.2), f"{name}.conv2")
        if f"{name}.conv1x1.weight" in self._weights:
            shortcut = self.conv(shortcut, f"{name}.conv1x1")
        return op.multiply(op.add(out, shortcut), np.float32(1 / np.sqrt(2)))

    def generator_block(self, x: Node, name: str) -> Node:
        """`AdaINResBlock1`: three dilated convolutions with snakes, each beside a shortcut."""
        for index, dilation in enumerate(_DILATIONS):
            out = self.snake(self.adain(x, f"{name}.adain1.{index}"), f"{name}.alpha1.{index}")
            out = self.block_conv(out, f"{name}.convs1.{index}", dilation)
            out = self.snake(self.adain(out, f"{name}.adain2.{index}"), f"{name}.alpha2.{index}")
            x = op.add(x, self.block_conv(out, f"{name}.convs2.{index}"))
        return x


def text_graph(weights: Weights) -> ov.Model:
    """What the text side does before its recurrent layers.

    Inputs: tokens int64 [1, n].
    Outputs: float32 [n, 512] of PL-BERT, and float32 [n, 512] of the text encoder.
    """
    tokens = op.parameter([1, -1], np.int64, name="tokens")
    net = Net(weights)
    read = net.linear(_albert(net, tokens), "bert_encoder")
    encoded = op.transpose(
        op.gather(net.weight("text_encoder.embedding.weight"), tokens, np.array(0)),
        np.array([0, 2, 1]),
    )
    for index in range(3):
        name = f"text_encoder.cnn.{index}"
        rows = op.transpose(net.conv(encoded, f"{name}.0"), np.array([0, 2, 1]))
        rows = net.layer_norm(
            rows, net.weight(f"{name}.1.gamma"), net.weight(f"{name}.1.beta"), 1e-5
        )
        encoded = op.transpose(leaky(rows, 0.2), np.array([0, 2, 1]))
    first = np.array(0)
    outputs = [
        op.squeeze(read, first),
        op.squeeze(op.transpose(encoded, np.array([0, 2, 1])), first),
    ]
    return ov.Model(outputs, [tokens], "text")


def lstm_graph(weights: Weights, name: str) -> ov.Model:
    """One recurrent layer.

    Inputs: float32 [1, n, inputs].
    Outputs: float32 [1, n, 512].
    """
    inputs = weights[f"{name}.weight_ih_l0"].shape[1]
    x = op.parameter([1, -1, inputs], np.float32, name="x")
    return ov.Model([Net(weights).lstm(x, name)], [x], "lstm")


def contour_graph(weights: Weights) -> ov.Model:
    """Pitch and energy.

    Inputs: float32 [1, frames, 512], style float32 [1, 256].
    Outputs: F0 in Hz and energy, float32 [1, 1, 2 * frames] each.
    """
    features = op.parameter([1, -1, HIDDEN], np.float32, name="features")
    style = op.parameter([1, 2 * STYLE], np.float32, name="style")
    net = Net(weights, half_of(style, 1))
    shared = op.transpose(features, np.array([0, 2, 1]))
    outputs = []
    for name in ("F0", "N"):
        curve = shared
        for index in range(3):
            curve = net.residual(curve, f"predictor.{name}.{index}", upsample=index == 1)
        outputs.append(net.conv(curve, f"predictor.{name}_proj"))
    return ov.Model(outputs, [features, style], "contour")


def _albert(net: Net, tokens: Node) -> Node:
    """ALBERT: one layer, twelve times. tokens [1, n] to [1, n, 768]."""
    name = "bert.embeddings"
    length = op.gather(op.shape_of(tokens), np.array([1]), np.array(0))
    positions = op.slice(
        net.weight(f"{name}.position_embeddings.weight"), np.array([0]), length, np.array([1])
    )
    words = op.gather(net.weight(f"{name}.word_embeddings.weight"), tokens, np.array(0))
    x = op.add(op.add(words, positions), net.weight(f"{name}.token_type_embeddings.weight")[0])
    x = net.layer_norm(
        x, net.weight(f"{name}.LayerNorm.weight"), net.weight(f"{name}.LayerNorm.bias"), 1e-12
    )
    x = net.linear(x, "bert.encoder.embedding_hidden_mapping_in")
    for _ in range(_ALBERT_LAYERS):
        attended = net.linear(_attention(net, x), f"{_ALBERT}.attention.dense")
        x = _norm(net, op.add(x, attended), f"{_ALBERT}.attention.LayerNorm")
        # `gelu_new`: the tanh form.
        out = op.gelu(net.linear(x, f"{_ALBERT}.ffn"), "tanh")
        out = net.linear(out, f"{_ALBERT}.ffn_output")
        x = _norm(net, op.add(out, x), f"{_ALBERT}.full_layer_layer_norm")
    return x


def _norm(net: Net, x: Node, name: str) -> Node:
    return net.layer_norm(x, net.weight(f"{name}.weight"), net.weight(f"{name}.bias"), 1e-12)


def _attention(net: Net, x: Node) -> Node:
    def heads(kind: str) -> Node:
        rows = net.linear(x, f"{_ALBERT}.attention.{kind}")
        split = op.reshape(rows, np.array([1, -1, _HEADS, 64]), False)
        return op.transpose(split, np.array([0, 2, 1, 3]))

    scores = op.matmul(heads("query"), heads("key"), transpose_a=False, transpose_b=True)
    shares = op.softmax(op.multiply(scores, np.float32(1 / 8)), -1)
    mixed = op.transpose(op.matmul(shares, heads("value"), False, False), np.array([0, 2, 1, 3]))
    return op.reshape(mixed, np.array([1, -1, _HEADS * 64]), False)


def half_of(style: Node, which: int) -> Node:
    """The voice half (0) or the prosody half (1) of a style."""
    return op.split(style, np.array(1), 2).output(which)


def _normalised(x: Node, axis: int, epsilon: float) -> Node:
    return op.mvn(x, np.array([axis]), True, epsilon, "inside_sqrt")


def leaky(x: Node, slope: float) -> Node:
    return op.prelu(x, np.array([slope], np.float32))


def _repeated(x: Node) -> Node:
    """Every step of x [1, c, n] twice."""
    pairs = op.concat([op.unsqueeze(x, np.array(3))] * 2, 3)
    shape = op.shape_of(x)
    channels = op.gather(shape, np.array([1]), np.array(0))
    return op.reshape(pairs, op.concat([np.array([1]), channels, np.array([-1])], 0), False)


def _gates(stacked: NDArray[np.float32]) -> NDArray[np.float32]:
    parts = np.split(stacked, 4)
    return np.concatenate([parts[gate] for gate in _GATES])


def _snake_coefficients() -> Sequence[float]:
    squares = (np.cos(np.pi * (np.arange(200) + 0.5) / 200) + 1) / 8  # Chebyshev points of [0, 1/4]
    values = np.sin(np.pi * np.sqrt(squares)) ** 2 / squares
    fit = np.polynomial.chebyshev.Chebyshev.fit(squares, values, _SNAKE_DEGREE, domain=[0, 0.25])
    return [float(c) for c in fit.convert(kind=np.polynomial.Polynomial).coef]


_SNAKE: Final = _snake_coefficients()
