"""English words as a Japanese speaker says them: phonemes of British English to morae."""

import re
from typing import Final

__all__ = ["english_morae"]

_VOWELS: Final = (
    ("juː", "ユー"), ("jʊə", "ユア"), ("jʊ", "ユ"), ("ɑː", "アー"), ("ɜː", "アー"), ("ɔː", "オー"),
    ("iː", "イー"), ("uː", "ウー"), ("ɛː", "エア"), ("ɪə", "イア"), ("ʊə", "ウア"), ("A", "エイ"),
    ("I", "アイ"), ("O", "オー"), ("Q", "オー"), ("W", "アウ"),
    ("Y", "オイ"), ("i", "イー"), ("u", "ウー"),
    ("ɪ", "イ"), ("ʊ", "ウ"), ("ɛ", "エ"), ("e", "エ"), ("æ", "ア"), ("a", "ア"), ("ʌ", "ア"),
    ("ɑ", "ア"), ("ɒ", "オ"), ("ɔ", "オ"), ("ə", "ア"), ("ɜ", "アー"), ("ɐ", "ア"), ("ᵻ", "イ"),
    ("ᵊ", ""),
)  # fmt: skip
_CONSONANTS: Final = (
    ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("ts", "ʦ"), ("dz", "z"),
)  # fmt: skip
_ROWS: Final = {
    "k": "カキクケコク", "ɡ": "ガギグゲゴグ", "s": "サシスセソス", "z": "ザジズゼゾズ",
    "t": ("タ", "ティ", "トゥ", "テ", "ト", "ト"), "d": ("ダ", "ディ", "ドゥ", "デ", "ド", "ド"),
    "n": "ナニヌネノン", "h": "ハヒフヘホフ", "b": "バビブベボブ", "p": "パピプペポプ",
    "m": "マミムメモム", "ɹ": "ラリルレロル", "r": "ラリルレロル",
    "l": "ラリルレロル", "j": ("ヤ", "イ", "ユ", "イェ", "ヨ", "イ"),
    "w": ("ワ", "ウィ", "ウ", "ウェ", "ウォ", "ウ"),
    "f": ("ファ", "フィ", "フ", "フェ", "フォ", "フ"),
    "v": ("ヴァ", "ヴィ", "ヴ", "ヴェ", "ヴォ", "ヴ"), "θ": "サシスセソス", "ð": "ザジズゼゾズ",
    "ʃ": ("シャ", "シ", "シュ", "シェ", "ショ", "シュ"),
    "ʒ": ("ジャ", "ジ", "ジュ", "ジェ", "ジョ", "ジュ"),
    "ʧ": ("チャ", "チ", "チュ", "チェ", "チョ", "チ"),
    "ʤ": ("ジャ", "ジ", "ジュ", "ジェ", "ジョ", "ジ"),
    "ʦ": ("ツァ", "ツィ", "ツ", "ツェ", "ツォ", "ツ"),
    "ŋ": ("ンガ", "ンギ", "ング", "ンゲ", "ンゴ", "ング"),
    "x": "ハヒフヘホフ", "T": ("タ", "ティ", "トゥ", "テ", "ト", "ト"), "ɾ": "ラリルレロル",
}  # fmt: skip
"""Consonant before a, i, u, e, o, and before another or at the end."""
_COLUMNS: Final = "アイウエオ"
_SHORT: Final = frozenset("ɪʊɛæʌɒ")
_DOUBLED: Final = frozenset(("k", "t", "p", "ʧ", "ʤ", "ʃ"))
_SOUND: Final = re.compile(
    "|".join(sorted((re.escape(sound) for sound, _ in _VOWELS), key=len, reverse=True)) + "|."
)


def english_morae(phonemes: str) -> str:
    """Katakana of an English word by its phonemes: `kˈæt` as キャット."""
    for written, sound in _CONSONANTS:
        phonemes = phonemes.replace(written, sound)
    vowels = dict(_VOWELS)
    sounds = _SOUND.findall(re.sub(r"[ˈˌ‿ ʔ]", "", phonemes))
    kana = ""
    n = 0
    while n < len(sounds):
        sound, after = sounds[n], sounds[n + 1] if n + 1 < len(sounds) else ""
        if sound in vowels:
            kana += vowels[sound]
        elif sound in _ROWS:
            kana, taken = _consonant(kana, sounds, n, vowels.get(after))
            n += taken
        n += 1
    return kana


def _consonant(kana: str, sounds: list[str], n: int, vowel: str | None) -> tuple[str, int]:
    """The kana with a consonant, and whether the vowel behind it is taken with it."""
    sound, row = sounds[n], _ROWS[sounds[n]]
    before = sounds[n - 1] if n else ""
    is_last = n + 1 == len(sounds)
    if vowel:
        if vowel[0] == "ユ" and (stem := row[1]):
            return f"{kana}{stem}ュ{vowel[1:]}" if len(
                stem
            ) == 1 else f"{kana}{row[2]}{vowel[1:]}", 1
        if sounds[n + 1] == "æ" and sound in "kɡ":
            return f"{kana}{row[1]}ャ{vowel[1:]}", 1
        return f"{kana}{row[_COLUMNS.index(vowel[0])]}{vowel[1:]}", 1
    if sound == "m" and not is_last and sounds[n + 1] in "pbm":
        return f"{kana}ン", 0
    if sound == "ŋ" and not is_last and sounds[n + 1] in "kɡ":
        return f"{kana}ン", 0
    if is_last and sound in _DOUBLED and before in _SHORT:
        kana += "ッ"
    return kana + row[5], 0
