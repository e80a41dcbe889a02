"""Japanese morae in the phonemes that Kokoro's Japanese voices were trained on.

They are those of the Japanese front end of misaki 0.9.4, `cutlet`.
"""

import unicodedata
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

__all__ = ["MORAE", "mora_phonemes", "split_morae"]

_ROWS: Final = (
    ("アイウエオ", "a i ɯ e o"), ("カキクケコ", "ka kʲi kɯ ke ko"),
    ("ガギグゲゴ", "ɡa ɡʲi ɡɯ ɡe ɡo"),
    ("サシスセソ", "sa ɕi sɨ se so"), ("ザジズゼゾ", "ʣa ʥi zɨ ʣe ʣo"),
    ("タチツテト", "ta ʨi ʦɨ te to"), ("ダヂヅデド", "da ʥi zɨ de do"),
    ("ナニヌネノ", "na ɲi nɯ ne no"), ("ハヒフヘホ", "ha çi ɸɯ he ho"),
    ("バビブベボ", "ba bʲi bɯ be bo"), ("パピプペポ", "pa pʲi pɯ pe po"),
    ("マミムメモ", "ma mʲi mɯ me mo"), ("ヤユヨ", "ja jɯ jo"), ("ラリルレロ", "ɾa ɾʲi ɾɯ ɾe ɾo"),
    ("ワヰヱヲ", "βa i e o"), ("ヴヷヸヹヺ", "vɯ va vʲi ve vo"),
    ("ァィゥェォ", "a i ɯ e o"), ("ャュョヮ", "ja jɯ jo βa"), ("ヵヶ", "ka ke"),
)  # fmt: skip
_GLIDES: Final = {"ャ": "a", "ュ": "ɨ", "ョ": "o", "ェ": "e", "ィ": "i"}
_PALATALS: Final = {
    "キ": "kʲ", "ギ": "ɡʲ", "シ": "ɕ", "ジ": "ʥ", "チ": "ʨ", "ヂ": "ʥ", "ニ": "ɲ", "ヒ": "ç",
    "ビ": "bʲ", "ピ": "pʲ", "ミ": "mʲ", "リ": "ɾʲ", "テ": "tʲ", "デ": "dʲ", "ヴ": "bʲ", "フ": "ɸʲ",
}  # fmt: skip
_VOWELS: Final = {"ァ": "a", "ィ": "i", "ゥ": "ɯ", "ェ": "e", "ォ": "o", "ヮ": "a"}
_LABIALS: Final = {"ク": "kᵝ", "グ": "ɡᵝ", "ツ": "ʦ", "フ": "ɸ", "ヴ": "v", "ウ": "β"}
_SPECIAL: Final = {
    "イェ": "je", "スィ": "si", "ズィ": "zi", "トゥ": "tɯ", "ドゥ": "dɯ", "ツィ": "ʦʲi",
    "フィ": "ɸʲi", "ヴィ": "vʲi", "ヴゥ": "vɯ", "ー": "ː", "ッ": "ʔ", "ン": "ɴ",
}  # fmt: skip
# Small kana of Ainu and old kana, as their neighbours in the syllabary.
_ALIASES: Final = dict(
    zip("ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ", "クシストヌハヒフヘホムラリルレロ", strict=True)
)


def _table() -> Iterator[tuple[str, str]]:
    for kana, row in _ROWS:
        yield from zip(kana, row.split(), strict=True)
    for kana, consonant in _PALATALS.items():
        yield from ((kana + small, consonant + vowel) for small, vowel in _GLIDES.items())
    for kana, consonant in _LABIALS.items():
        yield from (
            (kana + small, consonant + vowel)
            for small, vowel in _VOWELS.items()
            if small != "ゥ" or kana in "クグウ"
        )
    yield from _SPECIAL.items()


MORAE: Final = MappingProxyType(dict(_table()))
"""Mora in katakana and its phonemes: consonant and vowel."""
_NASALS: Final = (("mpb", "m"), ("kɡ", "ŋ"), ("ɲʨʥ", "ɲ"), ("ntdɾz", "n"))
"""Consonants, and what ン is before them."""


def split_morae(kana: str) -> list[str]:
    """Morae of kana in any form; whatever is no kana is left out."""
    katakana = "".join(
        chr(ord(char) + 0x60) if "ぁ" <= char <= "ゖ" else _ALIASES.get(char, char)
        for char in unicodedata.normalize("NFKC", kana)
    )
    morae: list[str] = []
    for char in katakana:
        if char not in MORAE:
            continue
        if morae and morae[-1] + char in MORAE:
            morae[-1] += char
        else:
            morae.append(char)
    return morae


def mora_phonemes(morae: list[str]) -> str:
    """Phonemes of the morae of a word; ン sounds as what follows it needs."""
    sounds = [MORAE[mora] for mora in morae]
    for n, mora in enumerate(morae):
        if mora == "ン" and n + 1 < len(morae):
            following = sounds[n + 1][0]
            sounds[n] = next((nasal for group, nasal in _NASALS if following in group), "ɴ")
    return "".join(sounds)
