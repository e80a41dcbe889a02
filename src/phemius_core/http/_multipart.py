"""Form parts of a `multipart/form-data` body: RFC 7578."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from phemius_core.errors import (
    FieldProblem,
    InvalidRequest,
    MalformedRequest,
    MissingExtra,
)

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

__all__ = ["AudioPart", "parse_form"]

_MAX_PARTS: Final = 16
_FIELD: Final = 1024
"""Bytes of a part that is no file."""


@dataclass(slots=True)
class AudioPart:
    """A part of a form."""

    name: str = ""
    data: bytearray = field(default_factory=bytearray, repr=False)

    @property
    def text(self) -> str:
        """Its text.

        Raises:
            InvalidRequest: It is too long, or not UTF-8.
        """
        if len(self.data) <= _FIELD:
            try:
                return self.data.decode()
            except UnicodeDecodeError:
                pass
        message = f"{self.name} must be UTF-8 of at most {_FIELD} bytes"
        raise InvalidRequest(message, fields=[FieldProblem(self.name, message)])


def parse_form(body: bytes, content_type: str) -> dict[str, AudioPart]:
    """The parts by name.

    Args:
        body: Of the request, whole.
        content_type: The header, with the boundary.

    Raises:
        MalformedRequest: It cannot be read as a form, or names a part twice.
        MissingExtra: python-multipart is not installed.
    """
    try:
        from python_multipart.exceptions import FormParserError
        from python_multipart.multipart import MultipartParser, parse_options_header
    except ModuleNotFoundError as error:
        raise MissingExtra("python-multipart", "store") from error

    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise MalformedRequest("the Content-Type has no boundary: let your client write the header")
    reader = _Reader(parse_options_header)
    try:
        parser = MultipartParser(boundary, reader.callbacks())
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise MalformedRequest(f"the form cannot be read: {error}") from error
    if not reader.ended:
        raise MalformedRequest("the form breaks off: its last boundary is missing")
    return reader.parts


class _Reader:
    """Takes what the parser finds."""

    def __init__(self, options_of: Callable[[bytes], tuple[bytes, dict[bytes, bytes]]]) -> None:
        self.parts: dict[str, AudioPart] = {}
        self.ended = False
        self._options_of = options_of
        self._part = AudioPart()
        self._header = b""
        self._value = b""

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._part_begin,
            "on_part_data": self._part_data,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_end": self._end,
        }

    def _part_begin(self) -> None:
        self._part = AudioPart()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = self._options_of(self._value)
            self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
        self._header = self._value = b""

    def _headers_finished(self) -> None:
        name = self._part.name
        if not name:
            raise MalformedRequest("a part of the form has no name")
        if name in self.parts:
            raise MalformedRequest(f"the form has the part {name[:80]!r} twice")
        if len(self.parts) >= _MAX_PARTS:
            raise MalformedRequest(f"the form has more than {_MAX_PARTS} parts")
        self.parts[name] = self._part

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        self._part.data += memoryview(data)[start:end]

    def _end(self) -> None:
        self.ended = True
