"""What the normaliser knows of each language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from phemius_core.text._verbaliser import Verbaliser

__all__ = ["LanguageRules", "load_rules"]


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """How text of one language is put into words."""

    verbaliser: Verbaliser
    symbols: Mapping[str, str]
    """Words for symbols wherever they stand alone."""
    cardinal: Callable[[str], str]
    """Words for a whole number, as of a list item."""
    abbreviations: frozenset[str] = frozenset()
    """Words in lower case, without their full stop, which hardly ever ends a sentence."""


@cache
def load_rules(lang: str) -> LanguageRules | None:
    """The rules of a language by Kokoro's letter, loaded at first use; None if it has none."""
    match lang:
        case "a" | "b":
            from phemius_core.text.english import RULES
        case "e":
            from phemius_core.text.spanish import RULES
        case "p":
            from phemius_core.text.portuguese import RULES
        case _:
            return None
    return RULES
