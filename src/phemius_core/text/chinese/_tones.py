"""Tones as they change in connected speech: 不, 一, third tones, and 儿."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Syllable", "apply_sandhi"]

_FIGURES: Final = frozenset("零〇一二三四五六七八九十幺")
_PLACES: Final = frozenset("百千万亿")
_COUNTED: Final = frozenset("月日号楼级")
"""一 before one of these is a number in a row: 一月, 一楼."""
_NOT_RHOTIC: Final = frozenset((
    "女儿", "婴儿", "幼儿", "孤儿", "胎儿", "少儿", "健儿", "患儿", "宠儿", "弃儿", "产儿", "育儿",
    "妻儿", "男儿", "托儿", "小儿", "生儿", "血儿", "死儿", "早儿", "侄儿", "乳儿", "哺儿",
))  # fmt: skip
"""Ends of words in which 儿 is a syllable of its own."""


@dataclass(slots=True)
class Syllable:
    """A character and its pinyin, such as `huan2`."""

    char: str
    pinyin: str
    starts_word: bool
    ends_word: bool
    is_rhotic: bool = False
    """Whether it is the 儿 that colours the syllable before it."""

    @property
    def tone(self) -> str:
        return self.pinyin[-1]

    @tone.setter
    def tone(self, tone: str) -> None:
        self.pinyin = self.pinyin[:-1] + tone


def apply_sandhi(syllables: Sequence[Syllable]) -> None:
    """Change the tones of syllables that are spoken without a pause between."""
    for n, syllable in enumerate(syllables):
        before = syllables[n - 1] if n else None
        after = syllables[n + 1] if n + 1 < len(syllables) else None
        if syllable.char == "儿" and before and not syllable.starts_word:
            _rhotic(before, syllable)
        elif syllable.char == "不" and after:
            is_repeated = before is not None and before.char == after.char
            syllable.tone = "5" if is_repeated else "2" if after.tone == "4" else "4"
        elif syllable.char == "一":
            behind = syllables[n + 2] if n + 2 < len(syllables) else None
            if after and behind and after.char in "到至比减加乘点" and behind.char in _FIGURES:
                syllable.tone = "1"
            else:
                syllable.tone = _tone_of_one(before, syllable, after)
    _third_tones(syllables)


def _rhotic(before: Syllable, syllable: Syllable) -> None:
    if before.char + syllable.char not in _NOT_RHOTIC:
        syllable.pinyin, syllable.is_rhotic = "er5", True


def _tone_of_one(before: Syllable | None, one: Syllable, after: Syllable | None) -> str:
    if after is None or (before is not None and before.char in "第初"):
        return "1"
    if before is not None and before.char == after.char and before.char not in _FIGURES:
        return "5"
    in_number = before is not None and before.char in _FIGURES | _PLACES | {"点"}
    if in_number or after.char in _FIGURES or after.char in _COUNTED:
        return "1"
    if one.ends_word and not one.starts_word:
        return "1"
    return "2" if after.tone == "4" or after.char == "个" else "4"


def _third_tones(syllables: Sequence[Syllable]) -> None:
    """A third tone before another is a second one, within a word and where a short word joins."""
    written = [syllable.tone for syllable in syllables]
    for n in range(len(syllables) - 1):
        if written[n] != "3" or written[n + 1] != "3":
            continue
        first, second = syllables[n], syllables[n + 1]
        joins = not first.ends_word or first.starts_word or second.ends_word
        if joins:
            first.tone = "2"
