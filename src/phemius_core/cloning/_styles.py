"""The styles that a voice can be made of."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from phemius_core.cloning._data import read_arrays
from phemius_core.voices import STOCK_PACKS, read_pack

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

__all__ = ["Stock", "Styles", "load_stock", "stock_embeddings"]

_HALF: Final = 128
"""The first half of a style is timbre, the second prosody."""
_SHRINKAGE: Final = 0.3
"""A voice lies to a good part outside the span of the others, which are few for 128 values: the
covariance of the stock voices is mixed with so much of one that favours no direction."""


@dataclass(frozen=True, slots=True)
class Stock:
    """Stock voices to begin with."""

    names: tuple[str, ...]
    packs: "torch.Tensor"
    """float32 [voices, 510, 256]."""
    embeddings: "torch.Tensor"
    """float32 [voices, 448]: of their speech, as `Listener` hears it."""
    english: "torch.Tensor"
    """bool [voices]: whose prosody is English."""

    def mixture(self, shares: "torch.Tensor") -> "torch.Tensor":
        """float32 [510, 256]: of shares that sum to 1, float32 [voices]."""
        return (shares @ self.packs.flatten(1)).reshape(self.packs.shape[1:])


def stock_embeddings() -> "dict[str, NDArray[np.float32]]":
    """Who each stock voice is to `Listener`: float32 [448] by name."""
    stored = read_arrays("stock_embeddings.npz")
    return {name: stored[name].astype(np.float32) for name in STOCK_PACKS}


def load_stock(without: Collection[str] = ()) -> Stock:
    """All voicepacks but some, with the embeddings of their speech.

    Args:
        without: Voices to leave out, for measurements.
    """
    import torch

    names = tuple(name for name in STOCK_PACKS if name not in without)
    embeddings = stock_embeddings()
    return Stock(
        names,
        torch.from_numpy(np.stack([read_pack(name) for name in names])),
        torch.from_numpy(np.stack([embeddings[name] for name in names])),
        torch.tensor([name[0] in "ab" for name in names]),
    )


class Styles:
    """A mixture of stock voices, and a way out of it in units of what sets voices apart.

    Args:
        stock: What is mixed.
        shares: float32 [voices], which sum to 1.
    """

    def __init__(self, stock: Stock, shares: "torch.Tensor") -> None:
        import torch

        self._mixture = stock.mixture(shares)
        means = stock.packs.mean(dim=1)
        self._axes = torch.block_diag(
            _axes(means[:, :_HALF]),
            # How Hindi rises and falls is nothing that an English voice needs.
            _axes(means[stock.english, _HALF:]),
        )
        self.out = torch.zeros(2 * _HALF, requires_grad=True)
        """The way out: float32 [256], 1 is as far as one stock voice in three goes."""

    def style(self, phonemes: int, *, share: float = 1.0) -> "torch.Tensor":
        """float32 [256]: for so many phonemes.

        Args:
            phonemes: At least one.
            share: How much of the way out is gone.
        """
        return self._mixture[phonemes - 1] + share * (self._axes @ self.out)

    def pack(self, *, share: float = 1.0) -> "torch.Tensor":
        """float32 [510, 256]."""
        return (self._mixture + share * (self._axes @ self.out)).detach()


def _axes(means: "torch.Tensor") -> "torch.Tensor":
    """float32 [128, 128]: principal axes of voices as columns, each one deviation long."""
    import torch

    covariance = torch.cov(means.T)
    even = covariance.trace() / len(covariance) * torch.eye(len(covariance))
    values, vectors = torch.linalg.eigh((1 - _SHRINKAGE) * covariance + _SHRINKAGE * even)
    return vectors * values.clamp_min(0).sqrt()
