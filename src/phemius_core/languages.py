"""The languages that Kokoro's voicepacks speak."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from phemius_core.errors import FieldProblem, InvalidRequest

__all__ = ["LANGUAGES", "Language", "find_language"]


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the voicepacks."""

    code: str
    """First letter of a voicepack's name."""
    tag: str
    """BCP 47 language tag."""
    espeak: str
    """Name of the language in espeak-ng."""


LANGUAGES: Final[Mapping[str, Language]] = MappingProxyType(
    {
        "a": Language("a", "en-US", "en-us"),
        "b": Language("b", "en-GB", "en-gb"),
        "e": Language("e", "es", "es"),
        "f": Language("f", "fr-FR", "fr-fr"),
        "h": Language("h", "hi", "hi"),
        "i": Language("i", "it", "it"),
        "j": Language("j", "ja", "ja"),
        "p": Language("p", "pt-BR", "pt-br"),
        "z": Language("z", "zh", "cmn"),
    }
)
"""All languages by their letter."""


def find_language(lang: str) -> Language:
    """The language of a voicepack letter (`a`) or a language tag (`en-US`, in any case).

    Raises:
        InvalidRequest: No voicepack speaks the language.
    """
    if found := LANGUAGES.get(lang):
        return found
    for candidate in LANGUAGES.values():
        if lang.lower() in (candidate.tag.lower(), candidate.espeak):
            return candidate
    message = f"unknown language {lang!r}: use one of {', '.join(LANGUAGES)}"
    raise InvalidRequest(message, fields=[FieldProblem("lang", message)])
