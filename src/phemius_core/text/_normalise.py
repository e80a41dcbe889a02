"""Makes a text speakable: numbers, dates, money, units, links, markup and symbols to words.

One scanner over a table of rules. What no rule takes is passed on as it is; every piece
knows which code points of the caller's text it stands for, and the pieces tile it.
English is verbalised whole; for other languages only what is the same in all of them.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from phemius_core.text._types import Normalised, Piece, TextWarning
from phemius_core.text._verbalise import (
    ABBREVIATIONS,
    SYMBOLS,
    UNITS,
    amount,
    clock,
    date_numeric,
    date_words,
    decimal,
    digits,
    email,
    integer,
    month_of,
    ordinal,
    roman,
    url,
    year,
)

__all__ = ["normalise"]

MAX_PAUSE_MS: Final = 10_000
_MAX_NESTING: Final = 4
_ENGLISH: Final = frozenset("ab")

_Rule = Callable[[re.Match[str], str], str | None]
"""Gives what to say for a match in a language, or None to leave it as it is."""

_OPERATORS: Final[dict[str, str]] = {
    "+": "plus",
    "×": "times",
    "*": "times",
    "=": "equals",
    "<": "is less than",
    ">": "is greater than",
}
_NUMBER = r"(?:\d{1,3}(?:,\d{3})++|\d++)(?:\.\d++)?"
_MONTHS = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_SCALE = r"(?:\s?(?:thousand|million|billion|trillion)\b|(?:[kKMB]|bn|mn)\b)?"
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_ABBREVIATION = "|".join(sorted(map(re.escape, ABBREVIATIONS), key=len, reverse=True))


def _range(found: re.Match[str], lang: str) -> str | None:
    low, high = found["low"], found["high"]
    if len(low) == len(high) == 4 and 1000 <= int(low) < int(high) <= 2100:
        return f"{year(int(low))} to {year(int(high))}"
    if len(low) <= len(high) <= 6 and int(low) < int(high):
        return f"{integer(low, lang)} to {integer(high, lang)}"
    return f"{integer(low, lang)} {integer(high, lang)}"


def _ratio(found: re.Match[str], lang: str) -> str:
    top, bottom = int(found["top"]), int(found["bottom"])
    names = {2: ("half", "halves"), 4: ("quarter", "quarters")}
    if 0 < top < bottom <= 100:
        one, many = names.get(bottom, (ordinal(bottom), f"{ordinal(bottom)}s"))
        return f"{integer(str(top), lang)} {one if top == 1 else many}"
    return f"{integer(found['top'], lang)} over {integer(found['bottom'], lang)}"


def _number(found: re.Match[str], lang: str) -> str:
    """A bare number; apart from letters that touch it, as in MP3."""
    text, at, end = found.string, found.start(), found.end()
    raw = found["n"]
    if re.fullmatch(r"\d{4}", raw) and 1100 <= int(raw) <= 2099:
        spoken = year(int(raw))
    else:
        spoken = decimal(raw, lang)
    if found["n_sign"]:
        spoken = f"minus {spoken}"
    before = " " if at and text[at - 1].isalpha() else ""
    after = " " if end < len(text) and text[end].isalpha() else ""
    return f"{before}{spoken}{after}"


def _measure(found: re.Match[str], lang: str) -> str:
    one, many = UNITS[found["unit"]]
    exactly_one = found["number"] == "1"
    sign = "minus " if found["sign"] else ""
    return f"{sign}{decimal(found['number'], lang)} {one if exactly_one else many}"


def _dotted(found: re.Match[str], lang: str) -> str:
    return " point ".join(integer(part, lang) for part in found[0].split("."))


def _phone(found: re.Match[str], _lang: str) -> str:
    groups = re.findall(r"\d+", found[0])
    return ", ".join(digits(group) for group in groups)


def _decade(found: re.Match[str], _lang: str) -> str:
    number = int(found["decade"])
    base = year(number) if number >= 100 else year(1900 + number).split(" ", 1)[1]
    return f"{base[:-1]}ies" if base.endswith("y") else f"{base}s"


def _abbreviation(found: re.Match[str], _lang: str) -> str | None:
    rest = found.string[found.end() : found.end() + 2]
    spoken = ABBREVIATIONS[found[0]]
    if found[0] == "St." and not re.match(r"\s[A-Z]", rest):
        spoken = "Street"
    if found[0] == "No." and not re.match(r"\s?\d", rest):
        return None
    # The dot of an abbreviation may end the sentence as well.
    at_end = not rest.strip() or re.match(r"\s[A-Z]", rest)
    return (
        f"{spoken}."
        if at_end and found[0] in {"etc.", "Inc.", "Ltd.", "Co.", "Jr.", "Sr."}
        else spoken
    )


def _symbol(found: re.Match[str], _lang: str) -> str:
    text, at, end = found.string, found.start(), found.end()
    before = " " if at and not text[at - 1].isspace() else ""
    after = " " if end < len(text) and (text[end].isalnum() or text[end] in SYMBOLS) else ""
    return f"{before}{SYMBOLS[found[0]]}{after}"


# Order matters: the first rule that takes a place wins. Every quantifier is possessive or
# bounded, so a hostile text costs no more than a friendly one.
_RULES: Final[tuple[tuple[str, str, _Rule], ...]] = (
    ("url", r"(?:https?://|www\.)[^\s<>()\[\]{}\"'|*`]{1,500}+", lambda f, _: url(f[0])),
    ("email", r"\b[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,5}", lambda f, _: email(f[0])),
    (
        "isodate",
        r"\b(?P<y>\d{4})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])\b(?!-)",
        lambda f, lang: date_words(int(f["y"]), int(f["m"]), int(f["d"]), lang),
    ),
    (
        "slashdate",
        r"\b(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<last>\d{4}|\d{2})\b(?!/)",
        lambda f, lang: date_numeric(int(f["first"]), int(f["second"]), f["last"], lang),
    ),
    (
        "monthday",
        rf"\b(?P<md_month>{_MONTHS})\s(?P<md_day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b"
        r"(?:,?\s(?P<md_year>1[1-9]\d\d|20\d\d)\b)?",
        lambda f, _: (
            f"{month_of(f['md_month'])} {ordinal(int(f['md_day']))}"
            + (f", {year(int(f['md_year']))}" if f["md_year"] else "")
        ),
    ),
    (
        "daymonth",
        rf"\b(?P<dm_day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\s(?P<dm_month>{_MONTHS})(?![a-z])"
        r"(?:,?\s(?P<dm_year>1[1-9]\d\d|20\d\d)\b)?",
        lambda f, _: (
            f"the {ordinal(int(f['dm_day']))} of {month_of(f['dm_month'])}"
            + (f", {year(int(f['dm_year']))}" if f["dm_year"] else "")
        ),
    ),
    (
        "clock",
        r"\b(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second_>[0-5]\d))?"
        r"(?:\s?(?P<half>[apAP]\.[mM]\.|(?:[ap]m|[AP]M)\b))?(?![\d:])",
        lambda f, _: clock(f["hour"], f["minute"], f["second_"], f["half"]),
    ),
    (
        "hour",
        r"\b(?P<only_hour>[1-9]|1[0-2])\s?(?P<only_half>[apAP]\.[mM]\.|(?:[ap]m|[AP]M)\b)",
        lambda f, _: clock(f["only_hour"], None, None, f["only_half"]),
    ),
    (
        "money",
        rf"(?P<money_sign>-)?(?P<currency>US\$|A\$|C\$|[$£€¥₹])\s?(?P<money>{_NUMBER})"
        rf"(?P<scale>{_SCALE})",
        lambda f, lang: (
            ("minus " if f["money_sign"] else "")
            + amount(f["money"], f["currency"], f["scale"], lang)
        ),
    ),
    (
        "code_money",
        rf"\b(?P<code_money>{_NUMBER})(?P<code_scale>{_SCALE})\s?(?P<code>USD|EUR|GBP|JPY|[€£])(?!\w)",
        lambda f, lang: amount(f["code_money"], f["code"], f["code_scale"], lang),
    ),
    (
        "phone",
        r"(?<![\w.])(?:\+\d{1,3}[ -])?(?:\(\d{3}\) ?|\d{3}[ -])\d{3}[ -]\d{4}(?!\d)",
        _phone,
    ),
    ("version", r"(?<![\w.])\d{1,4}(?:\.\d{1,4}){2,5}(?![\d.]\d)", _dotted),
    (
        "feet",
        r"(?<!\w)(?P<feet>\d{1,2})['′](?P<inches>\d{1,2})[\"″]",
        lambda f, lang: f"{integer(f['feet'], lang)} foot {integer(f['inches'], lang)}",
    ),
    ("decade", r"(?<![\w.])['’]?(?P<decade>(?:1\d|20)?\d0)['’]?s\b", _decade),
    (
        "ordinal",
        r"(?<![\w.])(?P<ordinal>\d{1,6}|\d{1,3}(?:,\d{3}){1,2})(?:st|nd|rd|th)\b",
        lambda f, _: ordinal(int(f["ordinal"].replace(",", ""))),
    ),
    (
        "percent",
        rf"(?P<percent_sign>(?<!\w)[-−])?(?P<percent>{_NUMBER})\s?%",
        lambda f, lang: (
            ("minus " if f["percent_sign"] else "") + f"{decimal(f['percent'], lang)} percent"
        ),
    ),
    (
        "unit",
        rf"(?P<sign>(?<!\w)[-−])?(?<![\w.])(?P<number>{_NUMBER})\s?(?P<unit>{_UNIT})(?!\w)",
        _measure,
    ),
    ("range", r"(?<![\w.-])(?P<low>\d{1,9})\s?[-–—]\s?(?P<high>\d{1,9})(?![\w-]|\.\d)", _range),
    ("ratio", r"(?<![\w/.])(?P<top>\d{1,3})/(?P<bottom>\d{1,3})(?![\w/]|\.\d)", _ratio),
    (
        "scientific",
        r"(?<![\w.])(?P<base>\d{1,9}(?:\.\d{1,9})?)[eE](?P<power>[+-]?\d{1,3})\b",
        lambda f, lang: (
            f"{decimal(f['base'], lang)} times ten to the "
            + ("minus " if f["power"][0] == "-" else "")
            + integer(f["power"].lstrip("+-"), lang)
        ),
    ),
    (
        "roman",
        r"\b(?P<roman_before>Chapter|Part|Act|Book|Volume|Section|War|King|Queen|Pope|Henry|"
        r"Louis|Charles|Elizabeth|George|Edward|Richard|William|James|Phase|Type|Super Bowl)"
        r"\s(?P<roman>[IVXL]{1,7})\b",
        lambda f, _: roman(f["roman_before"], f["roman"]),
    ),
    ("handle", r"(?<!\w)@(?=\w)", lambda _f, _l: "at "),
    ("hashtag", r"(?<!\w)#(?=[^\W\d])", lambda _f, _l: "hashtag "),
    ("numero", r"(?<!\w)#(?=\d)", lambda _f, _l: "number "),
    ("sum", r"(?<=\d)\s?(?P<op>[+×*=<>])\s?(?=\d)", lambda f, _: f" {_OPERATORS[f['op']]} "),
    ("abbreviation", rf"(?<![\w.])(?:{_ABBREVIATION})(?!\w)", _abbreviation),
    ("initials", r"(?<![\w.])(?:[A-Z]\.){2,6}", lambda f, _: f[0].replace(".", "")),
    ("number", rf"(?P<n_sign>(?<![\w\d])[-−](?=\d))?(?P<n>{_NUMBER})", _number),
    ("symbol", "[" + "".join(map(re.escape, SYMBOLS)) + "]", _symbol),
)

# Markup is the same in every language. Its rules give pieces, not words.
_MARKUP: Final = re.compile(
    r"""
      \[(?P<word>[^\]\[\n]{1,200})\]\(/(?P<phonemes>[^/\n]{1,400})/\)
    | \[pause:(?P<pause>\d{1,6}+(?:\.\d{1,6}+)?)(?P<pause_unit>ms|s)\]
    | !?\[(?P<label>[^\]\[\n]{1,500})\]\((?P<target>[^()\s\n]{1,1000})\)
    | (?P<fence>^[ \t]{0,3}(?:```|~~~)[^\n`]{0,60}$)
    | (?P<rule>^[ \t]{0,3}(?:-{3,80}|\*{3,80}|_{3,80}|={3,80})[ \t]*$)
    | (?P<tablerule>^[ \t]{0,3}\|?[ :|-]{0,200}-{2}[ :|-]{0,200}$)
    | (?P<heading>^[ \t]{0,3}\#{1,6}[ \t]{1,4})
    | (?P<bullet>^[ \t]{0,20}(?:[-*+•‣▪–]|\d{1,3}[.)])[ \t]{1,4}(?:\[[ xX]\][ \t])?)
    | (?P<quote>^[ \t]{0,3}(?:>[ \t]?){1,5})
    | (?P<paragraph>(?<![ \t])[ \t]*+\r?\n(?:[ \t]*+\r?\n){1,200})
    | (?P<newline>(?<![ \t])[ \t]*+\r?\n)
    | (?P<emphasis>\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|~~|`{1,2})
    | (?P<tag></?[a-zA-Z][^<>\n]{0,300}>|<!--[^\n]{0,300}?-->)
    | (?P<entity>&(?:[a-zA-Z]{2,31}|\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6});)
    | (?P<pipe>(?<![ \t])[ \t]*+\|[ \t]*+)
    """,
    re.VERBOSE | re.MULTILINE,
)
_PLAIN: Final = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "‐": "-",
        "‑": "-",
        "–": "—",
        "―": "—",
        "„": "“",
        "«": "“",
        "»": "”",
        "\u00a0": " ",
        "\t": " ",
    }
)


def normalise(source: str, *, lang: str) -> Normalised:
    """Makes a text speakable.

    Args:
        source: The caller's text.
        lang: Kokoro's letter for the language: `a` American English, `b` British, …

    Returns:
        Pieces that tile the source, and warnings for what could not be said.
    """
    scanner = _Scanner(source, lang)
    pieces = tuple(scanner.markup(0, len(source), 0))
    return Normalised(source, pieces, tuple(scanner.warnings))


class _Scanner:
    def __init__(self, source: str, lang: str) -> None:
        self.source = source
        self.lang = lang
        self.warnings: list[TextWarning] = []
        self._in_layout = False

    def markup(self, start: int, end: int, depth: int) -> Iterator[Piece]:
        """Pieces of source[start:end]: markup here, words between in `words`."""
        at = start
        for found in _MARKUP.finditer(self.source, start, end):
            if found.start() < at:
                continue
            yield from self.words(at, found.start())
            yield from self._marked(found, depth)
            at = found.end()
        yield from self.words(at, end)

    def words(self, start: int, end: int) -> Iterator[Piece]:
        if start >= end:
            return
        if self.lang not in _ENGLISH:
            yield from self.plain(start, end)
            return
        # Rules look around a match, so they see the whole source.
        at = start
        for found in _scanner().finditer(self.source, start, end):
            spoken = self._spoken(found)
            if spoken is None:
                continue
            yield from self.plain(at, found.start())
            yield Piece("text", spoken, found.start(), found.end())
            at = found.end()
        yield from self.plain(at, end)

    def plain(self, start: int, end: int) -> Iterator[Piece]:
        """What is said as it is written; characters that cannot be said are silent."""
        at = start
        for found in _unspoken().finditer(self.source, start, end):
            if found.start() > at:
                yield self._verbatim(at, found.start())
            silent = found[0]
            if not all(_invisible(char) for char in silent):
                self.warnings.append(
                    TextWarning(
                        "unspoken_symbol",
                        f"{silent[:20]!r} cannot be spoken and is left out",
                        found.start(),
                        found.end(),
                    )
                )
            spaced = any(char.isspace() for char in silent)
            yield (
                Piece("text", " ", found.start(), found.end())
                if spaced
                else Piece("silent", "", found.start(), found.end())
            )
            at = found.end()
        if at < end:
            yield self._verbatim(at, end)

    def _verbatim(self, start: int, end: int) -> Piece:
        return Piece("text", self.source[start:end].translate(_PLAIN), start, end)

    def _spoken(self, found: re.Match[str]) -> str | None:
        # A rule's own group encloses its others, so it is the last to close.
        return _BY_NAME[found.lastgroup or ""](found, self.lang)

    def _marked(self, found: re.Match[str], depth: int) -> Iterator[Piece]:  # noqa: C901 - a table
        start, end = found.span()
        match found.lastgroup:
            case "phonemes":
                yield Piece("phonemes", found["word"], start, end, phonemes=found["phonemes"])
            case "pause_unit":
                yield self._pause(found)
            case "target":
                inner = found.span("label")
                yield Piece("silent", "", start, inner[0])
                if depth < _MAX_NESTING:
                    yield from self.markup(*inner, depth + 1)
                else:
                    yield from self.words(*inner)
                yield Piece("silent", "", inner[1], end)
            case "bullet" if (counter := re.search(r"\d+", found[0])) and self.lang in _ENGLISH:
                self._in_layout = True
                yield Piece("text", f"{integer(counter[0], self.lang)}, ", start, end)
            case "bullet" | "heading":
                self._in_layout = True
                yield Piece("silent", "", start, end)
            case "paragraph":
                self._in_layout = False
                yield Piece("text", " ", start, end, breaks="paragraph")
            case "newline":
                # A heading or a list item ends with its line, whatever stands there.
                yield Piece("text", " ", start, end, breaks="sentence" if self._in_layout else "")
                self._in_layout = False
            case "entity":
                text = html.unescape(found[0])
                said = {"&": " and ", "<": " less than ", ">": " greater than "}.get(text, text)
                yield Piece("text", said.translate(_PLAIN), start, end)
            case "pipe":
                yield Piece("text", ", ", start, end)
            case _:
                yield Piece("silent", "", start, end)

    def _pause(self, found: re.Match[str]) -> Piece:
        wanted = float(found["pause"]) * (1 if found["pause_unit"] == "ms" else 1000)
        pause_ms = min(round(wanted), MAX_PAUSE_MS)
        if wanted > MAX_PAUSE_MS:
            self.warnings.append(
                TextWarning(
                    "pause_capped",
                    f"{found[0]} is longer than {MAX_PAUSE_MS // 1000} s: cut to that",
                    *found.span(),
                )
            )
        return Piece("pause", "", *found.span(), pause_ms=pause_ms)


@cache
def _scanner() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<is_{name}>{pattern})" for name, pattern, _ in _RULES))


@cache
def _unspoken() -> re.Pattern[str]:
    """Runs of control and formatting characters, emoji, and whatever has no reading."""
    silent = [
        chr(code)
        for code in (*range(0x3000), *range(0xFE00, 0xFE10), 0xFEFF, 0xFFFC, 0xFFFD)
        if _silent(chr(code))
    ]
    inside = "".join(map(re.escape, silent))
    return re.compile(
        f"[{inside}\ud800-\udfff\ue000-\uf8ff\U0001f000-\U0001ffff\U000e0000-\U0010ffff]+"
    )


def _silent(char: str) -> bool:
    category = unicodedata.category(char)
    if char in "\t\n\r ":
        return False
    return category in {"Cc", "Cf", "Cs", "Co", "So", "Sk"} or char in "^\\_~|<>{}"


def _invisible(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Sk", "Mn"} or char in "^\\_~|<>{}"


_BY_NAME: Final = {f"is_{name}": rule for name, _, rule in _RULES}
