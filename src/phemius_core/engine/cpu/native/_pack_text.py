"""The weights of the text side, as the native kernels read them: PL-BERT, the text encoder and
all recurrent layers.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine.cpu.native._layout import NotWhole, integers, pairs, units
from phemius_core.engine.cpu.native._pack_conv import PackedDense
from phemius_core.engine.kokoro._durations import LSTMS
from phemius_core.engine.kokoro._weights import Weights

__all__ = ["PackedEncoder", "PackedLstm", "PackedReading", "PackedText", "PackedWhole", "pack_text"]

_LSTM_BLOCK: Final = 64
_ENCODER_CONVS: Final = 3
_MOST: Final = (2**31 - 1) // (2**15 - 1)
"""What the weights of an output may add up to: sums of 16-bit numbers must fit into 32 bits."""


@dataclass(frozen=True, slots=True)
class PackedWhole:
    """`Whole` of `kernels.h`: a dense layer in integers."""

    inputs: int
    outputs: int
    weights: NDArray[np.int8]
    scales: NDArray[np.float32]
    bias: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PackedReading:
    """PL-BERT: embeddings, a layer that is gone through twelve times, and what is made of it."""

    words: NDArray[np.float32]
    """float32 [178, 128]."""
    positions: NDArray[np.float32]
    """float32 [512, 128], with the type of the token."""
    norm: NDArray[np.float32]
    """float32 [2, 128]: gain and shift."""
    widened: NDArray[np.float32]
    """float32 [768, 129], the last column for the bias."""
    joined: PackedWhole
    attended: PackedWhole
    wide: PackedWhole
    narrow: PackedWhole
    norms: NDArray[np.float32]
    """float32 [2, 2, 768]: gain and shift after each half of the layer."""
    last: PackedWhole


@dataclass(frozen=True, slots=True)
class PackedEncoder:
    """The text encoder, as far as its recurrent layer."""

    embedding: NDArray[np.float32]
    """float32 [178, 512]."""
    convs: tuple[PackedWhole, ...]
    """Each over five rows side by side."""
    norms: NDArray[np.float32]
    """float32 [3, 2, 512]: gain and shift."""


@dataclass(frozen=True, slots=True)
class PackedLstm:
    """`Lstm` of `kernels.h`: a dense layer to the gates of both directions, and what recurs."""

    input: PackedDense
    recurrent: NDArray[np.int8]
    """int8 [2, 16, 128, 64, 2]."""
    scales: tuple[float, float]
    """What one of them is, by direction."""


@dataclass(frozen=True, slots=True)
class PackedText:
    """The text side."""

    reading: PackedReading
    encoder: PackedEncoder
    lstms: tuple[PackedLstm, ...]
    """In the order of `LSTMS`."""


def pack_text(weights: Weights) -> PackedText:
    """Packs the text side.

    Raises:
        NotWhole: The weights are not those of the int8 export.
    """
    return PackedText(
        _reading(weights), _encoder(weights), tuple(_lstm(weights, name) for name in LSTMS)
    )


def _reading(weights: Weights) -> PackedReading:
    embeddings, layer = "bert.embeddings", "bert.encoder.albert_layer_groups.0.albert_layers.0"
    halves = (f"{layer}.attention.LayerNorm", f"{layer}.full_layer_layer_norm")
    types = weights[f"{embeddings}.token_type_embeddings.weight"]
    return PackedReading(
        weights[f"{embeddings}.word_embeddings.weight"],
        weights[f"{embeddings}.position_embeddings.weight"] + types[0],
        _norm(weights, f"{embeddings}.LayerNorm", "weight", "bias"),
        np.column_stack(
            [
                weights["bert.encoder.embedding_hidden_mapping_in.weight"],
                weights["bert.encoder.embedding_hidden_mapping_in.bias"],
            ]
        ).astype(np.float32),
        _whole(weights, *(f"{layer}.attention.{kind}" for kind in ("query", "key", "value"))),
        _whole(weights, f"{layer}.attention.dense"),
        _whole(weights, f"{layer}.ffn"),
        _whole(weights, f"{layer}.ffn_output"),
        np.stack([_norm(weights, name, "weight", "bias") for name in halves]),
        _whole(weights, "bert_encoder"),
    )


def _encoder(weights: Weights) -> PackedEncoder:
    names = [f"text_encoder.cnn.{index}" for index in range(_ENCODER_CONVS)]
    return PackedEncoder(
        weights["text_encoder.embedding.weight"],
        tuple(_whole(weights, f"{name}.0") for name in names),
        np.stack([_norm(weights, f"{name}.1", "gamma", "beta") for name in names]),
    )


def _norm(weights: Weights, name: str, gain: str, shift: str) -> NDArray[np.float32]:
    return np.stack([weights[f"{name}.{gain}"], weights[f"{name}.{shift}"]]).astype(np.float32)


def _whole(weights: Weights, *names: str) -> PackedWhole:
    """Dense layers side by side. A convolution is one over rows side by side."""
    wholes: list[NDArray[Any]] = []
    scales: list[float] = []
    for name in names:
        kernel = weights[f"{name}.weight"]
        rows = kernel.transpose(0, 2, 1).reshape(len(kernel), -1) if kernel.ndim > 2 else kernel
        for row in rows:
            whole, scale = integers(row)
            wholes.append(whole)
            scales.append(scale)
    found = np.stack(wholes)
    if np.abs(found).sum(1).max() > _MOST:
        raise NotWhole(f"the sums of {names[0]} leave 32 bits")
    return PackedWhole(
        found.shape[1],
        found.shape[0],
        pairs(found[:, None], np.int8),
        np.array(scales, np.float32),
        np.concatenate([weights[f"{name}.bias"] for name in names]).astype(np.float32),
    )


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
        *(integers(weights[f"{name}.weight_hh_l0{side}"]) for side in sides), strict=True
    )
    blocks = np.stack(wholes).reshape(2, -1, _LSTM_BLOCK, kernel.shape[0] // 16, 2)
    return PackedLstm(
        PackedDense(kernel.shape[1], kernel.shape[0], units(kernel), bias.astype(np.float32)),
        np.ascontiguousarray(blocks.transpose(0, 1, 3, 2, 4), np.int8),
        (scales[0], scales[1]),
    )
