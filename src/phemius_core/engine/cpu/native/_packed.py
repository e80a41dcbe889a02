"""Weights as the native kernels read them: the structures of `src/*.h` with arrays for pointers.

The prepared model stores these dataclasses by the names of their types and fields: a change of
either needs another format of the prepared files.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from phemius_core.engine._matmul import matmul_single_threaded

__all__ = [
    "BODY_BLOCKS",
    "CONVS_PER_RESBLOCK",
    "F0_ENERGY_BLOCKS",
    "PACKED_TYPES",
    "UPSAMPLING",
    "PackedAdain",
    "PackedConv1d",
    "PackedDecoder",
    "PackedF0Energy",
    "PackedLinear",
    "PackedLstm",
    "PackedModel",
    "PackedPlbert",
    "PackedQLinear",
    "PackedText",
    "PackedTextEncoder",
]

UPSAMPLING: Final = (10, 6)
"""Upsampling rates of the generator's stages."""
CONVS_PER_RESBLOCK: Final = 6
"""Convolutions in a residual block of the generator: two at each of three dilations."""
BODY_BLOCKS: Final = 5
"""Residual blocks of the decoder's body."""
F0_ENERGY_BLOCKS: Final = 3
"""Residual blocks of the F0 predictor, and of the energy predictor."""


def _empty(dtype: type[np.generic]) -> "NDArray[Any]":
    return np.zeros(0, dtype)


@dataclass(frozen=True, slots=True)
class PackedConv1d:
    """`Conv1d` of `kernels.h`. It computes in int16 with `winograd_weights`, or in float32 with
    `float_weights`.
    """

    in_channels: int
    out_channels: int
    kernel_size: int
    dilation: int = 1
    activation_max: int = 0
    """Largest quantised activation for which no sum can overflow, whatever the input."""
    residual_pass: bool = False
    """Whether the residual of the activations' quantisation is convolved as well."""
    norm_offset: int = -1
    """Its first channel among all AdaIN channels of the network; -1: without a norm."""
    leaky_slope: float = 0.0
    """Negative slope of the leaky ReLU before it; unused with Snake."""
    winograd_weights: NDArray[np.int16] = field(default_factory=lambda: _empty(np.int16))
    """int16 [out_channels / 16, blocks of all points, in_channels / 2, 16, 2], times 24."""
    float_weights: NDArray[np.float32] = field(default_factory=lambda: _empty(np.float32))
    """float32 [out_channels / 16, kernel_size * in_channels, 16]."""
    weight_scales: NDArray[np.float32] = field(default_factory=lambda: _empty(np.float32))
    """float32 [out_channels]: value of one integer step of the weights, divided by 24."""
    bias: NDArray[np.float32] = field(default_factory=lambda: _empty(np.float32))
    """float32 [out_channels]."""
    snake: NDArray[np.float32] = field(default_factory=lambda: _empty(np.float32))
    """float32 [2, in_channels]: alpha / pi and 1 / alpha; empty for leaky ReLU."""


@dataclass(frozen=True, slots=True)
class PackedLinear:
    """`Linear` of `kernels.h`."""

    in_features: int
    out_features: int
    weights: NDArray[np.float32]
    """float32 [out_features / 16, in_features, 16]."""
    bias: NDArray[np.float32]
    """float32 [out_features]."""


@dataclass(frozen=True, slots=True)
class PackedQLinear:
    """`QLinear` of `kernels.h`: a linear layer with int8 weights."""

    in_features: int
    out_features: int
    weights: NDArray[np.int8]
    """int8 [out_features / 16, 1, in_features / 2, 16, 2]."""
    weight_scales: NDArray[np.float32]
    """float32 [out_features]: value of one integer step of the weights."""
    bias: NDArray[np.float32]
    """float32 [out_features]."""


@dataclass(frozen=True, slots=True)
class PackedLstm:
    """`Lstm` of `kernels.h`: bidirectional."""

    input: PackedLinear
    """To the gates of both directions."""
    recurrent: NDArray[np.int8]
    """int8 [2, 16, 128, 64, 2]: direction, block of 64 gates, pair of inputs, gate, input."""
    recurrent_scales: tuple[float, float]
    """Value of one integer step of the recurrent weights, by direction."""


@dataclass(frozen=True, slots=True)
class PackedAdain:
    """All AdaIN layers of a network: the two affine maps from a style to their parameters."""

    gain: NDArray[np.float32]
    """float32 [channels, 129], the last column for the bias."""
    shift: NDArray[np.float32]
    """float32 [channels, 129]."""

    def parameters(
        self, style_half: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Returns gain and shift, float32 [channels] each, for float32 [128] of a style."""
        column = np.append(style_half, np.float32(1))
        return (
            matmul_single_threaded(self.gain, column),
            matmul_single_threaded(self.shift, column),
        )


@dataclass(frozen=True, slots=True)
class PackedPlbert:
    """PL-BERT: embeddings, the layer that is applied twelve times, and the output projection."""

    word_embeddings: NDArray[np.float32]
    """float32 [178, 128]."""
    position_embeddings: NDArray[np.float32]
    """float32 [512, 128], with the embedding of the token type added."""
    embedding_norm: NDArray[np.float32]
    """float32 [2, 128]: gain and shift."""
    embedding_projection: NDArray[np.float32]
    """float32 [768, 129], the last column for the bias."""
    qkv: PackedQLinear
    """To queries, keys and values."""
    attention_output: PackedQLinear
    ffn_up: PackedQLinear
    ffn_down: PackedQLinear
    layer_norms: NDArray[np.float32]
    """float32 [2, 2, 768]: gain and shift of the norms after attention and after the FFN."""
    output: PackedQLinear
    """`bert_encoder`: to 512 channels."""


@dataclass(frozen=True, slots=True)
class PackedTextEncoder:
    """The text encoder without its LSTM."""

    embedding: NDArray[np.float32]
    """float32 [178, 512]."""
    convs: tuple[PackedQLinear, ...]
    """Three convolutions of five taps, as linear layers over windows of five rows."""
    layer_norms: NDArray[np.float32]
    """float32 [3, 2, 512]: gain and shift."""


@dataclass(frozen=True, slots=True)
class PackedText:
    """The text side: PL-BERT, the text encoder and all LSTMs."""

    plbert: PackedPlbert
    text_encoder: PackedTextEncoder
    lstms: tuple[PackedLstm, ...]
    """In the order of `LSTMS`."""


@dataclass(frozen=True, slots=True)
class PackedF0Energy:
    """The F0 predictor and the energy predictor, in this order."""

    convs: tuple[PackedConv1d, ...]
    """First, second and shortcut of each block; `out_channels` is 0 where there is no shortcut."""
    pools: tuple[NDArray[np.float32], ...]
    """float32 [4, channels] each, as `PackedDecoder.body_pool`."""
    adain: PackedAdain
    projections: NDArray[np.float32]
    """float32 [2, 257]: `F0_proj` and `N_proj`, the last column for the bias."""


@dataclass(frozen=True, slots=True)
class PackedDecoder:
    """The decoder's body and its generator."""

    body: tuple[PackedConv1d, ...]
    """First, second and shortcut of each block."""
    body_pool: NDArray[np.float32]
    """float32 [4, channels]: depthwise transposed convolution of the last block, three taps and
    the bias."""
    text_projection: NDArray[np.float32]
    """float32 [64, 513]: `asr_res`, whose output is concatenated to the input of every block but
    the first, the last column for the bias."""
    f0_energy_convs: NDArray[np.float32]
    """float32 [2, 4]: `F0_conv` and `N_conv`, three taps and the bias."""
    body_adain: PackedAdain
    generator: tuple[PackedConv1d | PackedLinear, ...]
    """In the order of `Generator` in `generator.h`."""
    generator_adain: PackedAdain


@dataclass(frozen=True, slots=True)
class PackedModel:
    """All weights that the native kernels read."""

    text: PackedText
    f0_energy: PackedF0Energy
    decoder: PackedDecoder


PACKED_TYPES: Final[tuple[type, ...]] = (
    PackedModel,
    PackedText,
    PackedPlbert,
    PackedTextEncoder,
    PackedLstm,
    PackedF0Energy,
    PackedDecoder,
    PackedAdain,
    PackedConv1d,
    PackedLinear,
    PackedQLinear,
)
"""All types that a stored `PackedModel` consists of."""
