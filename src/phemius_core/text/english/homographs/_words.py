"""The homographs that are known, in all their forms, with phonemes of their readings.

`data/words.tsv` has a line for each form: the form, the word whose weights decide it, the kind of
contrast, and for each reading its name, American and British phonemes. A reading is named as in
WikipediaHomographData where it has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal

from phemius_core.text.english.homographs._model import Contrast

__all__ = ["Homograph", "Kind", "Reading", "homographs"]

Kind = Literal[
    "noun", "adjective", "adjective-noun", "noun/s", "adjective-noun/s", "-", "only", "rule"
]
"""What the first reading of a word is, where the other one is its verb; `/s` for forms in -s.
`-` is any other contrast, `only` has one reading, `rule` is decided by rules alone.
"""
_FILE: Final = "data/words.tsv"


@dataclass(frozen=True, slots=True)
class Reading:
    """One pronunciation of a written form."""

    name: str
    american: str
    british: str


@dataclass(frozen=True, slots=True)
class Homograph:
    """A written form in lower case and its readings; the first is the usual one of its kind."""

    form: str
    word: str
    kind: Kind
    readings: tuple[Reading, ...]

    @property
    def is_verb_contrast(self) -> bool:
        """Whether the second reading is a verb and the first is none."""
        return self.kind.startswith(("noun", "adjective"))

    def contrasts(self) -> tuple[Contrast, ...]:
        """For each reading after the first, what decides between both."""
        if self.kind in {"only", "rule"}:
            return ()
        # A form in -s stands in other places than its word, and has weights of its own.
        word = self.form if self.is_verb_contrast else self.word
        kinds = ("verb", f"verb/{self.kind}") if self.is_verb_contrast else ()
        return tuple(
            Contrast(kinds, f"{word}/{reading.name}", f"{self.word}/{reading.name}")
            for reading in self.readings[1:]
        )


@cache
def homographs() -> Mapping[str, Homograph]:
    """The known homographs by form."""
    found = {}
    table = resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    for line in table.splitlines():
        form, word, kind, *rest = line.split("\t")
        readings = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
        found[form] = Homograph(form, word, kind, tuple(Reading(*r) for r in readings))  # type: ignore[arg-type]
    return found
