"""Sounds that the model has not learnt, as the nearest that it has."""

import re
from typing import Final

__all__ = ["nearest_phonemes"]

_SEQUENCES: Final = (
    ("t͡ʃ", "ʧ"), ("d͡ʒ", "ʤ"), ("t͡s", "ʦ"), ("d͡z", "ʣ"), ("t͡ɕ", "ʨ"), ("d͡ʑ", "ʥ"),
    ("t͡ʂ", "ꭧ"), ("d͡ʐ", "ʤ"), ("t͜ʃ", "ʧ"), ("d͜ʒ", "ʤ"), ("t͜s", "ʦ"), ("t͜ɕ", "ʨ"),
    ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("tɕ", "ʨ"), ("dʑ", "ʥ"), ("tʂ", "ꭧ"), ("dʐ", "ʤ"),
    ("ɝ", "ɜɹ"), ("pf", "pf"),
)  # fmt: skip
_SINGLE: Final = str.maketrans({
    "g": "ɡ", "ɫ": "l", "ɭ": "l", "ʟ": "l", "ɬ": "ʃ", "ɮ": "ʒ", "ɺ": "ɾ", "ʀ": "ʁ", "ɽ": "ɽ",
    "ʙ": "b", "ɓ": "b", "ɗ": "d", "ɠ": "ɡ", "ʄ": "ɟ", "ɢ": "ɡ", "ħ": "h", "ɦ": "h", "ʜ": "h",
    "ʕ": "ʔ", "ʢ": "ʔ", "ʡ": "ʔ", "ʐ": "ʒ", "ʑ": "ʒ", "ɧ": "ʃ", "ɱ": "m", "ʍ": "w", "ɰ": "ɰ",
    "ʉ": "u", "ɵ": "ø", "ɘ": "ə", "ɞ": "ɜ", "ɶ": "œ", "ʏ": "y", "ɒ": "ɒ", "ɷ": "ʊ", "ʷ": "w",
    "ʱ": "ʰ", "ⁿ": "n", "ᵐ": "m", "ˠ": "", "ˤ": "", "ˑ": "", "ʼ": "", "'": "ˈ", "ˀ": "ʔ", "ᶑ": "ɖ",
    "ɚ": "əɹ", "ɹ": "ɹ", "ε": "ɛ", "ʴ": "ɹ", "˞": "ɹ",
    "˥": "→", "˩": "↓", "˧": "→", "˨": "↓", "˦": "↗",
    "^": "", "͡": "", "͜": "", "‿": "", ".": "", "|": "", "‖": "", "_": "", "-": "",
})  # fmt: skip
_SYLLABIC: Final = re.compile(r"([lmnŋɹr])[\u0329\u030d]")
_MARKS: Final = re.compile(r"[\u0300-\u0302\u0304-\u036f\d]")
"""Diacritics but the tilde of nasal vowels, and the digits of tones."""


def nearest_phonemes(phonemes: str) -> str:
    """Phonemes in the International Phonetic Alphabet with those that the model knows.

    Args:
        phonemes: IPA, as espeak-ng or a caller writes it. Marks that change a sound little, ties
            and dots between syllables are dropped; what has no near sound is left as it is.
    """
    for written, known in _SEQUENCES:
        phonemes = phonemes.replace(written, known)
    phonemes = _SYLLABIC.sub(r"ᵊ\1", phonemes)
    return _MARKS.sub("", phonemes.translate(_SINGLE))
