"""Graphs of Kokoro's text side and predictors, for OpenVINO.

Recurrent layers are graphs of their own, so that the layers between them, which set durations, are
computed by numpy on every backend (`kokoro/_durations.py`).
"""

from typing import Final

import numpy as np
import openvino as ov
import openvino.opset13 as op

from phemius_core.engine.cpu.openvino._layers import Layers, Node, leaky_relu, prosody_half
from phemius_core.engine.kokoro import HIDDEN_SIZE, STYLE_HALF, Weights

__all__ = ["f0_energy_graph", "lstm_graph", "text_graph"]

_HEADS: Final = 12
_ALBERT_LAYERS: Final = 12
_ALBERT: Final = "bert.encoder.albert_layer_groups.0.albert_layers.0"


def text_graph(weights: Weights) -> ov.Model:
    """PL-BERT and the text encoder without its LSTM.

    Inputs: tokens int64 [1, n].
    Outputs: float32 [n, 512] of PL-BERT and float32 [n, 512] of the text encoder.
    """
    tokens = op.parameter([1, -1], np.int64, name="tokens")
    layers = Layers(weights)
    bert_features = layers.linear(_albert(layers, tokens), "bert_encoder")
    encoded = op.transpose(
        op.gather(layers.weight("text_encoder.embedding.weight"), tokens, np.array(0)),
        np.array([0, 2, 1]),
    )
    for index in range(3):
        name = f"text_encoder.cnn.{index}"
        rows = op.transpose(layers.conv(encoded, f"{name}.0"), np.array([0, 2, 1]))
        rows = layers.layer_norm(
            rows, layers.weight(f"{name}.1.gamma"), layers.weight(f"{name}.1.beta"), 1e-5
        )
        encoded = op.transpose(leaky_relu(rows, 0.2), np.array([0, 2, 1]))
    batch = np.array(0)
    outputs = [
        op.squeeze(bert_features, batch),
        op.squeeze(op.transpose(encoded, np.array([0, 2, 1])), batch),
    ]
    return ov.Model(outputs, [tokens], "text")


def lstm_graph(weights: Weights, name: str) -> ov.Model:
    """One bidirectional LSTM.

    Inputs: float32 [1, n, inputs].
    Outputs: float32 [1, n, 512].
    """
    inputs = weights[f"{name}.weight_ih_l0"].shape[1]
    x = op.parameter([1, -1, inputs], np.float32, name="x")
    return ov.Model([Layers(weights).lstm(x, name)], [x], "lstm")


def f0_energy_graph(weights: Weights) -> ov.Model:
    """The F0 and energy predictors.

    Inputs: float32 [1, frames, 512], style float32 [1, 256].
    Outputs: F0 in Hz and energy, float32 [1, 1, 2 * frames] each.
    """
    features = op.parameter([1, -1, HIDDEN_SIZE], np.float32, name="features")
    style = op.parameter([1, 2 * STYLE_HALF], np.float32, name="style")
    layers = Layers(weights, prosody_half(style))
    shared = op.transpose(features, np.array([0, 2, 1]))
    outputs = []
    for name in ("F0", "N"):
        curve = shared
        for index in range(3):
            curve = layers.adain_resblock(curve, f"predictor.{name}.{index}", upsample=index == 1)
        outputs.append(layers.conv(curve, f"predictor.{name}_proj"))
    return ov.Model(outputs, [features, style], "f0_energy")


def _albert(layers: Layers, tokens: Node) -> Node:
    """PL-BERT, an ALBERT: one layer, applied twelve times. Tokens [1, n] to [1, n, 768]."""
    name = "bert.embeddings"
    length = op.gather(op.shape_of(tokens), np.array([1]), np.array(0))
    positions = op.slice(
        layers.weight(f"{name}.position_embeddings.weight"), np.array([0]), length, np.array([1])
    )
    words = op.gather(layers.weight(f"{name}.word_embeddings.weight"), tokens, np.array(0))
    x = op.add(op.add(words, positions), layers.weight(f"{name}.token_type_embeddings.weight")[0])
    x = layers.layer_norm(
        x, layers.weight(f"{name}.LayerNorm.weight"), layers.weight(f"{name}.LayerNorm.bias"), 1e-12
    )
    x = layers.linear(x, "bert.encoder.embedding_hidden_mapping_in")
    for _ in range(_ALBERT_LAYERS):
        attended = layers.linear(_attention(layers, x), f"{_ALBERT}.attention.dense")
        x = _layer_norm(layers, op.add(x, attended), f"{_ALBERT}.attention.LayerNorm")
        # `gelu_new`: the tanh form.
        out = op.gelu(layers.linear(x, f"{_ALBERT}.ffn"), "tanh")
        out = layers.linear(out, f"{_ALBERT}.ffn_output")
        x = _layer_norm(layers, op.add(out, x), f"{_ALBERT}.full_layer_layer_norm")
    return x


def _layer_norm(layers: Layers, x: Node, name: str) -> Node:
    return layers.layer_norm(
        x, layers.weight(f"{name}.weight"), layers.weight(f"{name}.bias"), 1e-12
    )


def _attention(layers: Layers, x: Node) -> Node:
    def heads(kind: str) -> Node:
        rows = layers.linear(x, f"{_ALBERT}.attention.{kind}")
        split = op.reshape(rows, np.array([1, -1, _HEADS, 64]), False)
        return op.transpose(split, np.array([0, 2, 1, 3]))

    scores = op.matmul(heads("query"), heads("key"), transpose_a=False, transpose_b=True)
    weights = op.softmax(op.multiply(scores, np.float32(1 / 8)), -1)
    mixed = op.transpose(op.matmul(weights, heads("value"), False, False), np.array([0, 2, 1, 3]))
    return op.reshape(mixed, np.array([1, -1, _HEADS * 64]), False)
