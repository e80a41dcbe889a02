"""What the normaliser knows of each language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from phemius_core.text._verbaliser import Verbaliser

__all__ = ["LanguageRules"]


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
    entities: Mapping[str, str] = field(default_factory=dict)
    """Words for characters that are spoken only where an HTML entity stands for them: `&lt;`."""
