"""Pronunciations in the Pronunciation Lexicon Specification (PLS) 1.0 of the W3C."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from phemius_core.errors import FieldProblem, InvalidRequest, MissingExtra
from phemius_core.languages import LANGUAGES
from phemius_core.text._lexicon import Lexicon, Pronunciation
from phemius_core.text.ssml import ALPHABETS, to_model_phonemes

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["read_pls"]

_MAX_BYTES: Final = 4 << 20
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def read_pls(data: bytes) -> Lexicon:
    """The entries of a PLS document; of several readings of a lexeme the preferred or first one.

    Args:
        data: XML without a document type.

    Raises:
        InvalidRequest: It is not well-formed, not PLS, or an entry cannot be spoken; the message
            says which.
        MissingExtra: defusedxml is not installed.
    """
    try:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import ParseError, fromstring
    except ImportError:
        raise MissingExtra("defusedxml", "speech") from None
    if len(data) > _MAX_BYTES:
        raise _problem(f"the PLS document is over {_MAX_BYTES >> 20} MiB")
    try:
        root = fromstring(data, forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        raise _problem(f"PLS, line {line}, column {column + 1}: it is not well-formed") from None
    except (DefusedXmlException, ValueError, LookupError):
        raise _problem(
            "the PLS document has a document type or an encoding: use plain UTF-8"
        ) from None
    if _name(root) != "lexicon":
        raise _problem(f"the document begins with <{_name(root)[:40]}>: PLS begins with <lexicon>")
    lang = _letter(root.get(_LANG, ""))
    alphabet = root.get("alphabet", "ipa")
    return Lexicon(
        entry
        for lexeme in root
        if _name(lexeme) == "lexeme"
        for entry in _entries(lexeme, lang, alphabet)
    )


def _entries(lexeme: "Element", lang: str, alphabet: str) -> Iterator[Pronunciation]:
    words = [_text(child) for child in lexeme if _name(child) == "grapheme"]
    if not words:
        raise _problem("a lexeme of the PLS document has no grapheme")
    readings = [child for child in lexeme if _name(child) in ("phoneme", "alias")]
    if not readings:
        raise _problem(f"the lexeme {words[0][:40]!r} has no phoneme and no alias")
    reading = next((each for each in readings if each.get("prefer") == "true"), readings[0])
    spelling = phonemes = ""
    if _name(reading) == "alias":
        spelling = _text(reading)
    else:
        notation = reading.get("alphabet", alphabet).lower()
        if notation not in ALPHABETS:
            listed = ", ".join(ALPHABETS)
            raise _problem(f"the alphabet {notation[:40]!r} is not known: use {listed}")
        phonemes = to_model_phonemes(_text(reading), notation, lang or "a")
    for word in words:
        yield Pronunciation(word, spelling=spelling, phonemes=phonemes, lang=lang)


def _letter(tag: str) -> str:
    """Letter of the language of a tag: the whole tag, or else its first part; empty if no tag."""
    if not tag:
        return ""
    wanted = tag.lower()
    known = {language.tag.lower(): language.code for language in LANGUAGES.values()}
    found = known.get(wanted) or next(
        (code for each, code in known.items() if each[:2] == wanted[:2]), None
    )
    if found is not None:
        return found
    raise _problem(f"no voice speaks the language {tag[:40]!r} of the PLS document")


def _name(element: "Element") -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: "Element") -> str:
    return " ".join("".join(element.itertext()).split())


def _problem(message: str) -> InvalidRequest:
    return InvalidRequest(message, fields=[FieldProblem("entries", message, "invalid_pls")])
