"""The space of styles that is searched: mixtures of stock voices, and offsets from a mixture."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from phemius_core.cloning._packaged_arrays import read_arrays
from phemius_core.voices import STOCK_PACKS, read_pack

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

__all__ = ["OffsetStyle", "StockVoices", "load_stock_voices", "stock_embeddings"]

_TIMBRE_SIZE: Final = 128
"""The first half of a style is timbre, the second prosody."""
_SHRINKAGE: Final = 0.3
"""Shrinkage of the covariance of the stock voices towards a multiple of the identity: they are few
for 128 values, and much of a new voice lies outside their span.
"""


@dataclass(frozen=True, slots=True)
class StockVoices:
    """Stock voices with the embeddings of their speech."""

    names: tuple[str, ...]
    packs: "torch.Tensor"
    """Voicepacks: float32 [voices, 510, 256]."""
    embeddings: "torch.Tensor"
    """Embeddings by `SpeakerEncoderEnsemble`: float32 [voices, 448]."""
    english: "torch.Tensor"
    """Which voices are English: bool [voices]."""

    def mixture(self, shares: "torch.Tensor") -> "torch.Tensor":
        """Voicepack of a mixture: float32 [510, 256].

        Args:
            shares: float32 [voices], which sum to 1.
        """
        return (shares @ self.packs.flatten(1)).reshape(self.packs.shape[1:])


def stock_embeddings() -> "dict[str, NDArray[np.float32]]":
    """Embedding of each stock voice by `SpeakerEncoderEnsemble`: float32 [448] by name."""
    stored = read_arrays("stock_embeddings.npz")
    return {name: stored[name].astype(np.float32) for name in STOCK_PACKS}


def load_stock_voices(without: Collection[str] = ()) -> StockVoices:
    """All stock voices but some.

    Args:
        without: Voices to leave out, for measurements.
    """
    import torch

    names = tuple(name for name in STOCK_PACKS if name not in without)
    embeddings = stock_embeddings()
    return StockVoices(
        names,
        torch.from_numpy(np.stack([read_pack(name) for name in names])),
        torch.from_numpy(np.stack([embeddings[name] for name in names])),
        torch.tensor([name[0] in "ab" for name in names]),
    )


class OffsetStyle:
    """A mixture of stock voices plus an offset along the principal axes of the stock voices.

    The offset is the parameter of the search: style = mixture + scale * axes @ offset.

    Args:
        stock: The voices that are mixed.
        shares: float32 [voices], which sum to 1.
    """

    def __init__(self, stock: StockVoices, shares: "torch.Tensor") -> None:
        import torch

        self._mixture = stock.mixture(shares)
        means = stock.packs.mean(dim=1)
        self._axes = torch.block_diag(
            _axes(means[:, :_TIMBRE_SIZE]),
            # Only of English voices: prosody differs by language.
            _axes(means[stock.english, _TIMBRE_SIZE:]),
        )
        self.offset = torch.zeros(2 * _TIMBRE_SIZE, requires_grad=True)
        """float32 [256], in standard deviations of the stock voices."""

    def style(self, n_phonemes: int, *, scale: float = 1.0) -> "torch.Tensor":
        """Style for an utterance: float32 [256].

        Args:
            n_phonemes: Phonemes of the utterance, at least 1.
            scale: Factor on the offset.
        """
        return self._mixture[n_phonemes - 1] + scale * (self._axes @ self.offset)

    def pack(self, *, scale: float = 1.0) -> "torch.Tensor":
        """Voicepack: float32 [510, 256].

        Args:
            scale: Factor on the offset.
        """
        return (self._mixture + scale * (self._axes @ self.offset)).detach()


def _axes(means: "torch.Tensor") -> "torch.Tensor":
    """Principal axes of voices as columns, each one standard deviation long: float32 [128, 128]."""
    import torch

    covariance = torch.cov(means.T)
    isotropic = covariance.trace() / len(covariance) * torch.eye(len(covariance))
    values, vectors = torch.linalg.eigh((1 - _SHRINKAGE) * covariance + _SHRINKAGE * isotropic)
    return vectors * values.clamp_min(0).sqrt()
