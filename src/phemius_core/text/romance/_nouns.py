"""What numbers count: nouns with their gender, and currencies."""

from typing import Literal, NamedTuple

__all__ = ["Currency", "Gender", "Noun"]

Gender = Literal["", "m", "f"]
"""Gender of the noun that a number stands before; empty if it stands alone."""


class Noun(NamedTuple):
    """What is counted."""

    one: str
    many: str
    gender: Gender = "m"


class Currency(NamedTuple):
    """A currency; one without hundredths is never divided in speech."""

    noun: Noun
    hundredth: Noun | None = None
