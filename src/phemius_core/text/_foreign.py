"""Languages that a part of a text may be in: those of the voicepacks, and those of espeak-ng."""

from typing import Final

from phemius_core.languages import LANGUAGES
from phemius_core.text._g2p import PhonemeToken
from phemius_core.text._punctuation import MARKS

__all__ = ["FOREIGN", "SpellingG2P", "find_reader", "same_language"]

FOREIGN: Final = frozenset({
    "af", "am", "an", "ar", "as", "az", "ba", "be", "bg", "bn", "bs", "ca", "cs", "cv", "cy", "da",
    "de", "el", "eo", "et", "eu", "fa", "fi", "ga", "gd", "gn", "grc", "gu", "hak", "haw",
    "he", "hr", "ht", "hu", "hy", "ia", "id", "io", "is", "ka", "kk", "kl", "kn", "ko",
    "kok", "ku", "ky", "la", "lb", "lt", "lv", "mi", "mk", "ml", "mr", "ms", "mt", "my",
    "ne", "nb", "nl", "om", "or", "pa", "pap", "pl", "pt", "qu", "ro", "ru", "sd", "si", "sk", "sl",
    "smj", "sq", "sr", "sv", "sw", "ta", "te", "th", "ti", "tk", "tn", "tr", "tt", "ug", "uk",
    "ur", "uz", "vi", "yue", "und",
})  # fmt: skip
"""Languages without a voicepack, by their name in espeak-ng; `und` is one that has no G2P."""
_SAME: Final = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "tl": "ms", "fil": "ms",
                "cmn": "z", "sh": "hr", "eng": "a", "spa": "e", "fra": "f", "deu": "de",
                "ita": "i", "por": "p", "hin": "h", "jpn": "j", "zho": "z", "rus": "ru",
                "kor": "ko", "ara": "ar", "ell": "el"}  # fmt: skip
"""Other subtags of languages."""
_BRITISH: Final = frozenset(("gb", "uk", "ie", "au", "nz", "za", "in"))
"""Regions whose English is nearer to British than to American."""


def find_reader(tag: str) -> str | None:
    """Who reads a language: a letter of `LANGUAGES` or a member of `FOREIGN`; None if nobody does.

    Args:
        tag: BCP 47 tag in any case: `es`, `en-GB`, `zh-Hant-HK`.
    """
    primary, *others = tag.casefold().replace("_", "-").split("-")
    match primary:
        case "en":
            return "b" if _BRITISH.intersection(others) else "a"
        case "zh" if {"hk", "yue"}.intersection(others):
            return "yue"
        case "pt" if "pt" in others:
            return "pt"
    if known := _SAME.get(primary):
        return known
    for language in LANGUAGES.values():
        if language.tag.partition("-")[0] == primary:
            return language.code
    return primary if primary in FOREIGN and primary != "und" else None


def same_language(reader: str, other: str) -> bool:
    """Whether both are varieties of one language, as American and British English are."""
    return reader == other or {reader, other} in ({"a", "b"}, {"p", "pt"})


class SpellingG2P:
    """A `G2P` that knows no word, so that all are read by spelling rules, with a warning."""

    name = "spelling"
    version = "1"

    def phonemize(self, text: str) -> list[PhonemeToken]:
        tokens = []
        at = 0
        for word in text.split():
            start = text.index(word, at)
            at = start + len(word)
            body = word.rstrip("".join(MARKS))
            if body:
                space = at < len(text) and body == word
                tokens.append(PhonemeToken(body, "", start, start + len(body), space))
            for n, mark in enumerate(word[len(body) :], start + len(body)):
                tokens.append(PhonemeToken(mark, MARKS[mark], n, n + 1, n + 1 == at < len(text)))
        return tokens
