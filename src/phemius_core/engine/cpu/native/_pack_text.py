"""Packs the text side: PL-BERT, the text encoder and all LSTMs."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine.cpu.native._layout import (
    NotInt8,
    interleave_outputs,
    interleave_pairs,
    recover_int8,
)
from phemius_core.engine.cpu.native._packed import (
    PackedLinear,
    PackedLstm,
    PackedPlbert,
    PackedQLinear,
    PackedText,
    PackedTextEncoder,
)
from phemius_core.engine.kokoro import LSTMS, Weights

__all__ = ["pack_text"]

_LSTM_BLOCK: Final = 64
"""Gates that the kernel computes at once."""
_ENCODER_CONVS: Final = 3
_MAX_WEIGHT_SUM: Final = (2**31 - 1) // (2**15 - 1)
"""Largest sum of absolute weights of an output whose products with int16 fit into 32 bits."""


def pack_text(weights: Weights) -> PackedText:
    """Packs the text side.

    Args:
        weights: float32 arrays by the names of torch's state dictionary.

    Raises:
        NotInt8: The weights are not those of the int8 export.
    """
    return PackedText(
        _plbert(weights), _text_encoder(weights), tuple(_lstm(weights, name) for name in LSTMS)
    )


def _plbert(weights: Weights) -> PackedPlbert:
    embeddings, layer = "bert.embeddings", "bert.encoder.albert_layer_groups.0.albert_layers.0"
    norms = (f"{layer}.attention.LayerNorm", f"{layer}.full_layer_layer_norm")
    token_types = weights[f"{embeddings}.token_type_embeddings.weight"]
    return PackedPlbert(
        word_embeddings=weights[f"{embeddings}.word_embeddings.weight"],
        position_embeddings=weights[f"{embeddings}.position_embeddings.weight"] + token_types[0],
        embedding_norm=_layer_norm(weights, f"{embeddings}.LayerNorm", "weight", "bias"),
        embedding_projection=np.column_stack(
            [
                weights["bert.encoder.embedding_hidden_mapping_in.weight"],
                weights["bert.encoder.embedding_hidden_mapping_in.bias"],
            ]
        ).astype(np.float32),
        qkv=_qlinear(weights, *(f"{layer}.attention.{kind}" for kind in ("query", "key", "value"))),
        attention_output=_qlinear(weights, f"{layer}.attention.dense"),
        ffn_up=_qlinear(weights, f"{layer}.ffn"),
        ffn_down=_qlinear(weights, f"{layer}.ffn_output"),
        layer_norms=np.stack([_layer_norm(weights, name, "weight", "bias") for name in norms]),
        output=_qlinear(weights, "bert_encoder"),
    )


def _text_encoder(weights: Weights) -> PackedTextEncoder:
    names = [f"text_encoder.cnn.{index}" for index in range(_ENCODER_CONVS)]
    return PackedTextEncoder(
        weights["text_encoder.embedding.weight"],
        tuple(_qlinear(weights, f"{name}.0") for name in names),
        np.stack([_layer_norm(weights, f"{name}.1", "gamma", "beta") for name in names]),
    )


def _layer_norm(weights: Weights, name: str, gain: str, shift: str) -> NDArray[np.float32]:
    return np.stack([weights[f"{name}.{gain}"], weights[f"{name}.{shift}"]]).astype(np.float32)


def _qlinear(weights: Weights, *names: str) -> PackedQLinear:
    """Linear layers side by side; a convolution is one over windows of rows."""
    rows: list[NDArray[Any]] = []
    scales: list[float] = []
    for name in names:
        kernel = weights[f"{name}.weight"]
        if kernel.ndim == 3:
            kernel = kernel.transpose(0, 2, 1).reshape(len(kernel), -1)
        for output in kernel:
            integers, scale = recover_int8(output)
            rows.append(integers)
            scales.append(scale)
    matrix = np.stack(rows)
    if np.abs(matrix).sum(1).max() > _MAX_WEIGHT_SUM:
        raise NotInt8(f"the sums of {names[0]} can overflow 32 bits: use the int8 export")
    return PackedQLinear(
        matrix.shape[1],
        matrix.shape[0],
        interleave_pairs(matrix[:, None], np.int8),
        np.array(scales, np.float32),
        np.concatenate([weights[f"{name}.bias"] for name in names]).astype(np.float32),
    )


def _lstm(weights: Weights, name: str) -> PackedLstm:
    directions = ("", "_reverse")
    kernel = np.concatenate([weights[f"{name}.weight_ih_l0{suffix}"] for suffix in directions])
    bias = np.concatenate(
        [
            weights[f"{name}.bias_ih_l0{suffix}"] + weights[f"{name}.bias_hh_l0{suffix}"]
            for suffix in directions
        ]
    )
    integers, scales = zip(
        *(recover_int8(weights[f"{name}.weight_hh_l0{suffix}"]) for suffix in directions),
        strict=True,
    )
    blocks = np.stack(integers).reshape(2, -1, _LSTM_BLOCK, kernel.shape[0] // 16, 2)
    return PackedLstm(
        PackedLinear(
            kernel.shape[1], kernel.shape[0], interleave_outputs(kernel), bias.astype(np.float32)
        ),
        np.ascontiguousarray(blocks.transpose(0, 1, 3, 2, 4), np.int8),
        (scales[0], scales[1]),
    )
