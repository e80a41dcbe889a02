"""The mixture of stock voices that sounds most like a recording: where the search begins."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import torch

    from phemius_core.cloning._styles import StockVoices

__all__ = ["best_mixture", "nearest_voices"]

_STEPS: Final = 300
_LEARNING_RATE: Final = 0.3
_N_NEAREST: Final = 3


def best_mixture(
    stock: "StockVoices", target: "torch.Tensor", similarity: "Callable[[torch.Tensor], float]"
) -> "torch.Tensor":
    """The shares of the stock voices with which a mixture is most similar to a recording.

    The embedding of a mixture is not quite the mixture of embeddings. So the shares that are best
    by embeddings compete in speech with single voices and even mixtures of two.

    Args:
        stock: The voices to mix.
        target: Embedding of the recording, float32 [448].
        similarity: Similarity to the recording of the speech of a mixture with such shares.

    Returns:
        float32 [voices], which sum to 1.
    """
    import torch

    first, *others = (_one_hot(stock, voice) for voice in nearest_voices(stock, target, _N_NEAREST))
    mixed = _fit_shares(stock, target)
    candidates = [first, *others, mixed, (first + mixed) / 2, *((first + o) / 2 for o in others)]
    similarities = torch.tensor([similarity(shares) for shares in candidates])
    return candidates[int(similarities.argmax())]


def nearest_voices(stock: "StockVoices", target: "torch.Tensor", count: int) -> list[int]:
    """Indices of the English voices most similar to a recording, the most similar first.

    Args:
        stock: The voices.
        target: Embedding of the recording, float32 [448].
        count: Number of voices.
    """
    similarities = (stock.embeddings @ target).masked_fill(~stock.english, -1)
    return [int(voice) for voice in similarities.topk(count).indices]


def _one_hot(stock: "StockVoices", voice: int) -> "torch.Tensor":
    import torch

    return torch.nn.functional.one_hot(torch.tensor(voice), len(stock.names)).float()


def _fit_shares(stock: "StockVoices", target: "torch.Tensor") -> "torch.Tensor":
    """Shares of the English voices with which their embeddings mix to the target."""
    import torch

    foreign = torch.where(stock.english, 0.0, -torch.inf)
    logits = torch.zeros(len(stock.names), requires_grad=True)
    adam = torch.optim.Adam([logits], lr=_LEARNING_RATE)
    for _ in range(_STEPS):
        mixed = torch.softmax(logits + foreign, 0) @ stock.embeddings
        loss = 1 - (mixed / mixed.norm()) @ target
        adam.zero_grad()
        loss.backward()
        adam.step()
    return torch.softmax(logits.detach() + foreign, 0)
