"""English letter-to-sound rules: the last resort for words that no G2P reads, in any language.

The rules are rough: a word should be heard, even if it is wrong. `[word](/phonemes/)` sets it
right.
"""

import re
import unicodedata
from typing import Final

__all__ = ["LETTER_NAMES", "letter_to_sound"]

LETTER_NAMES: Final = {
    "a": "ˈA", "b": "bˈi", "c": "sˈi", "d": "dˈi", "e": "ˈi", "f": "ˈɛf", "g": "ʤˈi",
    "h": "ˈAʧ", "i": "ˈI", "j": "ʤˈA", "k": "kˈA", "l": "ˈɛl", "m": "ˈɛm", "n": "ˈɛn",
    "o": "ˈO", "p": "pˈi", "q": "kjˈu", "r": "ˈɑɹ", "s": "ˈɛs", "t": "tˈi", "u": "jˈu",
    "v": "vˈi", "w": "dˈʌbᵊlju", "x": "ˈɛks", "y": "wˈI", "z": "zˈi",
}  # fmt: skip
_DIGIT_NAMES: Final = (
    "zˈɪɹO", "wˈʌn", "tˈu", "θɹˈi", "fˈɔɹ", "fˈIv", "sˈɪks", "sˈɛvən", "ˈAt", "nˈIn",
)  # fmt: skip
_SOUNDS: Final = {
    "tch": "ʧ", "sch": "ʃ", "igh": "I",
    "ch": "ʧ", "sh": "ʃ", "th": "θ", "ph": "f", "wh": "w", "ck": "k", "ng": "ŋ", "qu": "kw",
    "gh": "ɡ", "kn": "n", "wr": "ɹ", "ee": "i", "ea": "i", "oo": "u", "ou": "W", "ow": "W",
    "ai": "A", "ay": "A", "ei": "A", "ey": "i", "oi": "Y", "oy": "Y", "au": "ɔ", "aw": "ɔ",
    "ie": "i", "oa": "O", "ar": "ɑɹ", "er": "əɹ", "ir": "ɜɹ", "ur": "ɜɹ", "or": "ɔɹ",
    "bb": "b", "cc": "k", "dd": "d", "ff": "f", "gg": "ɡ", "ll": "l", "mm": "m", "nn": "n",
    "pp": "p", "rr": "ɹ", "ss": "s", "tt": "t", "zz": "z",
    "a": "æ", "b": "b", "c": "k", "d": "d", "e": "ɛ", "f": "f", "g": "ɡ", "h": "h", "i": "ɪ",
    "j": "ʤ", "k": "k", "l": "l", "m": "m", "n": "n", "o": "ɑ", "p": "p", "q": "k", "r": "ɹ",
    "s": "s", "t": "t", "u": "ʌ", "v": "v", "w": "w", "x": "ks", "y": "i", "z": "z",
}  # fmt: skip
_SOFT_CONSONANTS: Final = {"ce": "sɛ", "ci": "sɪ", "cy": "si", "ge": "ʤɛ", "gi": "ʤɪ", "gy": "ʤi"}
_GRAPHEME: Final = re.compile(
    "|".join(sorted({**_SOUNDS, **_SOFT_CONSONANTS}, key=len, reverse=True))
)
_VOWEL: Final = re.compile("[aɑæɔəɛɜiɪuʌAIOWY]")
_SYMBOL: Final = "sˈɪmbᵊl"
_PART: Final = re.compile(r"[A-Z]{2,}(?![a-z])|[^\W\d_]+|\d|\S")


def letter_to_sound(word: str) -> str:
    """Phonemes of a word by rule; never empty for a word with a letter or digit."""
    parts = [_part_phonemes(part) for part in _PART.findall(_to_latin(word))]
    return " ".join(part for part in parts if part)


def _to_latin(word: str) -> str:
    """The word in ASCII letters and digits; letters of other scripts by their Unicode names."""
    out: list[str] = []
    for char in word:
        plain = "".join(c for c in unicodedata.normalize("NFKD", char) if c.isascii())
        if plain.strip():
            out.append(plain)
        elif char.isdigit():
            out.append(str(unicodedata.digit(char)))
        elif char.isalnum():
            name = unicodedata.name(char, "").split("-")[0].split(" ")
            out.append(f" {name[-1].lower()} " if len(name) > 1 else " symbol ")
    return "".join(out)


def _part_phonemes(part: str) -> str:
    if part.isdigit():
        return _DIGIT_NAMES[int(part)]
    lower = part.lower()
    if not (lower.isascii() and lower.isalpha()):
        return ""
    is_acronym = len(part) > 1 and part.isupper() and len(part) <= 5
    if len(lower) == 1 or is_acronym or not re.search("[aeiouy]", lower):
        return "".join(LETTER_NAMES[char] for char in lower)
    body = lower
    if len(body) > 4 and body.endswith("e") and body[-2] not in "aeiouy":
        body = body[:-1]
    sounds = _GRAPHEME.sub(lambda m: _SOFT_CONSONANTS.get(m[0]) or _SOUNDS[m[0]], body)
    vowel = _VOWEL.search(sounds)
    if vowel is None:
        return sounds or _SYMBOL
    return f"{sounds[: vowel.start()]}ˈ{sounds[vowel.start() :]}"
