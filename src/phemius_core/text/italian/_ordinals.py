"""Italian ordinals, Roman numerals, and the number one before a noun."""

import re
from typing import Final

from phemius_core.text._numerals import roman_value
from phemius_core.text._rule import Rule
from phemius_core.text.italian._nouns import gender_of, one_before
from phemius_core.text.italian._number_words import cardinal, ordinal
from phemius_core.text.romance import GAP, Gender

__all__ = ["RULES"]

_PARTS: Final = (
    r"[Cc]apitol[oi]|[Tt]omo|[Aa]tto|[Ss]cena|[Ll]ibro|[Pp]arte|[Vv]olume|[Tt]itolo|[Aa]rticolo|"
    r"[Aa]llegato|[Ff]ase|[Tt]ipo|[Cc]lasse|[Ss]ezione|[Cc]anto|[Ss]tagione|[Ee]pisodio|[Gg]rado|"
    r"[Ll]ivello|[Gg]ruppo|[Mm]ondiale"
)
_RULERS: Final = (
    r"Luigi|Carlo|Enrico|Filippo|Francesco|Napoleone|Giovanni|Pio|Leone|Benedetto|Clemente|Paolo|"
    r"Gregorio|Innocenzo|Urbano|Alessandro|Nicola|Guglielmo|Edoardo|Giorgio|Alberto|Leopoldo|"
    r"Federico|Riccardo|Giacomo|Pietro|Ferdinando|Alfonso|Elisabetta|Caterina|Maria|Margherita|"
    r"Anna|Umberto|Vittorio|Emanuele|Amedeo|Cosimo|Lorenzo|Ottone|Corrado|Bonifacio|Celestino|"
    r"Sisto|Giulio|Adriano|Ramses|Ramsete|Tolomeo|Teresa|Isabella|Cristina"
)
_CENTURIES: Final = r"secol[oi]|sec\."
_NEVER_NUMERALS: Final = frozenset(("CV", "CD", "DC", "MC", "MD", "DM", "CM", "CC", "MM", "XL",
                                    "XXL", "LCD", "MI", "DI", "LI", "MIX", "CI", "IL", "VI",
                                    "LIV"))  # fmt: skip
_HIGHEST_NAME: Final = 89
_NOT_NAMES: Final = frozenset((
    "Il", "Lo", "La", "Gli", "Le", "Nel", "Nella", "Nello", "Del", "Della", "Al", "Alla", "Dal",
    "Dalla", "Sul", "Sulla", "In", "Un", "Una", "Questo", "Questa", "Ogni", "Ed", "Con", "Per",
))  # fmt: skip
_SANTO: Final = re.compile(r"(?:S[^aeiouAEIOU]|Z)")
_MALE_SAINTS_IN_A: Final = frozenset(("Andrea", "Luca", "Nicola", "Mattia", "Elia", "Battista"))
_NOT_COUNTED: Final = frozenset((
    "di", "e", "ed", "a", "ad", "o", "od", "su", "in", "con", "per", "da", "è", "ha", "del",
    "della",
    "dello", "dei", "degli", "delle", "al", "alla", "allo", "ai", "alle", "il", "lo", "la", "i",
    "gli", "le", "che", "non", "ma", "se", "si", "più", "meno", "sono", "era", "sul", "sulla",
    "nel",
    "nella", "dal", "dalla", "tra", "fra", "contro", "volta", "gennaio",
)) - {"volta"}  # fmt: skip


_AFTER_DEGREES: Final = frozenset((
    "nord", "sud", "est", "ovest", "fuori", "dentro", "oggi", "domani", "ieri", "qui", "stamattina",
    "stasera", "stanotte", "all", "sotto", "sopra", "centigradi", "circa", "dopo", "prima", "ma",
))  # fmt: skip


def _next_word(found: re.Match[str]) -> str:
    word = re.match(r"\s?([^\W\d_]{1,30})", found.string[found.end() : found.end() + 32])
    return word[1] if word else ""


def _ordinal(found: re.Match[str], _lang: str) -> str | None:
    digits = re.sub(r"\D", "", found["ordinal"])
    if len(digits) > 12 or not int(digits):
        return None
    suffix = found["ordinal_suffix"]
    if suffix == "°" and not _counts(found):
        return None
    gender: Gender = "f" if suffix in ("ª", "a", "e", "esima", "esime") else "m"
    if suffix == "°" and gender_of(_next_word(found)) == "f":
        gender = "f"
    return ordinal(int(digits), gender, suffix in ("i", "e", "esimi", "esime", "ⁱ"))


def _counts(found: re.Match[str]) -> bool:
    """Whether `3°` is an ordinal and not an angle or a temperature."""
    text, at, end = found.string, found.start(), found.end()
    if not text[:at].strip() and (
        not text[end:].strip() or re.match(r"\s[A-Z]", text[end : end + 2])
    ):
        return True
    word = _next_word(found)
    return bool(word) and word[0].islower() and word not in _NOT_COUNTED | _AFTER_DEGREES


def _before_noun(found: re.Match[str], _lang: str) -> str | None:
    """`XX secolo`, `II guerra mondiale`."""
    numeral, noun = found["before_noun"], found["numbered"]
    value = roman_value(numeral)
    if (
        not value
        or (len(numeral) == 1 and numeral not in "IVX")
        or numeral in _NEVER_NUMERALS - {"VI"}
    ):
        return None
    if noun in _NOT_COUNTED or (numeral == "I" and not _may_begin(found)):
        return None
    return ordinal(value, gender_of(noun), noun.lower() == "secoli")


def _may_begin(found: re.Match[str]) -> bool:
    """`I` before a noun is a number after an article in the singular, as in "il I secolo"."""
    before = found.string[max(0, found.start() - 8) : found.start()]
    return bool(re.search(r"\b(?:il|la|lo|al|alla|del|della|dal|dalla|nel|nella)\s$", before))


def _after_noun(found: re.Match[str], _lang: str) -> str | None:
    """Luigi XIV is Luigi quattordicesimo, capitolo IV is capitolo quarto."""
    name, numeral = found["named"], found["name_numeral"]
    value = roman_value(numeral)
    if (
        name in _NOT_NAMES
        or not value
        or value > _HIGHEST_NAME
        or numeral in _NEVER_NUMERALS - {"VI"}
    ):
        return None
    known = re.fullmatch(rf"(?:{_RULERS}|{_PARTS}|{_CENTURIES})", name)
    if not known and (len(numeral) == 1 or numeral in _NEVER_NUMERALS):
        return None
    if name == "sec.":
        name = "secolo"
    if not known:
        is_foreign = name[-1] not in "aeioàèéìòù"
        return f"{name} {cardinal(value) if is_foreign else ordinal(value)}"
    return f"{name} {ordinal(value, gender_of(name))}"


def _one(found: re.Match[str], _lang: str) -> str | None:
    noun = found["one_noun"]
    before = found.string[max(0, found.start() - 14) : found.start()]
    if noun.lower() in _NOT_COUNTED or re.search(
        r"\b(?:pagina|capitolo|numero|articolo|n\.|parte|canale|punto|fase|livello|tipo|gruppo|"
        r"serie|binario|piano|sala|aula|stanza)\s$",
        before,
    ):
        return None
    return one_before(noun, gender_of(noun))


def _and_half(found: re.Match[str], _lang: str) -> str | None:
    """`2 1/2 ore` as due ore e mezza."""
    noun, digits = found["halved_noun"], found["halves"]
    if noun.lower() in _NOT_COUNTED:
        return None
    gender = gender_of(noun)
    counted = one_before(noun, gender) if digits == "1" else f"{cardinal(int(digits))} "
    return f"{counted}{noun} e mezz{'a' if gender == 'f' else 'o'}"


def _half(found: re.Match[str], _lang: str) -> str | None:
    noun = found["halved"]
    if noun.lower() in _NOT_COUNTED:
        return None
    if noun == "ora":
        return "mezz'"
    return f"mezz{'a' if gender_of(noun) == 'f' else 'o'} "


def _saint(found: re.Match[str], _lang: str) -> str:
    """`S. Anna` as sant'Anna, `S. Stefano` as santo Stefano."""
    name = found["saint"]
    if name[0] in "AEIOU":
        return "sant'"
    if name.endswith("a") and name not in _MALE_SAINTS_IN_A:
        return "santa "
    return "santo " if _SANTO.match(name) else "san "


RULES: Final = (
    Rule(
        "saint",
        rf"(?<![\w.])S\.{GAP}(?=(?P<saint>[A-Z][a-zàèéìòù]{{1,20}}))",
        _saint,
    ),
    Rule(
        "and_half",
        rf"(?<![\w.,/])(?P<halves>\d{{1,4}}){GAP}?(?:1/2|½){GAP}(?P<halved_noun>[^\W\d_]{{3,30}})",
        _and_half,
    ),
    Rule("half", rf"(?<![\w.,/])(?:1/2|½){GAP}(?=(?P<halved>[^\W\d_]{{3,30}}))", _half),
    Rule(
        "height",
        r"(?<![\w.,])(?P<height>\d)\s?m\s?(?P<height_rest>\d\d)(?!\w|[.,]\d)",
        lambda found, _lang: (
            ("un metro" if found["height"] == "1" else f"{cardinal(int(found['height']))} metri")
            + f" e {cardinal(int(found['height_rest']))}"
        ),
    ),
    Rule(
        "roman_next",
        r"(?<=[IVX] e )(?P<roman_next>[IVXLC]{2,7})(?![\w'’]|\.\w)",
        lambda found, _lang: (
            ordinal(roman_value(found["roman_next"])) if roman_value(found["roman_next"]) else None
        ),
    ),
    Rule(
        "ordinal",
        r"(?<![\w.,])(?P<ordinal>\d{1,3}(?:[ \u00a0\u202f.]\d{3}){1,3}|\d{1,12})\.?"
        r"(?P<ordinal_suffix>[ºª°]|esim[oaie](?!\w)|(?:[oa]|ⁱ)(?![\w'’]))(?!\s?[CF](?!\w))",
        _ordinal,
    ),
    Rule(
        "roman_century",
        rf"(?<![\w'’-])(?P<before_noun>[IVXLCM]{{1,8}}){GAP}(?=(?P<numbered>[^\W\d_]{{3,30}}))",
        lambda found, lang: None if (words := _before_noun(found, lang)) is None else f"{words} ",
    ),
    Rule(
        "roman",
        rf"(?<!\w)(?P<named>{_CENTURIES}|{_PARTS}|[A-ZÀ-Þ][\w'’-]{{1,30}}){GAP}"
        r"(?P<name_numeral>[IVXLCM]{1,8})[°º]?(?![\w'’]|-\w|\.\w)",
        _after_noun,
    ),
    Rule(
        "one",
        rf"(?<![\w.,'’/+−-])1{GAP}(?=(?P<one_noun>[^\W\d_]{{2,30}}))",
        _one,
    ),
)
