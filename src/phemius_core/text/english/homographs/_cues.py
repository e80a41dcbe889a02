"""Words that speak of one meaning of a homograph: what the model cannot learn from few sentences.

`data/cues.tsv` has a line for each meaning: the homograph, a name of the meaning, and words of its
topic. Each that is found in a sentence is a feature; how much it counts is learned.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

__all__ = ["cues"]

_FILE: Final = "data/cues.tsv"
_NONE: Final[Mapping[str, tuple[str, ...]]] = {}


def cues(word: str) -> Mapping[str, tuple[str, ...]]:
    """Meanings of which a word of the sentence speaks, by that word.

    Args:
        word: The homograph in lower case.
    """
    return _all_cues().get(word, _NONE)


@cache
def _all_cues() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    table = resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    for line in table.splitlines():
        word, meaning, listed = line.split("\t")
        known = found.setdefault(word, {})
        for cue in listed.split():
            known[cue] = (*known.get(cue, ()), meaning)
    return found
