"""Pinyin to the phonemes that Kokoro's Mandarin voices were trained on: those of misaki 0.9.4."""

import re
from functools import cache
from typing import Final

__all__ = ["syllable_phonemes"]

_INITIALS: Final = {
    "b": "p", "c": "ʦʰ", "ch": "ꭧʰ", "d": "t", "f": "f", "g": "k", "h": "x", "j": "ʨ", "k": "kʰ",
    "l": "l", "m": "m", "n": "n", "p": "pʰ", "q": "ʨʰ", "r": "ɻ", "s": "s", "sh": "ʂ", "t": "tʰ",
    "x": "ɕ", "z": "ʦ", "zh": "ꭧ", "": "",
}  # fmt: skip
# The tone stands behind the vowel, at the figure 0.
_FINALS: Final = {
    "a": "a0", "ai": "ai0", "an": "a0n", "ang": "a0ŋ", "ao": "au0", "e": "ɤ0", "ei": "ei0",
    "en": "ə0n", "eng": "ə0ŋ", "er": "ɚ0", "i": "i0", "ia": "ja0", "ian": "jɛ0n", "iang": "ja0ŋ",
    "iao": "jau0", "ie": "je0", "in": "i0n", "ing": "i0ŋ", "iong": "jʊ0ŋ", "iu": "jou0",
    "io": "jɔ0", "iai": "jai0", "o": "wo0", "ong": "ʊ0ŋ", "ou": "ou0", "u": "u0", "ua": "wa0",
    "uai": "wai0", "uan": "wa0n", "uang": "wa0ŋ", "ueng": "wə0ŋ", "ui": "wei0", "un": "wə0n",
    "uo": "wo0", "v": "y0", "van": "ɥɛ0n", "ve": "ɥe0", "vn": "y0n", "ê": "ɛ0",
}  # fmt: skip
_TONES: Final = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_SYLLABIC: Final = {
    "m": "m0", "n": "n0", "ng": "ŋ0", "hm": "hm0", "hng": "hŋ0", "o": "ɔ0", "yo": "jɔ0",
    "r": "ɚ0", "ê": "ɛ0",
}  # fmt: skip
_SYLLABLE: Final = re.compile(r"([zcs]h|[bpmfdtnlgkhjqxrzcs]|)([a-zê]+)([1-5]?)")


@cache
def syllable_phonemes(pinyin: str) -> str:
    """Phonemes of a syllable such as `huan2`; `v` or `ü` is written for ü, 5 is the neutral tone.

    Raises:
        ValueError: It is no syllable of Mandarin.
    """
    plain = pinyin.lower().replace("ü", "v").replace("u:", "v")
    found = _SYLLABLE.fullmatch(plain)
    if found is None and plain.rstrip("12345") not in _SYLLABIC:
        raise ValueError(f"{pinyin!r} is no syllable of pinyin: write it as huan2")
    bare, tone = plain.rstrip("12345"), plain[-1] if plain[-1].isdecimal() else "5"
    if bare in _SYLLABIC:
        return _SYLLABIC[bare].replace("0", _TONES[tone])
    initial, final = _parts(bare)
    if final not in _FINALS:
        raise ValueError(f"{pinyin!r} is no syllable of pinyin: write it as huan2")
    sounds = _FINALS[final]
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        sounds = "ɨ0"
    return (_INITIALS[initial] + sounds).replace("0", _TONES[tone])


def _parts(bare: str) -> tuple[str, str]:
    """Initial and final of a syllable, as they sound: yuan is ü and an."""
    found = _SYLLABLE.fullmatch(bare)
    initial, final = (found[1], found[2]) if found else ("", bare)
    if initial in ("j", "q", "x") and final[0] == "u":
        final = f"v{final[1:]}"
    elif not initial and final[0] == "y":
        final = _after_y(final[1:])
    elif not initial and final[0] == "w":
        rest = final[1:]
        final = (
            rest
            if rest == "u"
            else {"ei": "ui", "en": "un", "eng": "ueng", "ong": "ong"}.get(rest, f"u{rest}")
        )
    return initial, final


def _after_y(rest: str) -> str:
    if rest[0] == "u":
        return f"v{rest[1:]}"
    if rest[0] == "v":
        return rest
    if rest[0] == "i":
        return rest
    return {"ou": "iu"}.get(rest, f"i{rest}")
