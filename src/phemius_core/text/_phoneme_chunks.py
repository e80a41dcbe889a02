"""Which parts of a phoneme string belong to which word, where a G2P reads some words as two."""

from collections.abc import Sequence
from typing import Final

__all__ = ["split_chunks"]

_MAX_EXTRA: Final = 12
"""Chunks more than words; beyond it the search is not worth its time."""
_STRESS: Final = str.maketrans("", "", "ˈˌ")


def split_chunks(whole: str, alone: Sequence[str]) -> list[str] | None:
    """Phonemes of each word of a run, none of them empty.

    Args:
        whole: Phonemes of the run, with spaces; a word may be several chunks between them.
        alone: Phonemes of each word read by itself, which differ a little.

    Returns:
        Runs of chunks that are most like the words read alone; None if there are fewer chunks
        than words, or far more.
    """
    chunks = whole.split()
    extra = len(chunks) - len(alone)
    if not 0 <= extra <= _MAX_EXTRA:
        return None
    plain = [chunk.translate(_STRESS) for chunk in chunks]
    # costs[e]: of the words so far, if they have e chunks more than their number.
    costs = [0.0] + [float("inf")] * extra
    choices: list[list[int]] = []
    for n, word in enumerate(alone):
        target = word.translate(_STRESS)
        new_costs, choice = [], []
        for e in range(extra + 1):
            end = n + 1 + e
            options = [
                (costs[e - more] + _difference("".join(plain[end - 1 - more : end]), target), more)
                for more in range(e + 1)
            ]
            cost, more = min(options)
            new_costs.append(cost)
            choice.append(more)
        costs = new_costs
        choices.append(choice)
    parts: list[str] = []
    e, end = extra, len(chunks)
    for choice in reversed(choices):
        start = end - 1 - choice[e]
        parts.append(" ".join(chunks[start:end]))
        e -= choice[e]
        end = start
    return parts[::-1]


def _difference(phonemes: str, target: str) -> float:
    """How unlike two readings of a word are, by their lengths and ends."""
    return (
        abs(len(phonemes) - len(target))
        + 2 * (phonemes[:1] != target[:1])
        + 2 * (phonemes[-1:] != target[-1:])
    )
