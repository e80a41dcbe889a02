"""Runs of another script within a text, and the language that each is read in."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

__all__ = ["ForeignRun", "foreign_runs"]

# Letters, marks and digits; punctuation is left to the text around.
_SCRIPTS: Final = {
    "cyrillic": "\u0400-\u0481\u0483-\u0487\u048a-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua66e"
    "\ua674-\ua67d\ua67f-\ua69f",
    "greek": "\u0370-\u0373\u0376\u0377\u037b-\u037d\u0386\u0388-\u03e1\u1f00-\u1fbc\u1fc2-\u1fcc"
    "\u1fd0-\u1fdb\u1fe0-\u1fec\u1ff2-\u1ffc",
    "armenian": "\u0531-\u0556\u0560-\u0588",
    "hebrew": "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u05d0-\u05ea\u05ef-\u05f2"
    "\ufb1d-\ufb28\ufb2a-\ufb4f",
    "arabic": "\u0610-\u061a\u0620-\u0669\u066e-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06fc"
    "\u0750-\u077f\u08a0-\u08ff\ufb50-\ufbb1\ufbd3-\ufd3d\ufe70-\ufefc",
    "devanagari": "\u0900-\u0963\u0966-\u096f\u0971-\u097f\ua8e0-\ua8f7",
    "bengali": "\u0980-\u09f1\u09fc\u09fe",
    "gurmukhi": "\u0a01-\u0a75",
    "gujarati": "\u0a81-\u0aef\u0af9-\u0aff",
    "odia": "\u0b01-\u0b6f\u0b71",
    "tamil": "\u0b82-\u0bef",
    "telugu": "\u0c00-\u0c6f",
    "kannada": "\u0c80-\u0cf2",
    "malayalam": "\u0d00-\u0d4e\u0d54-\u0d57\u0d5f-\u0d6f\u0d7a-\u0d7f",
    "sinhala": "\u0d81-\u0df3",
    "thai": "\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59",
    "lao": "\u0e81-\u0edf",
    "tibetan": "\u0f00\u0f18-\u0f19\u0f20-\u0f29\u0f35\u0f37\u0f39\u0f40-\u0f84\u0f86-\u0fbc",
    "burmese": "\u1000-\u1049\u1050-\u109d",
    "georgian": "\u10a0-\u10fa\u10fc-\u10ff\u1c90-\u1cbf\u2d00-\u2d2d",
    "ethiopic": "\u1200-\u135f\u1380-\u138f\u2d80-\u2dde",
    "khmer": "\u1780-\u17d3\u17d7\u17dc-\u17e9",
    "mongolian": "\u1810-\u1819\u1820-\u18aa",
    "cherokee": "\u13a0-\u13fd\uab70-\uabbf",
    "hangul": "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb\uffa1-\uffdc",
    "kana": "\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\uff66-\uff9f",
    "han": "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f",
}
"""Characters of each script, as a part of a character class."""
_READ_IN: Final = {
    "cyrillic": "ru", "greek": "el", "armenian": "hy", "hebrew": "he", "arabic": "ar",
    "devanagari": "h", "bengali": "bn", "gurmukhi": "pa", "gujarati": "gu", "odia": "or",
    "tamil": "ta", "telugu": "te", "kannada": "kn", "malayalam": "ml", "sinhala": "si",
    "thai": "th", "burmese": "my", "georgian": "ka", "ethiopic": "am", "hangul": "ko",
    "kana": "j", "han": "z",
}  # fmt: skip
"""Language of most texts in a script; the other scripts have no G2P."""
_MARKERS: Final = {
    "cyrillic": (
        (re.compile("[іїєґ]", re.IGNORECASE), "uk"),
        (re.compile("ў", re.IGNORECASE), "be"),
        (re.compile("[ѓќѕ]", re.IGNORECASE), "mk"),
        (re.compile("[ђћљњџј]", re.IGNORECASE), "sr"),
        (re.compile("[әғқңұһ]", re.IGNORECASE), "kk"),
        # In Russian a hard sign stands only between a prefix and one of these vowels.
        (re.compile("ъ(?![еёюя])", re.IGNORECASE), "bg"),
    ),
    "arabic": (
        (re.compile("[\u0679\u0688\u0691\u06ba\u06d2\u06c1\u06be]"), "ur"),
        (re.compile("[\u067e\u0686\u0698\u06af]"), "fa"),
    ),
}
"""Letters that only one other language in the script has."""
_OWN: Final = {
    "h": ("devanagari",), "mr": ("devanagari",), "ne": ("devanagari",), "kok": ("devanagari",),
    "j": ("kana", "han"), "z": ("han",), "yue": ("han",), "hak": ("han",), "ko": ("hangul", "han"),
    "as": ("bengali",), "grc": ("greek",), "ti": ("ethiopic",),
    **dict.fromkeys(
        ("uk", "be", "mk", "sr", "kk", "bg", "ky", "tt", "ba", "cv"), ("cyrillic",)
    ),
    **dict.fromkeys(("fa", "ur", "ug", "sd", "ku"), ("arabic",)),
    **{lang: (script,) for script, lang in _READ_IN.items() if lang not in ("h", "j", "z", "ko")},
}  # fmt: skip
"""Scripts that a language is itself written in."""
_ALPHABETS: Final = ("cyrillic", "greek", "armenian", "georgian")
_SYMBOL_LETTERS: Final = 3
"""Fewer letters of an alphabet that touch a letter of the text around are a symbol, as in `Δt`."""
_CJK_DIGITS: Final = 12
"""Digits before an ideograph that belong to it, as in `2025年`."""


class ForeignRun(NamedTuple):
    """A part of a text in another script."""

    start: int
    end: int
    lang: str
    """Letter of `LANGUAGES`, name of a language in espeak-ng, or `und` if none reads it."""


def foreign_runs(text: str, start: int, end: int, lang: str) -> Iterator[ForeignRun]:
    """The runs of scripts that a language is not written in, in order.

    A run has words of one script, with what stands between them: spaces, punctuation and numbers.
    Single letters that are symbols (`Δt`, `α`) and numbers without a letter are no run. Takes
    time linear in the length.

    Args:
        text: The caller's text.
        start: Where to begin.
        end: Where to stop.
        lang: Language of the text: a letter of `LANGUAGES` or a name in espeak-ng.
    """
    if text.isascii():
        return
    own = _OWN.get(lang, ())
    any_foreign, runs = _patterns(own)
    has_kana: bool | None = None
    at = start
    while found := any_foreign.search(text, at, end):
        # Each script has a group of its own, and the group that matched names the script.
        script = found.lastgroup or ""
        run = runs[script].match(text, found.start(), end)
        if run is None:
            at = found.end()
            continue
        first, last = run.span()
        is_symbol = script in _ALPHABETS and _is_symbol(text, first, last, script)
        if is_symbol or not any(map(str.isalpha, run[0])):
            at = last
            continue
        if script in ("kana", "han"):
            while first > max(at, run.start() - _CJK_DIGITS) and text[first - 1].isdecimal():
                first -= 1
            if has_kana is None:
                has_kana = _kana().search(text) is not None
        yield ForeignRun(first, last, _language(script, run[0], has_kana=bool(has_kana)))
        at = last


def _is_symbol(text: str, start: int, end: int, script: str) -> bool:
    """Whether letters stand for themselves: `α`, or a look-alike within a word."""
    letters = sum(char.isalpha() for char in text[start : min(end, start + 2 * _SYMBOL_LETTERS)])
    touches = text[start - 1 : start].isalpha() if start else False
    touches = touches or text[end : end + 1].isalpha()
    if touches and letters < _SYMBOL_LETTERS:
        return True
    return script == "greek" and _greek_word().search(text, start, end) is None


def _language(script: str, run: str, *, has_kana: bool) -> str:
    if script == "han":
        return "j" if has_kana else "z"
    for marker, lang in _MARKERS.get(script, ()):
        if marker.search(run):
            return lang
    return _READ_IN.get(script, "und")


@cache
def _patterns(own: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, re.Pattern[str]]]:
    """A character of any script but those of the text, and the run that may begin there."""
    foreign = {script: chars for script, chars in _SCRIPTS.items() if script not in own}
    any_foreign = "|".join(f"(?P<{script}>[{chars}])" for script, chars in foreign.items())
    # A lookahead with one class makes the search fast where there is none of them.
    any_foreign = f"(?=[{''.join(foreign.values())}])(?:{any_foreign})"
    runs: dict[str, re.Pattern[str]] = {}
    for script, own_chars in foreign.items():
        chars = own_chars
        if script in ("kana", "han") and "han" not in own:
            chars = _SCRIPTS["kana"] + _SCRIPTS["han"]
        word = rf"[{chars}](?:[\u200c\u200d'’·-]?[{chars}\u0300-\u036f])*+"
        number = r"(?:\d{1,15}+(?:[.,:]\d{1,9}+){0,3}+[^\S\n]{1,2}+){0,3}+"
        if script in ("kana", "han"):
            number = r"(?:\d{1,15}+(?:[.,:]\d{1,9}+){0,3}+[^\S\n]{0,2}+){0,3}+"
        mark = r"[^\S\n]?[,;:…—–.!?،؛؟।、。，！？；：「」《》]{0,3}+[^\S\n]{0,2}+"
        runs[script] = re.compile(f"{word}(?:{mark}{number}{word})*+")
    return re.compile(any_foreign), runs


@cache
def _kana() -> re.Pattern[str]:
    return re.compile(f"[{_SCRIPTS['kana']}]")


@cache
def _greek_word() -> re.Pattern[str]:
    return re.compile(f"[{_SCRIPTS['greek']}]{{2}}")
