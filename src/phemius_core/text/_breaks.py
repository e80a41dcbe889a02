"""Where a speaker would breathe in a sentence too long for one breath."""

from collections.abc import Sequence

from phemius_core.text._tokens import Atom

__all__ = ["clause_cut", "cut"]

_CLAUSE = ",;:—…)”.!?"
_CLAUSE_COST, _SPACE_COST, _INSIDE_COST = 0.0, 0.7, 3.0


def cut(content: Sequence[Atom], longest: int) -> int:
    """How many atoms to take off the front, of at most `longest` phonemes together.

    The parts of the whole should come out about even; a clause is worth a lot
    of unevenness, and a word is cut only where there is nothing else.
    """
    total = sum(atom.size for atom in content)
    ideal = total / -(-total // longest)
    best, best_cost = 1, float("inf")
    size = 0
    for at in range(1, len(content)):
        size += content[at - 1].size
        if size > longest:
            break
        cost = abs(size - ideal) / ideal + _cost(content, at)
        if cost < best_cost:
            best, best_cost = at, cost
    return best


def clause_cut(content: Sequence[Atom], longest: int, shortest: int) -> int:
    """How many atoms make the longest front clause within bounds; 0 if there is none."""
    total = sum(atom.size for atom in content)
    found = size = 0
    for at in range(1, len(content)):
        size += content[at - 1].size
        if size > longest or total - size < shortest:
            break
        if size >= shortest and _cost(content, at) == _CLAUSE_COST:
            found = at
    return found


def _cost(content: Sequence[Atom], at: int) -> float:
    before, after = content[at - 1], content[at]
    ends_clause = before.phonemes[-1] in _CLAUSE
    if ends_clause and (before.space or (not before.is_word and after.is_word)):
        return _CLAUSE_COST
    return _SPACE_COST if before.space else _INSIDE_COST
