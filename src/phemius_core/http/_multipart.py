"""Parser of `multipart/form-data` bodies: RFC 7578."""

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

__all__ = ["FormPart", "parse_form"]

_MAX_PARTS: Final = 16
_MAX_TEXT_BYTES: Final = 1024
"""Bytes of a part that is read as text."""


@dataclass(slots=True)
class FormPart:
    """A part of a form."""

    name: str = ""
    data: bytearray = field(default_factory=bytearray, repr=False)

    @property
    def text(self) -> str:
        """The data as text.

        Raises:
            InvalidRequest: The data is longer than 1,024 bytes, or not UTF-8.
        """
        if len(self.data) <= _MAX_TEXT_BYTES:
            try:
                return self.data.decode()
            except UnicodeDecodeError:
                pass
        message = f"{self.name} must be UTF-8 of at most {_MAX_TEXT_BYTES} bytes"
        raise InvalidRequest(message, fields=[FieldProblem(self.name, message)])


def parse_form(body: bytes, content_type: str) -> dict[str, FormPart]:
    """Parse a form.

    Args:
        body: Request body, whole.
        content_type: Content-Type header, with the boundary.

    Returns:
        The parts by name.

    Raises:
        MalformedRequest: The body is not a form, or two parts have the same name.
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
        raise MalformedRequest("the Content-Type has no boundary: let your HTTP client write it")
    collector = _PartCollector(parse_options_header)
    try:
        parser = MultipartParser(boundary, collector.callbacks())
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise MalformedRequest(f"the form cannot be read: {error}") from error
    if not collector.ended:
        raise MalformedRequest("the form is incomplete: its last boundary is missing")
    return collector.parts


class _PartCollector:
    """Collects the parts that the parser reports through its callbacks."""

    def __init__(self, parse_options: Callable[[bytes], tuple[bytes, dict[bytes, bytes]]]) -> None:
        self.parts: dict[str, FormPart] = {}
        self.ended = False
        self._parse_options = parse_options
        self._part = FormPart()
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
        self._part = FormPart()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = self._parse_options(self._value)
            self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
        self._header = self._value = b""

    def _headers_finished(self) -> None:
        name = self._part.name
        if not name:
            raise MalformedRequest("a part of the form has no name")
        if name in self.parts:
            raise MalformedRequest(f"the form names the part {name[:80]!r} twice")
        if len(self.parts) >= _MAX_PARTS:
            raise MalformedRequest(f"the form has more than {_MAX_PARTS} parts")
        self.parts[name] = self._part

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        self._part.data += memoryview(data)[start:end]

    def _end(self) -> None:
        self.ended = True
