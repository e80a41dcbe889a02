"""Makes a text speakable: numbers, dates, money, units, links, markup and symbols to words.

One scanner over a table of rules. What no rule takes is passed on as it is; every piece
knows which code points of the caller's text it stands for, and the pieces tile it.
English is verbalised whole; for other languages only what is the same in all of them.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from phemius_core.text._rules import matches
from phemius_core.text._types import Normalised, Piece, TextWarning
from phemius_core.text._verbalise import SYMBOLS, integer

__all__ = ["normalise"]

MAX_PAUSE_MS: Final = 10_000
_MAX_NESTING: Final = 4
_ENGLISH: Final = frozenset("ab")

# Markup is the same in every language. Its rules give pieces, not words.
_MARKUP: Final = re.compile(
    r"""
      \[(?P<word>[^\]\[\x00-\x1f\ud800-\udfff]{1,200})\]\(/(?P<phonemes>[^/\n]{1,400})/\)
    | \[[pP](?:ause|AUSE):[ ]?(?P<pause>\d{1,20}+(?:\.\d{1,6}+)?|\.\d{1,6}+)[ ]?
      (?P<pause_unit>ms|s)\]
    | (?P<badpause>\[[pP](?:ause|AUSE):[^\[\]\n]{0,40}\])
    | !?\[(?P<label>(?:!\[[^\]\[\n]{0,200}+\]\([^()\s]{1,300}+\)|[^\]\[\n]){0,500}+)\]
      \((?P<target>(?:[^()\s]|\([^()\s]{0,200}+\)){1,1000}+)(?:[ \t]+"[^"\n]{0,200}+")?\)
    | (?P<fence>^[ \t]{0,3}(?:```|~~~)[^\n`]{0,60}$)
    | (?P<rule>^[ \t]{0,3}(?:(?:-[ \t]?){3,80}+|(?:\*[ \t]?){3,80}+|(?:_[ \t]?){3,80}+
      |={3,80}+)[ \t]*$)
    | (?P<tablerule>^[ \t]{0,3}\|?[ :|-]{0,200}-{2}[ :|-]{0,200}$)
    | (?P<heading>^[ \t]{0,3}\#{1,6}[ \t]{1,4})
    | (?P<bullet>^[ \t]{0,20}(?:[-*+•‣▪–]|\d{1,3}[.)])[ \t]{1,4}(?:\[[ xX]\][ \t])?)
    | (?P<quote>^[ \t]{0,3}(?:>[ \t]?){1,5})
    | (?P<paragraph>(?<![ \t])[ \t]*+(?:\u2029|(?>\r\n?|\n)(?:[ \t]*+(?>\r\n?|\n)){1,200}))
    | (?P<newline>(?<![ \t])[ \t]*+(?>\r\n?|\n|\u2028))
    | (?P<emphasis>(?<![\d*])\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?![\d*])
      |(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|~~|`{1,2})
    | (?P<block></?(?:br|hr|p|div|li|ul|ol|tr|td|th|table|h[1-6]|section|article)
      (?:[ \t/][^<>\n]{0,300})?>)
    | (?P<tag></?(?:a|abbr|b|blockquote|body|cite|code|del|details|em|font|head|html|i|img|ins|kbd
      |mark|ol|pre|q|s|small|script|span|strike|strong|style|sub|summary|sup|tbody|thead|u|ul|var
      |speak|voice|prosody|emphasis|break|say-as|phoneme)
      (?:[ \t/][^<>\n]{0,300})?>|<!--[^\n]{0,300}?-->)
    | (?P<entity>&(?:[a-zA-Z]{2,31}|\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6});)
    | (?P<edge>^[ \t]{0,3}\|[ \t]*+|(?<![ \t|])[ \t]*+\|[ \t]*+$)
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
        "\t": " ",
        **dict.fromkeys("\u00a0\u202f\u205f\u3000", " "),
        **{chr(code): " " for code in range(0x2000, 0x200B)},
    }
)


# A line before one of these ends there, as a heading does.
_NEXT_LINE: Final = re.compile(
    r"[ \t]{0,20}(?:(?:[-*+•‣▪–]|\d{1,3}[.)]|\#{1,6})[ \t]|```|~~~|(?:[-=*_][ \t]?){3}|\|)"
)
# Those that keep words apart where they are not said.
_SEPARATORS: Final = frozenset("^\\_~|<>{}")


def normalise(source: str, *, lang: str) -> Normalised:
    """Makes a text speakable.

    Args:
        source: The caller's text.
        lang: Kokoro's letter for the language: `a` American English, `b` British, …

    Returns:
        Pieces that tile the source, and warnings for what could not be said.
    """
    scanner = _Scanner(source, lang)
    pieces = tuple(_spaced(scanner.markup(0, len(source), 0), source))
    return Normalised(source, pieces, tuple(scanner.warnings))


class _Scanner:
    def __init__(self, source: str, lang: str) -> None:
        self.source = source
        self.lang = lang
        self.warnings: list[TextWarning] = []
        self._in_layout = False
        self._in_code = False

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
        at = start
        for low, high, spoken in matches(self.source, start, end, self.lang):
            yield from self.plain(at, low)
            yield Piece("text", spoken, low, high)
            at = high
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
            spaced = any(char.isspace() for char in silent) or (
                not _SEPARATORS.isdisjoint(silent)
                and self.source[max(0, found.start() - 1) : found.start()].isalnum()
                and self.source[found.end() : found.end() + 1].isalnum()
            )
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

    def _warn(self, code: str, message: str, start: int, end: int) -> None:
        self.warnings.append(TextWarning(code, message, start, end))

    def _marked(self, found: re.Match[str], depth: int) -> Iterator[Piece]:  # noqa: C901, PLR0912, PLR0915 - a table
        start, end = found.span()
        match found.lastgroup:
            case "phonemes":
                yield Piece("phonemes", found["word"], start, end, phonemes=found["phonemes"])
            case "pause_unit":
                yield self._pause(found)
            case "badpause":
                said = f"{found[0]!r} is not a pause such as [pause:0.8s]: read as text"
                self._warn("malformed_pause", said, start, end)
                yield from self.words(start, end)
            case "target" if not found["label"].strip():
                self._warn(
                    "unspoken_symbol", "a link or image without words is left out", start, end
                )
                yield Piece("silent", "", start, end)
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
            case "fence":
                self._in_code = not self._in_code
                self._in_layout = True
                yield Piece("silent", "", start, end)
            case "bullet" | "heading" | "rule" | "tablerule" | "edge":
                self._in_layout = True
                yield Piece("silent", "", start, end)
            case "paragraph":
                self._in_layout = False
                yield Piece("text", " ", start, end, breaks="paragraph")
            case "newline":
                # A heading or a list item ends with its line, whatever stands there.
                ends = self._in_layout or self._in_code or _NEXT_LINE.match(self.source, end)
                yield Piece("text", " ", start, end, breaks="sentence" if ends else "")
                self._in_layout = False
            case "block":
                is_cell = found[0].strip("</> ").lower().startswith(("td", "th"))
                yield Piece(
                    "text",
                    ", " if is_cell else " ",
                    start,
                    end,
                    breaks="" if is_cell else "sentence",
                )
            case "entity":
                text = html.unescape(found[0])
                if text == found[0]:
                    yield from self.words(start, end)
                    return
                said = {"&": " and ", "<": " less than ", ">": " greater than "}.get(text, text)
                yield from self._entity(said, start, end)
            case "pipe":
                self._in_layout = True
                yield Piece("text", ", ", start, end)
            case _:
                yield Piece("silent", "", start, end)

    def _entity(self, said: str, start: int, end: int) -> Iterator[Piece]:
        """What an entity stands for, seen as if it had been written."""
        if self.lang in _ENGLISH:
            said = "".join(SYMBOLS.get(char, char) for char in said)
        said = _unspoken().sub("", said.translate(_PLAIN))
        if said:
            yield Piece("text", said, start, end)
            return
        self._warn("unspoken_symbol", f"{self.source[start:end]!r} is left out", start, end)
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


def _spaced(pieces: Iterable[Piece], source: str) -> Iterator[Piece]:
    """Keeps a word that was put in for something apart from what touches it."""
    before = " "
    was_put_in = False
    for given in pieces:
        piece = given
        put_in = piece.kind == "text" and piece.spoken != source[piece.start : piece.end]
        if piece.kind == "pause":
            before = " "
        if piece.spoken:
            if (put_in or was_put_in) and before.isalnum() and piece.spoken[0].isalnum():
                piece = replace(piece, spoken=f" {piece.spoken}")
            before, was_put_in = piece.spoken[-1], put_in
        yield piece


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
    if char in SYMBOLS:
        return False
    if char in _SEPARATORS:
        return True
    if category in {"Sm", "Sc"} or char in "†‡‰‱※":
        return ord(char) > 0xFF
    return (
        category in {"Cc", "Cf", "Cs", "Co", "So", "Sk", "Me", "Zl", "Zp"}
        or 0xFE00 <= ord(char) <= 0xFE0F
    )


def _invisible(char: str) -> bool:
    return (
        unicodedata.category(char) in {"Cc", "Cf", "Sk", "Mn", "Me", "Zl", "Zp"}
        or char in _SEPARATORS
    )
