"""Where a sentence that is too long for one segment is cut."""

from collections.abc import Sequence
from typing import Final

from phemius_core.text._tokens import Token

__all__ = ["best_break", "clause_break"]

_CLAUSE_MARKS: Final = ",;:—…)”.!?"
_CLAUSE_COST: Final = 0.0
_SPACE_COST: Final = 0.7
_INSIDE_COST: Final = 3.0
"""Costs of a break after a clause, at a space and inside a word, against unevenness in shares of
the even size."""


def best_break(tokens: Sequence[Token], longest: int) -> int:
    """How many tokens to cut off the front.

    All parts should come out about even. The end of a clause outweighs much unevenness; a word is
    cut only if there is no other place.

    Args:
        tokens: A sentence with more than `longest` phonemes.
        longest: Phonemes that the front may have.
    """
    total = sum(token.size for token in tokens)
    ideal = total / -(-total // longest)
    best, best_cost = 1, float("inf")
    size = 0
    for at in range(1, len(tokens)):
        size += tokens[at - 1].size
        if size > longest:
            break
        cost = abs(size - ideal) / ideal + _cost(tokens, at)
        if cost < best_cost:
            best, best_cost = at, cost
    return best


def clause_break(tokens: Sequence[Token], longest: int, shortest: int) -> int:
    """How many tokens make the longest front that ends with a clause; 0 if there is none.

    Args:
        tokens: A sentence.
        longest: Phonemes that the front may have.
        shortest: Phonemes that both the front and the rest must have.
    """
    total = sum(token.size for token in tokens)
    found = size = 0
    for at in range(1, len(tokens)):
        size += tokens[at - 1].size
        if size > longest or total - size < shortest:
            break
        if size >= shortest and _cost(tokens, at) == _CLAUSE_COST:
            found = at
    return found


def _cost(tokens: Sequence[Token], at: int) -> float:
    before, after = tokens[at - 1], tokens[at]
    ends_clause = before.phonemes[-1] in _CLAUSE_MARKS
    if ends_clause and (before.space_after or (not before.is_word and after.is_word)):
        return _CLAUSE_COST
    return _SPACE_COST if before.space_after else _INSIDE_COST
