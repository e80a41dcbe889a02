"""Where the search begins: the stock voices, or the mixture of them, that sound most like it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import torch

    from phemius_core.cloning._styles import Stock

__all__ = ["best_mixture", "nearest_voices"]

_STEPS: Final = 300
_RATE: Final = 0.3
_NEAREST: Final = 3


def best_mixture(
    stock: "Stock", wanted: "torch.Tensor", likeness: "Callable[[torch.Tensor], float]"
) -> "torch.Tensor":
    """Shares of the stock voices that sum to 1: float32 [voices].

    Voices mix less evenly than the embeddings of what they say do. So what is mixed by embeddings
    is heard beside single voices and even mixtures of two, and the best of them is taken.

    Args:
        stock: What there is to mix.
        wanted: float32 [448], of the recording.
        likeness: Of what a voice of such shares says to the recording.
    """
    import torch

    first, *others = (_only(stock, voice) for voice in nearest_voices(stock, wanted, _NEAREST))
    mixed = _mixed(stock, wanted)
    candidates = [first, *others, mixed, (first + mixed) / 2, *((first + o) / 2 for o in others)]
    heard = torch.tensor([likeness(shares) for shares in candidates])
    return candidates[int(heard.argmax())]


def nearest_voices(stock: "Stock", wanted: "torch.Tensor", count: int) -> list[int]:
    """English voices by how alike their embeddings are, the most alike first."""
    near = (stock.embeddings @ wanted).masked_fill(~stock.english, -1)
    return [int(voice) for voice in near.topk(count).indices]


def _only(stock: "Stock", voice: int) -> "torch.Tensor":
    import torch

    return torch.nn.functional.one_hot(torch.tensor(voice), len(stock.names)).float()


def _mixed(stock: "Stock", wanted: "torch.Tensor") -> "torch.Tensor":
    """Shares of the English voices whose embeddings mix to the wanted one."""
    import torch

    foreign = torch.where(stock.english, 0.0, -torch.inf)
    logits = torch.zeros(len(stock.names), requires_grad=True)
    adam = torch.optim.Adam([logits], lr=_RATE)
    for _ in range(_STEPS):
        mixed = torch.softmax(logits + foreign, 0) @ stock.embeddings
        loss = 1 - (mixed / mixed.norm()) @ wanted
        adam.zero_grad()
        loss.backward()
        adam.step()
    return torch.softmax(logits.detach() + foreign, 0)
