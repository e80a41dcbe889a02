"""Requests for bulk jobs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from phemius_core.audio_formats import AudioFormat
from phemius_core.errors import FieldProblem, InvalidRequest, MalformedRequest
from phemius_core.wire._parsing import parse_json_object, validate
from phemius_core.wire._speech_requests import SpeechRequest

__all__ = [
    "JSON_LINES",
    "MAX_ITEMS",
    "BulkDraft",
    "BulkItem",
    "BulkRequest",
    "parse_bulk",
]

MAX_ITEMS: Final = 1000
"""Items of one bulk job."""
JSON_LINES: Final = ("application/x-ndjson", "application/jsonl")
"""Media types of a body with one item per line."""
_MAX_PROBLEMS: Final = 100


class BulkItem(SpeechRequest):
    """One text of a bulk job, as in `POST /v1/speech`."""

    id: Annotated[
        str | None,
        Field(
            strict=True,
            min_length=1,
            max_length=64,
            pattern=r"^[A-Za-z0-9._-]+$",
            description="Your own name for the item: in the item list and in the archive.",
        ),
    ] = None


class _BulkEnvelope(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["bulk_synthesis"]
    format: AudioFormat = "wav"


class BulkRequest(_BulkEnvelope):
    """`POST /v1/jobs`: many texts, each charged once it is spoken."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "bulk_synthesis",
                    "format": "mp3",
                    "items": [
                        {"id": "greeting", "text": "Hello.", "voice": "nova"},
                        {"id": "farewell", "text": "Goodbye."},
                    ],
                }
            ]
        },
    )

    items: Annotated[tuple[BulkItem, ...], Field(min_length=1, max_length=MAX_ITEMS)]


@dataclass(frozen=True, slots=True)
class BulkDraft:
    """A bulk request whose items may have problems.

    They are not raised at once, so that one error can list them together with what only the
    account can tell, such as unknown custom voices.

    Attributes:
        format: Audio format of every item.
        items: Valid items, by their index in the request.
        problems: What is wrong with the other items.
    """

    format: AudioFormat
    items: Mapping[int, BulkItem]
    problems: Sequence[FieldProblem]

    def checked(self, problems: Sequence[FieldProblem] = ()) -> BulkRequest:
        """The request, if no item has a problem.

        Args:
            problems: Further problems, found by the caller.

        Raises:
            InvalidRequest: An item has a problem; `fields` lists the first 100, as `items.3.voice`.
        """
        found = sorted((*self.problems, *problems), key=lambda problem: _index_of(problem.field))
        if found:
            more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
            raise InvalidRequest(
                f"{found[0].field}: {found[0].message}{more}", fields=found[:_MAX_PROBLEMS]
            )
        items = tuple(self.items[index] for index in sorted(self.items))
        return BulkRequest.model_construct(type="bulk_synthesis", format=self.format, items=items)


def parse_bulk(body: bytes, *, lines: bool = False, audio_format: str | None = None) -> BulkDraft:
    """Parse the body of `POST /v1/jobs`.

    Args:
        body: A JSON object; with `lines`, one JSON object per line.
        lines: The body has one item per line.
        audio_format: With `lines`, the format from the query string; WAV if None.

    Raises:
        MalformedRequest: The body, or one of its lines, is not a JSON object in UTF-8.
        InvalidRequest: A field other than the items is wrong, or the number of items is.
    """
    value = _object_of_lines(body, audio_format) if lines else parse_json_object(body)
    given = value.pop("items", None)
    if not isinstance(given, list) or not 0 < len(given) <= MAX_ITEMS:
        raise _invalid_items(f"items must be a list of 1 to {MAX_ITEMS} requests")
    envelope = validate(_BulkEnvelope, value)
    items: dict[int, BulkItem] = {}
    problems: list[FieldProblem] = []
    index_of_id: dict[str, int] = {}
    for index, raw in enumerate(given):
        try:
            item = items[index] = validate(BulkItem, raw)
        except InvalidRequest as error:
            problems += [
                FieldProblem(
                    f"items.{index}.{problem.field}".rstrip("."), problem.message, problem.code
                )
                for problem in error.fields
            ]
            continue
        if item.id is not None and (first := index_of_id.setdefault(item.id, index)) != index:
            problems.append(
                FieldProblem(f"items.{index}.id", f"item {first} has the same id", "duplicate")
            )
    return BulkDraft(envelope.format, items, problems)


def _index_of(field: str) -> int:
    return int(field.split(".")[1])


def _invalid_items(message: str) -> InvalidRequest:
    return InvalidRequest(message, fields=[FieldProblem("items", message)])


def _object_of_lines(body: bytes, audio_format: str | None) -> dict[str, Any]:
    lines = [line for line in body.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    if not lines:
        raise MalformedRequest("the request body is empty: send one JSON object per line")
    if len(lines) > MAX_ITEMS:
        raise _invalid_items(f"the body has {len(lines)} lines: at most {MAX_ITEMS} are allowed")
    items = [_parse_line(number, line) for number, line in enumerate(lines, 1)]
    optional = {} if audio_format is None else {"format": audio_format}
    return {"type": "bulk_synthesis", "items": items, **optional}


def _parse_line(number: int, line: bytes) -> dict[str, Any]:
    try:
        return parse_json_object(line)
    except MalformedRequest as error:
        raise MalformedRequest(
            f"line {number}: {error.message.replace('the request body', 'it')}"
        ) from None
