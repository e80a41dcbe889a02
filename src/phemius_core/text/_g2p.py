"""Grapheme to phoneme: the seam, and which G2P speaks which language."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

from phemius_core.errors import FieldProblem, InvalidRequest
from phemius_core.text._types import PhonemeToken

__all__ = ["G2P", "LANGUAGES", "Language", "language", "load_g2p"]


class G2P(Protocol):
    """Turns text into phonemes. Blocking; safe to call from many threads."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str:
        """Changes whenever the same text may give other phonemes."""
        ...

    def phonemize(self, text: str) -> list[PhonemeToken]:
        """Tokens in order, with exact offsets into `text`.

        `phonemes` are in the model's notation and include those of punctuation;
        they are empty for a word that this G2P cannot read. `space_after` says
        whether a space follows in the phonemes.
        """
        ...


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the voicepacks."""

    code: str
    """First letter of the voicepack's name."""
    tag: str
    """BCP 47."""
    espeak: str
    """espeak-ng's name for it."""


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


def language(lang: str) -> Language:
    """The language of a voicepack letter (`a`) or a tag (`en-US`, any case).

    Raises:
        InvalidRequest: No voicepack speaks it.
    """
    if found := LANGUAGES.get(lang):
        return found
    for candidate in LANGUAGES.values():
        if lang.lower() in (candidate.tag.lower(), candidate.espeak):
            return candidate
    known = ", ".join(LANGUAGES)
    message = f"unknown language {lang!r}: use one of {known}"
    raise InvalidRequest(message, fields=[FieldProblem("lang", message)])


def load_g2p(lang: str) -> G2P:
    """The best G2P for a language that is installed here. Takes about two seconds for English.

    Raises:
        InvalidRequest: No voicepack speaks the language.
        MissingExtra: A package of the extra `speech` is not installed.
    """
    found = language(lang)
    if found.code in ("a", "b"):
        from phemius_core.text._misaki import MisakiG2P

        return MisakiG2P(british=found.code == "b")
    from phemius_core.text._asian import load_asian

    if found.code in ("j", "z") and (asian := load_asian(found.code)) is not None:
        return asian
    from phemius_core.text._espeak import EspeakG2P

    return EspeakG2P(found.code)
