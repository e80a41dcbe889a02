"""SSML text to events with exact offsets into it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from phemius_core.errors import MissingExtra
from phemius_core.text.ssml._errors import ssml_error

__all__ = ["XML_LANG", "Characters", "ElementEnd", "ElementStart", "parse_ssml"]

MAX_DEPTH: Final = 32
MAX_ELEMENTS: Final = 10_000
XML_LANG: Final = "xml:lang"
_SSML_NAMESPACE: Final = "http://www.w3.org/2001/10/synthesis"
_XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"
_TAG: Final = re.compile(r"<[^>\"']*+(?:\"[^\"]*+\"[^>\"']*+|'[^']*+'[^>\"']*+)*+>")

_HINTS: Final = {
    "not well-formed (invalid token)": "write & as &amp; and < as &lt;, and attributes in quotes",
    "undefined entity": "write the character itself, or its number as in &#160;",
    "mismatched tag": "close each element before the one around it",
    "no element found": "close every element, <speak> too",
    "unclosed token": "close every tag",
    "unclosed CDATA section": "end it with ]]>",
    "unbound prefix": "declare the prefix, or leave it out",
    "duplicate attribute": "give each attribute once",
    "junk after document element": "put all text into one <speak>",
}


@dataclass(frozen=True, slots=True)
class Characters:
    """Text as it is to be read, entities replaced, and its place in the source."""

    text: str
    start: int
    end: int

    @property
    def is_as_written(self) -> bool:
        """Whether each character stands for one of the source."""
        return len(self.text) == self.end - self.start


@dataclass(frozen=True, slots=True)
class ElementStart:
    """A start tag."""

    name: str
    attributes: Mapping[str, str]
    """By name; those of other namespaces than SSML's and XML's are left out."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ElementEnd:
    """An end tag; empty for an element that is one tag."""

    start: int
    end: int


_Event = Characters | ElementStart | ElementEnd


def parse_ssml(source: str) -> list[_Event]:
    """The events of an SSML text, in order. Takes time linear in its length.

    Document type declarations are refused, and with them entities of the caller's own.

    Raises:
        InvalidRequest: The text is not well-formed XML, or has too many elements; the message has
            the line and the column.
        MissingExtra: defusedxml is not installed.
    """
    try:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import DefusedXMLParser, ParseError
    except ImportError:
        raise MissingExtra("defusedxml", "speech") from None
    # An XML declaration must be the very first.
    lead = len(source) - len(source.lstrip("\ufeff \t\r\n"))
    try:
        data = source[lead:].encode()
    except UnicodeEncodeError as error:
        raise ssml_error(
            source, lead + error.start, "a lone surrogate: send valid Unicode"
        ) from None
    collector = _Collector(source, data, lead)
    parser = DefusedXMLParser(target=collector, encoding="utf-8", forbid_dtd=True)
    collector.watch(parser.parser)
    try:
        parser.feed(data)
        parser.close()
    except ParseError as error:
        at = collector.offsets.at(max(0, parser.parser.ErrorByteIndex))
        problem = str(error).partition(": line")[0]
        hint = _HINTS.get(problem, "see the documentation of SSML")
        message = f"not well-formed XML, {problem}: {hint}"
        raise ssml_error(source, at, message) from None
    except DefusedXmlException:
        message = "a document type declaration is not allowed: leave <!DOCTYPE …> out"
        raise ssml_error(source, collector.position(), message) from None
    return collector.events


class _Offsets:
    """Offsets of bytes as those of code points. Fast for bytes in ascending order."""

    def __init__(self, data: bytes, lead: int) -> None:
        self._data = data
        self._lead = lead
        self._is_ascii = data.isascii()
        self._byte = self._chars = 0

    def at(self, byte: int) -> int:
        if self._is_ascii:
            return self._lead + byte
        if byte < self._byte:
            self._byte = self._chars = 0
        self._chars += len(self._data[self._byte : byte].decode(errors="replace"))
        self._byte = byte
        return self._lead + self._chars


class _Collector:
    """Target of the XML parser: makes events of what it reports."""

    def __init__(self, source: str, data: bytes, lead: int) -> None:
        self.events: list[_Event] = []
        self.offsets = _Offsets(data, lead)
        self._source = source
        self._depth = 0
        self._elements = 0
        self._in_cdata = False
        self._tag_end = 0
        self._expat: Any = None

    def watch(self, expat: Any) -> None:
        """Take positions from a parser, which must not join the text around entities."""
        expat.buffer_text = False
        expat.StartCdataSectionHandler = lambda: self._set_cdata(inside=True)
        expat.EndCdataSectionHandler = lambda: self._set_cdata(inside=False)
        self._expat = expat

    def position(self) -> int:
        """Offset of what is being parsed."""
        return self.offsets.at(max(0, self._expat.CurrentByteIndex))

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        at = self.position()
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH:
            message = f"elements are nested more than {MAX_DEPTH} deep: nest them less"
            raise ssml_error(self._source, at, message)
        if self._elements > MAX_ELEMENTS:
            message = f"more than {MAX_ELEMENTS} elements: send the rest as another request"
            raise ssml_error(self._source, at, message)
        self._tag_end = self._end_of_tag(at)
        given = {_name(name): value for name, value in attributes.items()}
        known = {name: value for name, value in given.items() if "}" not in name}
        self.events.append(ElementStart(_name(tag), known, at, self._tag_end))

    def end(self, _tag: str) -> None:
        at = max(self._tag_end, self.position())
        self._depth -= 1
        self._tag_end = self._end_of_tag(at) if self._source.startswith("</", at) else at
        self.events.append(ElementEnd(at, self._tag_end))

    def data(self, text: str) -> None:
        at = self.position()
        end = at + len(text)
        if self._source[at] == "&" and not self._in_cdata:
            end = self._source.index(";", at) + 1
        elif self._source.startswith("\r\n", at):
            end = at + 2
        self.events.append(Characters(text, at, end))

    def close(self) -> None:
        """The document is complete."""

    def _set_cdata(self, *, inside: bool) -> None:
        self._in_cdata = inside

    def _end_of_tag(self, at: int) -> int:
        found = _TAG.match(self._source, at)
        return found.end() if found else at


def _name(name: str) -> str:
    """A name without the namespaces of SSML and XML: `{…}lang` as `xml:lang`."""
    namespace, brace, local = name.removeprefix("{").partition("}")
    if not brace:
        return name
    if namespace == _XML_NAMESPACE:
        return f"xml:{local}"
    return local if namespace == _SSML_NAMESPACE else name
