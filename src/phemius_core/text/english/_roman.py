"""Roman numerals in English text: after names, titles, chapters, films, and as labels of lists."""

import re
from typing import Final

from phemius_core.text._numerals import roman_value
from phemius_core.text._rule import Rule
from phemius_core.text._word_set import word_set
from phemius_core.text.english._number_words import cardinal, ordinal

__all__ = ["RULES"]

_CUES: Final = word_set(
    """act amendment annex apollo appendix article book canto category chap chapter class column
    corps division edition episode exercise factor figure fig form gemini grade group iteration
    lecture legion lesson level mark mk model module movement note olympiad op page part paragraph
    phase pioneer plate pp. problem psalm question round saturn scene schedule season section series
    sonata sonnet stage step supplement symphony table theorem tier title titan topic type unit
    variant vatican verse version vol vol. volume voyager war week year"""
)
"""Words after which a Roman numeral is a number."""
_SHORT_CUES: Final = {"ch.": "chapter", "chap.": "chapter", "fig.": "figure", "sec.": "section",
                      "bk.": "book", "pt.": "part", "vols.": "vol"}  # fmt: skip
_RULERS: Final = word_set(
    """abbas afonso albert alexander alexios alfonso amenhotep antiochus artaxerxes basil baudouin
    bayezid benedict boniface carl carlos casimir catherine charles christian clement cleopatra
    constantine cyrus darius david edgar edmund edward elizabeth emmanuel felipe ferdinand francis
    franz frederick friedrich george gregory gustav haakon hadrian harald henri henry hirohito
    honorius humbert innocent isabella ivan james joan john joseph juan julius justinian karl
    ladislaus leo leopold louis malcolm manuel margrethe maria mary maximilian mehmed mentuhotep
    michael mithridates mohammed murad napoleon nicholas olaf olav otto paul pedro peter philip pius
    ptolemy rama rameses ramesses ramses richard robert rudolf sargon selim seti sigismund sixtus
    stephen suleiman theodosius thutmose thutmosis tutankhamun umberto urban victor wilhelm william
    xerxes"""
)
"""Names of rulers: a numeral after them is an ordinal, I and V too."""
_GIVEN_NAMES: Final = word_set(
    """aaron adam adlai albert allen andrew anthony arthur ben benjamin bill bobby brian bruce
    carter chris christopher cornelius dale daniel donald douglas earl elliott eric ernest
    eugene frank fred gary gerald glenn gordon harold harry herbert howard hugh jack jacob
    jake jeff jerome jim jimmy joe jonathan justin ken kenneth kevin larry lawrence lee luke
    mark martin matthew max nathan ned nelson nick oliver oscar patrick ralph ray raymond
    ron ronald roy russell sam samuel scott sean sidney simon steve steven ted theodore
    thomas tim timothy tom tony trey vincent walter warren wayne will willie winthrop"""
)
_RULING: Final = word_set(
    "king queen pope emperor empress tsar czar kaiser sultan pharaoh prince princess duke antipope "
    "patriarch saint"
)
_AFTER_I: Final = word_set(
    """am was have had do did will would can could should might must think thought believe know knew
    feel felt want wanted like love need hope guess said say see saw went go got get just never
    always really also still don't didn't can't won't wasn't haven't"""
)
"""Words that follow the pronoun I."""
_LETTERS_TOO: Final = frozenset(("IV", "XX", "XXX", "VI", "CD", "CC", "CV", "DC", "MC", "MD", "MM",
                                 "DI", "LI", "XL", "MIX", "DIM", "MI", "DV", "CL", "ML", "DL", "MV",
                                 "CM", "LC", "CI", "CIV", "LIV", "MCC"))  # fmt: skip
"""Numerals that are more often letters or words: numbers after a cue, or a title, alone."""
_AFTER_FIVE_OR_TEN: Final = word_set(
    "gta rocky os iphone fantasy auto kombat civilization rambo resident evil elder scrolls"
)
_INTRAVENOUS: Final = re.compile(
    r"\s(?:drip|fluids?|lines?|bags?|therapy|access|infusion|antibiotics?|injection|catheter|use)\b"
)
_BEFORE: Final = re.compile(r"(?:([\w.'’-]+)[ \u00a0])?([\w.'’-]+)[ \u00a0,]{1,2}$")
_ORDINAL_NOUNS: Final = re.compile(r"\s(?:[Cc]entur|Olymp|Congress|Session|Legion|Corps|Dynasty)")


def _roman(found: re.Match[str], _lang: str) -> str | None:
    """`Henry VIII` as Henry the eighth, `Chapter IV` as Chapter four, `Rocky IV` as Rocky four."""
    numeral, text = found["roman"], found.string
    value = roman_value(numeral)
    start, end = found.span()
    if value and _ORDINAL_NOUNS.match(text, end) and len(numeral) > 1 and numeral.isupper():
        return ordinal(value)
    words = _BEFORE.search(text, max(0, start - 60), start)
    if words is None or not value:
        return None
    before, earlier = words[2], words[1] or ""
    plain = re.sub(r"['’]s$", "", before).lower()
    plain = _SHORT_CUES.get(plain, plain)
    is_number = plain in _CUES or (plain == "no." and len(numeral) > 1)
    if is_number or f"{earlier} {before}".lower() == "super bowl":
        is_pronoun = numeral == "I" and _next_word(text, end) in _AFTER_I
        is_console = numeral == "X" and earlier == "Xbox"
        return None if is_pronoun or is_console else cardinal(value)
    if len(numeral) == 1 and numeral != "I" and plain in _AFTER_FIVE_OR_TEN:
        return cardinal(value)
    if numeral.islower() or not before[0].isupper() or before.endswith("."):
        return None
    return _after_name(before, earlier, found, value)


def _after_name(before: str, earlier: str, found: re.Match[str], value: int) -> str | None:
    """An ordinal after the name of a person, a number after the name of a work."""
    numeral, text, end = found["roman"], found.string, found.end()
    if _is_ruler(before, earlier, numeral, text, end):
        return f"the {ordinal(value)}"
    is_dose = numeral == "IV" and _INTRAVENOUS.match(text, end)
    is_letters = numeral in _LETTERS_TOO and (is_dose or numeral not in {"IV", "VI", "XX"})
    is_shouted = before.isupper() and len(before) > 4
    if len(numeral) == 1 or is_letters or is_shouted or set(numeral) - set("IVX"):
        return None
    if {before.lower(), earlier.lower()} & _GIVEN_NAMES:
        return f"the {ordinal(value)}"
    return cardinal(value)


def _is_ruler(before: str, earlier: str, numeral: str, text: str, end: int) -> bool:
    """Whether the name before a numeral is that of a ruler."""
    name = before.lower()
    if f"{before} {numeral}" == "Malcolm X":
        return False
    if name not in _RULERS and earlier.lower() not in _RULING:
        return earlier.lower() in _RULERS and len(numeral) > 1 and before not in {"War", "Part"}
    if numeral != "I":
        return True
    # "Elizabeth I" at the end of a clause or with a verb of the third person, not with "see".
    return _next_word(text, end) not in _AFTER_I - {"was", "had"} and (
        not text[end : end + 1].isspace()
        or earlier.lower() in _RULING
        or re.match(r"\s(?:of|was|is|had|ruled|reigned|died|became|and|in|to|who|by|from)\b",
                    text[end : end + 12]) is not None
    )  # fmt: skip


def _next_word(text: str, at: int) -> str:
    found = re.match(r"[ \u00a0]([\w'’]+)", text[at : at + 24])
    if found is None:
        return "will" if re.match(r"['’](?:m|d|ll|ve)\b", text[at : at + 4]) else ""
    return found[1].lower().replace("’", "'")


def _label(found: re.Match[str], _lang: str) -> str | None:
    """`II. Methods` at the beginning of a line."""
    text, start = found.string, found.start()
    line = text[max(0, text.rfind("\n", 0, start) + 1) : start] if start else ""
    if line.strip("#>*_ \t-"):
        return None
    value = roman_value(found["label_roman"])
    return f"{cardinal(value)}." if value else None


def _in_brackets(found: re.Match[str], _lang: str) -> str | None:
    """`(iii)`."""
    numeral = found["bracketed"]
    if numeral in {"i", "v", "x"} and "(ii)" not in found.string[: found.end() + 600]:
        return None
    value = roman_value(numeral)
    return f"({cardinal(value)})" if value else None


def _world_war(found: re.Match[str], _lang: str) -> str:
    return f"World War {'two' if found['world_war'] in ('II', '2') else 'one'}"


RULES: Final = (
    Rule("world_war", r"\bWW(?P<world_war>I{1,2}|[12])\b", _world_war, starts=r"\bW"),
    Rule(
        "roman_label",
        r"(?<![^\s*_])(?P<label_roman>[IVX]{1,6})\.(?=[ \t]{1,4}[\"“*_]*+[A-Z])",
        _label,
        starts=r"(?<![^\s*_])[IVX]",
    ),
    Rule("roman_bracket", r"\((?P<bracketed>[ivx]{1,5})\)", _in_brackets, starts=r"\("),
    Rule(
        "roman",
        r"(?<![\w'’.$/-])(?P<roman>[IVXLCDM]{1,12}|[ivxl]{1,6})(?![\w$/-])",
        _roman,
        starts=r"\b[IVXLCDMivxl]",
    ),
)
