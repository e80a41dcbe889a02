"""What the OpenAPI document says of an operation, as data that a route carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel

from phemius_core.wire import IDEMPOTENCY_KEY

__all__ = [
    "IDEMPOTENCY",
    "JOB_ID",
    "MONTH",
    "Content",
    "Operation",
    "Parameter",
    "header_parameter",
    "number_parameter",
    "path_parameter",
    "query_parameter",
]

Parameter = Mapping[str, Any]
"""A Parameter Object of OpenAPI 3.1."""


@dataclass(frozen=True, slots=True)
class Content:
    """One form that a request body may have.

    Attributes:
        model: Model of the body, or of each line; None for text of another format.
        media_types: Media types of this form.
        description: Added to the reference to the model.
        file: Name and description of a file that a form has besides the fields of the model.
    """

    model: type[BaseModel] | None
    media_types: tuple[str, ...] = ("application/json",)
    description: str = ""
    file: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """Documentation of one operation.

    The statuses that follow from the route need not be listed: 401, 429 and 503 where a key is
    required, 400, 408, 413, 415 and 422 where there is a body, 404 where the path has parameters.

    Attributes:
        operation_id: Name of the operation, unique in the API.
        summary: One line.
        request: The forms that the request body may have.
        parameters: Parameters in header, query and path. A parameter of the path that is not among
            them is a UUID.
        status: Status of the reply.
        reply: Model of the JSON reply, or the media types of a binary one; empty where the body
            is not documented.
        reply_description: Description of the reply; the summary where empty.
        reply_headers: Headers of the reply, with their descriptions, which may be empty.
        links: Operations that take the `id` in the reply as their path parameter.
        errors: Statuses of errors besides those that follow from the route.
        conflict: Description of status 409, where the operation has it.
        other_replies: Replies of other statuses without an error body, by status.
    """

    operation_id: str
    summary: str
    request: tuple[Content, ...] = field(default=(), kw_only=True)
    parameters: tuple[Parameter, ...] = field(default=(), kw_only=True)
    status: int = field(default=200, kw_only=True)
    reply: type[BaseModel] | tuple[str, ...] = field(default=(), kw_only=True)
    reply_description: str = field(default="", kw_only=True)
    reply_headers: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    links: tuple[str, ...] = field(default=(), kw_only=True)
    errors: tuple[int, ...] = field(default=(), kw_only=True)
    conflict: str = field(default="", kw_only=True)
    other_replies: Mapping[int, str] = field(default_factory=dict, kw_only=True)


def header_parameter(name: str, description: str, schema: Mapping[str, Any]) -> Parameter:
    """An optional header.

    Args:
        name: Name of the header.
        description: What it is for.
        schema: JSON schema of its value.
    """
    return _parameter(name, "header", description, schema)


def query_parameter(
    name: str, description: str = "", schema: Mapping[str, Any] | None = None
) -> Parameter:
    """An optional parameter of the query string.

    Args:
        name: Name of the parameter.
        description: What it is for.
        schema: JSON schema of its value; any string where None.
    """
    return _parameter(name, "query", description, schema or {"type": "string"})


def number_parameter(name: str, *, minimum: int, default: int | None = None) -> Parameter:
    """An optional integer of the query string, 1,000 at most.

    Args:
        name: Name of the parameter.
        minimum: Smallest value that is accepted.
        default: Value that is used where it is not given, if that is a number.
    """
    schema: dict[str, Any] = {"type": "integer", "minimum": minimum, "maximum": 1000}
    if default is not None:
        schema["default"] = default
    return query_parameter(name, schema=schema)


def path_parameter(name: str, schema: Mapping[str, Any] | None = None) -> Parameter:
    """A parameter of the path.

    Args:
        name: Its name in the braces of the path.
        schema: JSON schema of its value; a UUID where None.
    """
    schema = schema or {"type": "string", "format": "uuid"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _parameter(
    name: str, location: str, description: str, schema: Mapping[str, Any]
) -> dict[str, Any]:
    described = {"description": description} if description else {}
    return {"name": name, "in": location, "required": False, **described, "schema": schema}


IDEMPOTENCY: Final = header_parameter(
    IDEMPOTENCY_KEY,
    "A request with the same key and body within 24 hours is carried out and charged once.",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
)
JOB_ID: Final = path_parameter("job_id")
MONTH: Final = query_parameter(
    "month",
    "A UTC month; the current one by default.",
    {"type": "string", "pattern": "^[2-8][0-9]{3}-(0[1-9]|1[0-2])$"},
)
