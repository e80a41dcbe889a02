"""Parser of `multipart/form-data` bodies: RFC 7578."""

import tempfile
from collections.abc import Callable
from types import TracebackType
from typing import IO, TYPE_CHECKING, Final, Self

from phemius_core.errors import (
    FieldProblem,
    InvalidRequest,
    MalformedRequest,
    MissingExtra,
)

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

__all__ = ["Form", "FormPart", "parse_form"]

_BLOCK_BYTES: Final = 64 << 10
_MAX_PART_IN_MEMORY_BYTES: Final = 64 << 10

_MAX_PARTS: Final = 16
_MAX_TEXT_BYTES: Final = 1024
"""Bytes of a part that is read as text."""


class FormPart:
    """A part of a form: a file, in memory while it is small."""

    def __init__(self) -> None:
        self.name = ""
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(_MAX_PART_IN_MEMORY_BYTES)  # noqa: SIM115
        self.size = 0

    def write(self, data: memoryview) -> None:
        """Add data that was read."""
        self.size += self.file.write(data)

    @property
    def text(self) -> str:
        """The data as text.

        Raises:
            InvalidRequest: The data is longer than 1,024 bytes, or not UTF-8.
        """
        if self.size <= _MAX_TEXT_BYTES:
            self.file.seek(0)
            try:
                return self.file.read().decode()
            except UnicodeDecodeError:
                pass
        message = f"{self.name} must be UTF-8 of at most {_MAX_TEXT_BYTES} bytes"
        raise InvalidRequest(message, fields=[FieldProblem(self.name, message)])


class Form(dict[str, FormPart]):
    """The parts of a form by name; close it to drop their files."""

    def close(self) -> None:
        """Close the files of all parts."""
        for part in self.values():
            part.file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def parse_form(body: IO[bytes], content_type: str) -> Form:
    """Parse a form, a block at a time.

    Args:
        body: Request body.
        content_type: Content-Type header, with the boundary.

    Returns:
        The parts, which the caller closes.

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
        try:
            parser = MultipartParser(boundary, collector.callbacks())
            while block := body.read(_BLOCK_BYTES):
                parser.write(block)
            parser.finalize()
        except FormParserError as error:
            raise MalformedRequest(f"the form cannot be read: {error}") from error
        collector.check_ended()
    except BaseException:
        collector.close()
        raise
    return collector.parts


class _PartCollector:
    """Collects the parts that the parser reports through its callbacks."""

    def __init__(self, parse_options: Callable[[bytes], tuple[bytes, dict[bytes, bytes]]]) -> None:
        self.parts = Form()
        self._ended = False
        self._parse_options = parse_options
        self._part: FormPart | None = None
        self._header = b""
        self._value = b""

    @property
    def _current(self) -> FormPart:
        assert self._part is not None  # noqa: S101 - the parser has begun a part
        return self._part

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

    def check_ended(self) -> None:
        if not self._ended:
            raise MalformedRequest("the form is incomplete: its last boundary is missing")

    def close(self) -> None:
        if self._part is not None:
            self._part.file.close()
        self.parts.close()

    def _part_begin(self) -> None:
        self._part = FormPart()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = self._parse_options(self._value)
            self._current.name = options.get(b"name", b"").decode("utf-8", "replace")
        self._header = self._value = b""

    def _headers_finished(self) -> None:
        name = self._current.name
        if not name:
            raise MalformedRequest("a part of the form has no name")
        if name in self.parts:
            raise MalformedRequest(f"the form names the part {name[:80]!r} twice")
        if len(self.parts) >= _MAX_PARTS:
            raise MalformedRequest(f"the form has more than {_MAX_PARTS} parts")
        self.parts[name] = self._current

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        self._current.write(memoryview(data)[start:end])

    def _end(self) -> None:
        self._ended = True
