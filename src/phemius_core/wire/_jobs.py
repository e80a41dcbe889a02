"""Requests for jobs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from phemius_core.errors import FieldProblem, InvalidRequest, MalformedRequest
from phemius_core.wire._audio_formats import AudioFormat
from phemius_core.wire._body import read_object
from phemius_core.wire._speech import SpeechRequest, validated

__all__ = [
    "JSON_LINES",
    "MAX_ITEMS",
    "BulkDraft",
    "BulkItem",
    "BulkRequest",
    "parse_bulk",
]

MAX_ITEMS: Final = 1000
JSON_LINES: Final = ("application/x-ndjson", "application/jsonl")
"""Media types of one item per line."""
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
            description="A name of your own: in the listing, and of the file in the archive.",
        ),
    ] = None


class _Bulk(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["bulk_synthesis"]
    format: AudioFormat = "wav"


class BulkRequest(_Bulk):
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
    """A bulk request, as far as it could be read: what is wrong with its items is told at once,
    together with what only the account knows.
    """

    format: AudioFormat
    items: Mapping[int, BulkItem]
    """By index, those that are right so far."""
    problems: Sequence[FieldProblem]

    def checked(self, problems: Sequence[FieldProblem] = ()) -> BulkRequest:
        """The request.

        Args:
            problems: More of them.

        Raises:
            InvalidRequest: Something is wrong; `fields` lists it, as `items.3.voice`.
        """
        found = sorted((*self.problems, *problems), key=lambda problem: _index(problem.field))
        if found:
            more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
            raise InvalidRequest(
                f"{found[0].field}: {found[0].message}{more}", fields=found[:_MAX_PROBLEMS]
            )
        items = tuple(self.items[at] for at in sorted(self.items))
        return BulkRequest.model_construct(type="bulk_synthesis", format=self.format, items=items)


def parse_bulk(body: bytes, *, lines: bool = False, audio_format: str | None = None) -> BulkDraft:
    """Reads the body of `POST /v1/jobs`.

    Args:
        body: A JSON object; or one item per line.
        lines: Whether it is one item per line.
        audio_format: Where it is, the format of the query; WAV where it has none.

    Raises:
        MalformedRequest: Not JSON in UTF-8; of lines, which one.
        InvalidRequest: It is no bulk request, whatever its items are.
    """
    value = read_object(body) if not lines else _object_of_lines(body, audio_format)
    given = value.pop("items", None)
    if not isinstance(given, list) or not 0 < len(given) <= MAX_ITEMS:
        raise _refused(f"items is a list of 1 to {MAX_ITEMS} requests")
    envelope = validated(_Bulk, value)
    items: dict[int, BulkItem] = {}
    problems: list[FieldProblem] = []
    seen: dict[str, int] = {}
    for at, raw in enumerate(given):
        try:
            item = items[at] = validated(BulkItem, raw)
        except InvalidRequest as error:
            problems += [
                FieldProblem(
                    f"items.{at}.{problem.field}".rstrip("."), problem.message, problem.code
                )
                for problem in error.fields
            ]
            continue
        if item.id is not None and (first := seen.setdefault(item.id, at)) != at:
            problems.append(
                FieldProblem(f"items.{at}.id", f"item {first} has this id too", "duplicate")
            )
    return BulkDraft(envelope.format, items, problems)


def _index(field: str) -> int:
    return int(field.split(".")[1])


def _refused(message: str) -> InvalidRequest:
    return InvalidRequest(message, fields=[FieldProblem("items", message)])


def _object_of_lines(body: bytes, audio_format: str | None) -> dict[str, Any]:
    lines = [line for line in body.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    if not lines:
        raise MalformedRequest("the request body is empty: send one JSON object per line")
    if len(lines) > MAX_ITEMS:
        raise _refused(f"the body has {len(lines)} lines: at most {MAX_ITEMS} are allowed")
    items = [_line(number, line) for number, line in enumerate(lines, 1)]
    chosen = {} if audio_format is None else {"format": audio_format}
    return {"type": "bulk_synthesis", "items": items, **chosen}


def _line(number: int, line: bytes) -> dict[str, Any]:
    try:
        return read_object(line)
    except MalformedRequest as error:
        raise MalformedRequest(
            f"line {number}: {error.message.replace('the request body', 'it')}"
        ) from None
