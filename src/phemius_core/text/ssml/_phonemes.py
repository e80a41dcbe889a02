"""Phonemes of callers, in the International Phonetic Alphabet or X-SAMPA, as the model's."""

import re
from typing import Final

from phemius_core.phonemes import VOCABULARY
from phemius_core.text._nearest_phonemes import nearest_phonemes

__all__ = ["ALPHABETS", "to_model_phonemes"]

ALPHABETS: Final = ("ipa", "x-sampa", "x-kokoro")
"""Names of the alphabets; the last is the notation of `[word](/phonemes/)`."""
_X_SAMPA: Final = {
    "b_<": "ɓ", "d`": "ɖ", "d_<": "ɗ", "g_<": "ɠ", "h\\": "ɦ", "j\\": "ʝ", "l`": "ɭ", "l\\": "ɺ",
    "n`": "ɳ", "p\\": "ɸ", "r`": "ɽ", "r\\": "ɹ", "r\\`": "ɻ", "s`": "ʂ", "s\\": "ɕ", "t`": "ʈ",
    "v\\": "ʋ", "x\\": "ɧ", "z`": "ʐ", "z\\": "ʑ", "A": "ɑ", "B": "β", "B\\": "ʙ", "C": "ç",
    "D": "ð", "E": "ɛ", "F": "ɱ", "G": "ɣ", "G\\": "ɢ", "G\\_<": "ʛ", "H": "ɥ", "H\\": "ʜ",
    "I": "ɪ", "I\\": "ᵻ", "J": "ɲ", "J\\": "ɟ", "J\\_<": "ʄ", "K": "ɬ", "K\\": "ɮ", "L": "ʎ",
    "L\\": "ʟ", "M": "ɯ", "M\\": "ɰ", "N": "ŋ", "N\\": "ɴ", "O": "ɔ", "O\\": "ʘ", "P": "ʋ",
    "Q": "ɒ", "R": "ʁ", "R\\": "ʀ", "S": "ʃ", "T": "θ", "U": "ʊ", "U\\": "ʊ", "V": "ʌ", "W": "ʍ",
    "X": "χ", "X\\": "ħ", "Y": "ʏ", "Z": "ʒ", ".": ".", '"': "ˈ", "%": "ˌ", "_j": "ʲ", "'": "ʲ",
    ":": "ː", ":\\": "ˑ", "@": "ə", "@\\": "ɘ", "@`": "ɚ", "{": "æ", "}": "ʉ", "1": "ɨ",
    "2": "ø", "3": "ɜ", "3`": "ɝ", "3\\": "ɞ", "4": "ɾ", "5": "ɫ", "6": "ɐ", "7": "ɤ", "8": "ɵ",
    "9": "œ", "&": "ɶ", "?": "ʔ", "?\\": "ʕ", "<\\": "ʢ", ">\\": "ʡ", "_h": "ʰ", "_w": "ʷ",
    "_G": "ˠ", "_?\\": "ˤ", "_~": "\u0303", "~": "\u0303", "_=": "\u0329", "=": "\u0329",
    "_0": "", "_v": "", "_d": "", "_a": "", "_t": "", "_o": "", "_r": "", "_c": "", "_O": "",
    "_k": "", "_x": "", "_m": "", "_N": "", "_n": "ⁿ", "_l": "", "_}": "", "_+": "", "_-": "",
    "_>": "", "_^": "", "_T": "", "_H": "", "_M": "", "_L": "", "_B": "", "_F": "", "_R": "",
    '_"': "", "_A": "", "_q": "", "_e": "", "_/": "", "_\\": "", "`": "", "-\\": "", "|": "",
    "||": "", "^": "", "!": "", "<F>": "", "<R>": "", "-": "", "_": "\u0361",
}  # fmt: skip
"""Symbols of X-SAMPA in IPA; those of IPA that are the same are not listed."""
_X_SAMPA_SYMBOL: Final = re.compile(
    "|".join(map(re.escape, sorted(_X_SAMPA, key=len, reverse=True)))
)
_VOWELS: Final = "aeiouyæøœɐɑɒɔəɚɛɜɤɨɪɯʉʊʌʏᵊᵻɘɵɞɶAIOQWY"
_STRESS_OF_SYLLABLE: Final = re.compile(rf"([ˈˌ])([^{_VOWELS}ˈˌ\s]{{1,8}})(?=[{_VOWELS}])")
_ENGLISH: Final = (
    ("əʊ", "Q"), ("oʊ", "O"), ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"), ("ɔɪ", "Y"), ("r", "ɹ"),
    ("e", "ɛ"),
)  # fmt: skip
"""Diphthongs have one symbol each; plain `e` is written for the vowel of "dress"."""
_AMERICAN: Final = (
    ("Q", "O"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɚ", "əɹ"), ("ɒ", "ɑ"), ("ː", ""),
)  # fmt: skip
_BRITISH: Final = (("O", "Q"), ("ɚ", "ə"))


def to_model_phonemes(written: str, alphabet: str, lang: str) -> str:
    """Phonemes in the notation of the model.

    Args:
        written: As the caller wrote them.
        alphabet: One of `ALPHABETS`.
        lang: Who reads the text around, as `find_reader` gives it: its notation is followed.
    """
    if alphabet == "x-kokoro":
        return written.strip()
    ipa = written.strip()
    if alphabet == "x-sampa":
        ipa = _X_SAMPA_SYMBOL.sub(lambda found: _X_SAMPA[found[0]], ipa)
    # A tilde of its own after the vowel, and no other marks in one code point.
    ipa = ipa.replace("\u0251\u0303", "ɑ\u0303")
    if lang in ("a", "b"):
        for symbols, symbol in (*_ENGLISH, *(_AMERICAN if lang == "a" else _BRITISH)):
            ipa = ipa.replace(symbols, symbol)
    known = nearest_phonemes(ipa)
    # The model has the stress right before the vowel, IPA before the syllable.
    known = _STRESS_OF_SYLLABLE.sub(r"\2\1", known)
    return known if any(char in VOCABULARY for char in known) else ""
