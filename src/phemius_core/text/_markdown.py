"""Markdown, HTML, and the pause and pronunciation markup of Phemius: what each is spoken as.

Markup is the same in every language. It is scanned in one pass; the text between goes to a
function that the normaliser gives.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from phemius_core.text._characters import plain_typography, unspoken_runs
from phemius_core.text._foreign import find_reader
from phemius_core.text._types import Piece, TextWarning

__all__ = ["MAX_PAUSE_MS", "MarkupScanner"]

MAX_PAUSE_MS: Final = 10_000
"""Longest pause of one `[pause:…]`."""
_MAX_NESTING: Final = 4
"""Links and images within the label of another."""

_MARKUP: Final = re.compile(
    r"""
      \[(?P<word>[^\]\[\x00-\x1f\ud800-\udfff]{1,200})\]\(/(?P<phonemes>[^/\n]{1,400})/\)
    | \[(?P<foreign>[^\]\[\x00-\x1f]{1,500}+)\]\([lL]ang:[ ]?(?P<lang>[A-Za-z0-9_-]{1,35}+)\)
    | \[[pP](?:ause|AUSE)(?::|(?P<pause_equals>=))[ ]?
      (?P<pause>\d{1,20}+(?:\.\d{1,6}+)?|\.\d{1,6}+)[ ]?
      (?P<pause_unit>ms|s|(?(pause_equals)|(?!)))\]
    | (?P<malformed_pause>\[[pP](?:ause|AUSE):[^\[\]\n]{0,40}\])
    | (?P<formula>\$\$[^$]{1,600}+\$\$
      |(?<![\w$])\$(?=[^\s\d$])(?=[^$\n\\^_{}]{0,300}+[\\^_{}])[^$\n]{1,300}+(?<!\s)\$(?!\d)
      |\\\((?:(?!\\\))[^\n]){1,300}+\\\)|\\\[(?:(?!\\\])[^\n]){1,300}+\\\])
    | (?<![\w`])`(?!`)(?P<code>[^`\n]{1,400}+)`(?![`\w])
    | !?\[(?P<label>(?:!\[[^\]\[\n]{0,200}+\]\([^()\s]{1,300}+\)|[^\]\[\n]){0,500}+)\]
      \((?P<link_target>(?:[^()\s]|\([^()\s]{0,200}+\)){1,1000}+)(?:[ \t]+"[^"\n]{0,200}+")?\)
    | (?P<code_fence>^[ \t]{0,3}(?:```|~~~)[^\n`]{0,60}$)
    | (?P<thematic_break>^[ \t]{0,3}(?:(?:-[ \t]?){3,80}+|(?:\*[ \t]?){3,80}+|(?:_[ \t]?){3,80}+
      |={3,80}+)[ \t]*$)
    | (?P<table_rule>^[ \t]{0,3}\|?[ :|-]{0,200}-{2}[ :|-]{0,200}$)
    | (?P<heading>^[ \t]{0,3}\#{1,6}[ \t]{1,4})
    | (?P<list_item>^[ \t]{0,20}(?:[-*+•‣▪–]|\d{1,3}[.)])[ \t]{1,4}(?:\[[ xX]\][ \t])?)
    | (?P<block_quote>^[ \t]{0,3}(?:>[ \t]?){1,5})
    | (?P<paragraph>(?<![ \t])[ \t]*+(?:\u2029|(?>\r\n?|\n)(?:[ \t]*+(?>\r\n?|\n)){1,200}))
    | (?P<newline>(?<![ \t])[ \t]*+(?>\r\n?|\n|\u2028))
    | (?P<quotation_mark>(?<!`)``(?!`))
    | (?P<emphasis>(?<![\d*])\*{1,3}(?=[^\s*])
      (?!(?<=\s\*)(?:[.,;!?]|\d{2,3}\b(?![^\n*]{0,80}\*)))|(?<=\S)\*{1,3}(?![\d*])
      |(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|~~
      |(?<![^\W\d_])`{1,2}|`{1,2}(?![tsdm](?!\w)|(?:ll|re|ve|em)\b))
    | (?P<html_block></?(?:br|hr|p|div|li|ul|ol|tr|td|th|table|h[1-6]|section|article)
      (?:[ \t/][^<>\n]{0,300})?>)
    | (?P<html_tag></?(?:a|abbr|b|blockquote|body|cite|code|del|details|em|font|head|html|i|img|ins
      |kbd|mark|ol|pre|q|s|small|script|span|strike|strong|style|sub|summary|sup|tbody|thead|u|ul|var
      |speak|voice|prosody|emphasis|break|say-as|phoneme)
      (?:[ \t/][^<>\n]{0,300})?>|<!--[^\n]{0,300}?-->|<[a-z][\w-]{0,30}[ \t]?/>)
    | (?P<html_entity>&(?:[a-zA-Z]{2,31}|\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6});)
    | (?P<table_edge>^[ \t]{0,3}\|[ \t]*+|(?<![ \t|])[ \t]*+\|[ \t]*+$)
    | (?P<table_pipe>(?<![ \t])[ \t]*+\|[ \t]*+)
    """,
    re.VERBOSE | re.MULTILINE,
)
# A line before one of these ends there, as a heading does.
_NEXT_LINE: Final = re.compile(
    r"[ \t]{0,20}(?:(?:[-*+•‣▪–]|\d{1,3}[.)]|\#{1,6})[ \t]|```|~~~|(?:[-=*_][ \t]?){3}|\|)"
)
_Handler = Callable[[re.Match[str], int], Iterator[Piece]]


class MarkupScanner:
    """Splits a text into pieces for its markup and pieces of the text between.

    Args:
        source: The caller's text.
        read_text: Gives the pieces of the text between `start` and `end`, which has no markup; a
            third argument is the language to read it in, if it is not that of the text.
        read_list_number: Words for the number of a list item; None leaves it silent.
        symbol_words: Words for characters that an HTML entity may stand for.
        warnings: List to which warnings are added.
    """

    def __init__(
        self,
        source: str,
        *,
        read_text: Callable[..., Iterator[Piece]],
        read_list_number: Callable[[str], str] | None,
        symbol_words: Mapping[str, str],
        warnings: list[TextWarning],
    ) -> None:
        self._source = source
        self._read_text = read_text
        self._read_list_number = read_list_number
        self._symbol_words = symbol_words
        self._warnings = warnings
        self._in_layout = False
        """Whether the line has a heading, a list item or a table: it ends like a sentence."""
        self._in_code = False
        # By the last group that a match closes; markup of any other group is silent.
        self._handlers: dict[str, _Handler] = {
            "phonemes": self._pronunciation,
            "lang": self._foreign,
            "pause_unit": self._pause,
            "malformed_pause": self._malformed_pause,
            "link_target": self._link,
            "formula": self._verbatim,
            "code": self._code,
            "quotation_mark": self._quotation_mark,
            "list_item": self._list_item,
            "code_fence": self._code_fence,
            "heading": self._layout,
            "thematic_break": self._layout,
            "table_rule": self._layout,
            "table_edge": self._layout,
            "table_pipe": self._table_cell,
            "paragraph": self._paragraph,
            "newline": self._newline,
            "html_block": self._html_block,
            "html_entity": self._html_entity,
        }

    def pieces(self) -> Iterator[Piece]:
        """Pieces that tile the source."""
        return self._scan(0, len(self._source), 0)

    def _scan(self, start: int, end: int, depth: int) -> Iterator[Piece]:
        at = start
        for found in _MARKUP.finditer(self._source, start, end):
            if found.start() < at:
                continue
            yield from self._text(at, found.start())
            handle = self._handlers.get(found.lastgroup or "", self._silent)
            yield from handle(found, depth)
            at = found.end()
        yield from self._text(at, end)

    def _text(self, start: int, end: int) -> Iterator[Piece]:
        return self._read_text(start, end) if start < end else iter(())

    def _warn(self, code: str, message: str, found: re.Match[str]) -> None:
        self._warnings.append(TextWarning(code, message, *found.span()))

    def _silent(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        yield Piece("silent", "", *found.span(), rule="markup")

    def _pronunciation(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        yield Piece(
            "phonemes",
            found["word"],
            *found.span(),
            phonemes=found["phonemes"],
            rule="pronunciation",
        )

    def _foreign(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        start, end = found.span()
        words = found.span("foreign")
        yield Piece("silent", "", start, words[0])
        reader = find_reader(found["lang"])
        if reader is None:
            message = f"no voice or G2P reads the language {found['lang']!r}: read as the rest"
            self._warn("unknown_language", message, found)
            yield from self._text(*words)
        else:
            yield from self._read_text(*words, reader)
        yield Piece("silent", "", words[1], end)

    def _pause(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        asked_ms = float(found["pause"]) * (1 if found["pause_unit"] == "ms" else 1000)
        if asked_ms > MAX_PAUSE_MS:
            message = f"{found[0]} is longer than {MAX_PAUSE_MS // 1000} s: cut to that"
            self._warn("pause_capped", message, found)
        pause_ms = min(round(asked_ms), MAX_PAUSE_MS)
        yield Piece("pause", "", *found.span(), pause_ms=pause_ms, rule="pause")

    def _malformed_pause(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        message = f"{found[0]!r} is not a pause such as [pause:0.8s]: read as text"
        self._warn("malformed_pause", message, found)
        yield from self._text(*found.span())

    def _link(self, found: re.Match[str], depth: int) -> Iterator[Piece]:
        start, end = found.span()
        if not found["label"].strip():
            message = "a link or image without words is left out"
            self._warn("unspoken_symbol", message, found)
            yield Piece("silent", "", start, end, rule="markup")
            return
        label = found.span("label")
        yield Piece("silent", "", start, label[0], rule="markup")
        if depth < _MAX_NESTING:
            yield from self._scan(*label, depth + 1)
        else:
            yield from self._text(*label)
        yield Piece("silent", "", label[1], end, rule="markup")

    def _verbatim(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        """Text in which marks of emphasis have another meaning."""
        yield from self._text(*found.span())

    def _code(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        start, end = found.span()
        yield Piece("silent", "", start, start + 1, rule="markup")
        yield from self._text(start + 1, end - 1)
        yield Piece("silent", "", end - 1, end, rule="markup")

    def _quotation_mark(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        """Two backticks, which quote in LaTeX and around code."""
        yield Piece("text", '"', *found.span(), rule="markup")

    def _list_item(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        self._in_layout = True
        number = re.search(r"\d+", found[0])
        if number and self._read_list_number is not None:
            yield Piece(
                "text", f"{self._read_list_number(number[0])}, ", *found.span(), rule="list number"
            )
        else:
            yield Piece("silent", "", *found.span(), rule="markup")

    def _code_fence(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        self._in_code = not self._in_code
        self._in_layout = True
        yield Piece("silent", "", *found.span(), rule="markup")

    def _layout(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        self._in_layout = True
        yield Piece("silent", "", *found.span(), rule="markup")

    def _table_cell(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        self._in_layout = True
        yield Piece("text", ", ", *found.span(), rule="markup")

    def _paragraph(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        self._in_layout = False
        yield Piece("text", " ", *found.span(), break_after="paragraph")

    def _newline(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        ends = self._in_layout or self._in_code or _NEXT_LINE.match(self._source, found.end())
        self._in_layout = False
        yield Piece("text", " ", *found.span(), break_after="sentence" if ends else "")

    def _html_block(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        if found[0].strip("</> ").lower().startswith(("td", "th")):
            yield Piece("text", ", ", *found.span(), rule="markup")
        else:
            yield Piece("text", " ", *found.span(), break_after="sentence", rule="markup")

    def _html_entity(self, found: re.Match[str], _depth: int) -> Iterator[Piece]:
        """The character that an entity stands for, read as if it had been written."""
        text = html.unescape(found[0])
        if text == found[0]:
            yield from self._text(*found.span())
            return
        spoken = "".join(self._symbol_words.get(char, char) for char in text)
        spoken = unspoken_runs().sub("", plain_typography(spoken))
        if spoken:
            yield Piece("text", spoken, *found.span(), rule="entity")
            return
        self._warn("unspoken_symbol", f"{found[0]!r} is left out", found)
        yield Piece("silent", "", *found.span(), rule="markup")
