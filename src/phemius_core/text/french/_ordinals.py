"""French ordinals, Roman numerals, and numbers that agree with a noun."""

import re
import unicodedata
from typing import Final

from phemius_core.text._numerals import roman_value
from phemius_core.text._rule import Rule
from phemius_core.text.french._nouns import is_feminine
from phemius_core.text.french._number_words import cardinal, ordinal, pairs
from phemius_core.text.romance import GAP, Gender

__all__ = ["RULES"]

_SUFFIX: Final = (
    r"(?:i?[eèé]mes?|ers?|[eèé]res?|res?|nde?s?|es?|des?|d"
    r"|ᵉʳˢ?|ʳᵉˢ?|ᵉˢ?|ⁿᵈᵉ?|º|ª)(?![\w'’])"
)
_RULERS: Final = (
    r"Louis|Charles|Henri|Philippe|François|Napoléon|Jean|Pie|Léon|Benoît|Benoit|Clément|Paul|"
    r"Grégoire|Innocent|Urbain|Alexandre|Nicolas|Guillaume|Édouard|Edouard|George|Georges|"
    r"Albert|Léopold|Baudouin|Frédéric|Richard|Jacques|Pierre|Ferdinand|Alphonse|Hassan|Mohammed|"
    r"Élisabeth|Elisabeth|Elizabeth|Catherine|Marie|Marguerite|Anne|Robert|Childebert|Clovis|"
    r"Dagobert|Thierry|Lothaire|Ramsès|Ptolémée|Christian|Gustave|Victor-Emmanuel|Umberto|Amédée"
)
_PARTS: Final = (
    r"[Cc]hapitres?|[Tt]omes?|[Aa]ctes?|[Ss]cènes?|[Ll]ivres?|[Pp]arties?|[Vv]olumes?|[Tt]itres?|"
    r"[Aa]rticles?|[Aa]nnexes?|[Pp]hases?|[Tt]ypes?|[Cc]lasses?|[Ss]ections?|[Cc]hants?|"
    r"[Éé]pisodes?|[Ss]aisons?|mondiale|Mondiale|[Pp]alier|[Nn]iveau|[Gg]roupe|[Dd]egré|[Cc]ycle"
)
_NEVER_NUMERALS: Final = frozenset(("CV", "CD", "DC", "MC", "MD", "DM", "CM", "CC", "MM", "XL",
                                    "XXL", "XXX", "LCD", "MI", "DI", "LI", "MIX", "CI",
                                    "IL"))  # fmt: skip
_HIGHEST_NAME: Final = 89
_NEVER_HALVED: Final = frozenset((
    "des", "les", "est", "sur", "sont", "par", "que", "qui", "pour", "plus", "dans", "mais", "puis",
    "avec", "fait", "pas", "aux", "ces", "une", "moins", "égale",
))  # fmt: skip


def _agreement(suffix: str) -> tuple[Gender, bool]:
    plural = suffix.endswith("s")
    stem = suffix.removesuffix("s")
    feminine = stem.endswith(("re", "de", "a")) or stem in ("ère", "ére", "ere")
    return ("f" if feminine else "m"), plural


def _spoken(number: int, written_suffix: str, following: str) -> str:
    suffix = unicodedata.normalize("NFKC", written_suffix).lower()
    gender, plural = _agreement(suffix)
    if suffix in ("nd", "nde", "nds", "ndes", "d", "de", "des") and number == 2:
        return f"second{'e' * (gender == 'f')}{'s' * plural}"
    if number == 1 and suffix in ("e", "ème", "eme") and is_feminine(following):
        gender = "f"
    return ordinal(number, gender, plural)


def _ordinal(found: re.Match[str], _lang: str) -> str | None:
    digits = re.sub(r"\D", "", found["ordinal"])
    if len(digits) > 12 or not int(digits):
        return None
    return _spoken(int(digits), found["ordinal_suffix"], _next_word(found))


def _degree(found: re.Match[str], _lang: str) -> str | None:
    """`le 6° étage`, and `6°` as the number of a point; elsewhere they are degrees."""
    text, at, end = found.string, found.start(), found.end()
    number = int(found["degree"])
    following = _next_word(found)
    starts = not text[:at].strip() or text[:at].endswith("\n")
    is_point = text[end : end + 1] == ")" or (
        starts and (not text[end:].strip() or re.match(r"\s[A-ZÀ-Þ]", text[end : end + 2]))
    )
    is_counted = re.search(r"\b(?:le|la|du|au|son|sa|ce|cette)\s$", text[max(0, at - 8) : at]) and (
        following and not following.startswith(("de", "et", "nord", "sud", "est", "ouest"))
    )
    if not number or not (is_point or is_counted):
        return None
    return ordinal(number, "f" if is_feminine(following) else "m", False)


def _next_word(found: re.Match[str]) -> str:
    word = re.match(r"\s?([^\W\d_]{1,30})", found.string[found.end() : found.end() + 32])
    return word[1] if word else ""


def _roman_ordinal(found: re.Match[str], _lang: str) -> str | None:
    value = roman_value(found["roman_ordinal"])
    return _spoken(value, found["roman_suffix"], _next_word(found)) if value else None


def _roman_century(found: re.Match[str], _lang: str) -> str | None:
    value = roman_value(found["century"])
    return ordinal(value) if value else None


def _after_name(found: re.Match[str], _lang: str) -> str | None:
    """Louis XIV is Louis quatorze, François Iᵉʳ is François premier."""
    name, numeral, suffix = found["named"], found["name_numeral"], found["name_suffix"]
    value = roman_value(numeral)
    if name in ("Le", "La", "Les", "Au", "Aux", "Du", "Un", "Une", "Ce", "Et", "En"):
        return None
    if not value or value > _HIGHEST_NAME or numeral in _NEVER_NUMERALS:
        return None
    if len(numeral) == 1 and not re.fullmatch(rf"(?:{_RULERS}|{_PARTS})", name):
        return None
    feminine = name.endswith(("e", "a", "th")) and name not in ("Philippe", "Guillaume", "George")
    if value == 1 and (suffix or re.fullmatch(_RULERS, name)):
        return f"{name} {'première' if suffix and suffix[0] == 'r' and feminine else 'premier'}"
    return f"{name} {cardinal(value)}"


def _and_half(found: re.Match[str], _lang: str) -> str | None:
    """`2 1/2 heures` as deux heures et demie."""
    noun = found["halved_noun"]
    if noun.lower() in _NEVER_HALVED:
        return None
    feminine = is_feminine(noun)
    number = cardinal(int(found["halves"]), "f" if feminine else "m")
    return f"{number} {noun} et demi{'e' * feminine}"


def _feminine_one(found: re.Match[str], _lang: str) -> str | None:
    digits = re.sub(r"\D", "", found["counted"])
    if not is_feminine(found["counted_noun"]) or len(digits) > 12:
        return None
    return cardinal(int(digits), "f")


RULES: Final = (
    Rule(
        "ordinal",
        rf"(?<![\w.,])(?P<ordinal>\d{{1,3}}(?:[ \u00a0\u202f.]\d{{3}}){{1,3}}|\d{{1,12}})"
        rf"(?:{GAP}(?=i?[eè]me))?(?P<ordinal_suffix>{_SUFFIX})",
        _ordinal,
    ),
    Rule("degree_ordinal", r"(?<![\w.,])(?P<degree>\d{1,3})°(?![\w°]|\s?[CFK](?!\w))", _degree),
    Rule(
        "roman_ordinal",
        r"(?<![\w'’])(?P<roman_ordinal>I(?=[eè]?r)|(?:[VX]|(?=[IVXLC]{2})"
        rf"[IVXLCM]{{2,9}}))(?P<roman_suffix>{_SUFFIX})",
        _roman_ordinal,
    ),
    Rule(
        "century",
        rf"(?<![\w'-])(?P<century>[IVXL]{{1,6}})(?={GAP}(?:siècle|s\.)(?!\w))",
        _roman_century,
    ),
    Rule(
        "roman",
        rf"(?<![\w])(?P<named>{_PARTS}|[A-ZÀ-Þ][\w'’-]{{1,30}}){GAP}"
        r"(?P<name_numeral>[IVXLCM]{1,8})(?P<name_suffix>er|re|ᵉʳ|ʳᵉ)?(?![\w'’]|-\w|\.\w)",
        _after_name,
    ),
    Rule(
        "short_century",
        rf"(?<=[IVX][eᵉ]){GAP}s\.(?!\w)",
        lambda found, _lang: " siècle" + "." * (not found.string[found.end() :].strip()),
    ),
    Rule(
        "and_half",
        rf"(?<![\w.,/])(?P<halves>\d{{1,4}}){GAP}?(?:1/2|½){GAP}(?P<halved_noun>[^\W\d_]{{3,30}})",
        _and_half,
    ),
    Rule(
        "height",
        r"(?<![\w.,])(?P<height>\d)\s?m\s?(?P<height_rest>\d\d)(?!\w|[.,]\d)",
        lambda found, _lang: (
            f"{cardinal(int(found['height']))} mètre"
            f"{'s' * (found['height'] > '1')} {pairs(found['height_rest'])}"
        ),
    ),
    Rule(
        "half",
        rf"(?<![\w.,/])(?:1/2|½){GAP}(?=(?P<halved>[^\W\d_]{{3,30}}))",
        lambda found, _lang: (
            None
            if found["halved"].lower() in _NEVER_HALVED
            else f"un{'e' * is_feminine(found['halved'])} demi-"
        ),
    ),
    Rule(
        "feminine_one",
        rf"(?<![\w.,])(?P<counted>(?:\d{{1,3}}{GAP})?\d{{0,2}}(?<!1)1){GAP}"
        r"(?=(?P<counted_noun>[^\W\d_]{2,30}))",
        lambda found, lang: None if (words := _feminine_one(found, lang)) is None else f"{words} ",
    ),
)
