"""From the bytes of a request body to a validated model, or to an error that says what is wrong."""

import json
import re
from typing import Any, Final, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from phemius_core.errors import (
    FieldProblem,
    InvalidRequest,
    MalformedRequest,
    UnsupportedModel,
)
from phemius_core.wire._constants import NATIVE_MODEL

__all__ = ["parse_json_object", "unsupported_model", "validate"]

_MAX_DEPTH: Final = 32
_STRING_OR_BRACKET: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
"""A whole string, so that brackets inside it do not count, or a bracket."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_Model = TypeVar("_Model", bound=BaseModel)


def parse_json_object(body: bytes) -> dict[str, Any]:
    """Parse one JSON object.

    Stricter than `json.loads` where leniency would hide a mistake: it refuses NaN, infinity,
    duplicate names, lone surrogates and more than 32 levels of nesting.

    Args:
        body: UTF-8, with or without a byte order mark.

    Raises:
        MalformedRequest: The body is not such an object; the message says where and what to do.
    """
    if not body.strip():
        raise MalformedRequest("the request body is empty: send a JSON object")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedRequest(
            f"the request body is not UTF-8: byte {error.start} is wrong"
        ) from None
    if _is_too_deep(text):
        raise MalformedRequest(f"the JSON is nested more than {_MAX_DEPTH} levels deep")
    try:
        value = json.loads(
            text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_duplicates
        )
    except json.JSONDecodeError as error:
        raise MalformedRequest(
            f"the request body is not JSON: {error.msg}, line {error.lineno}, column {error.colno}"
        ) from None
    except (RecursionError, ValueError):
        # CPython refuses integers of more than 4,300 digits.
        raise MalformedRequest("the JSON holds a number that is too long") from None
    if not isinstance(value, dict):
        raise MalformedRequest("the request body must be a JSON object: {…}")
    _refuse_surrogates(value)
    return value


def validate(model: type[_Model], value: Any) -> _Model:
    """Validate a JSON value.

    Args:
        model: Model of the request.
        value: Parsed JSON.

    Raises:
        UnsupportedModel: The field `model` is not one that the native API serves.
        InvalidRequest: A field is wrong; `fields` lists all of them.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems = [
            FieldProblem(
                ".".join(str(part) for part in item["loc"]),
                _first_letter_lower(item["msg"].removeprefix("Value error, ")),
                item["type"],
            )
            for item in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        first = problems[0]
        if first.field == "model" and first.code == "literal_error":
            raise unsupported_model(value["model"], NATIVE_MODEL) from None
        where = f"{first.field}: " if first.field else ""
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise InvalidRequest(f"{where}{first.message}{more}", fields=problems) from None


def unsupported_model(model: object, *supported: str) -> UnsupportedModel:
    """The error for a model that an endpoint does not serve.

    Args:
        model: Value of the field `model`.
        supported: Models that the endpoint serves.
    """
    choice = " or ".join(map(repr, supported))
    message = f"model {str(model)[:80]!r} is not supported: use {choice}"
    return UnsupportedModel(message, fields=[FieldProblem("model", message, "model_not_supported")])


def _first_letter_lower(message: str) -> str:
    """Pydantic's messages in the voice of ours: they all start with a common word."""
    return message[:1].lower() + message[1:]


def _is_too_deep(text: str) -> bool:
    """Count brackets outside strings before parsing, so that the parser never recurses far."""
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > _MAX_DEPTH:
                return True
        elif match[0] in "]}":
            depth -= 1
    return False


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedRequest(f"{name} is not a JSON number: send a finite one")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for name, item in pairs:
        if name in value:
            raise MalformedRequest(f"the JSON names {name[:80]!r} twice")
        value[name] = item
    return value


def _refuse_surrogates(value: Any) -> None:
    if isinstance(value, str):
        if found := _SURROGATE.search(value):
            raise MalformedRequest(
                f"a string holds the lone surrogate \\u{ord(found[0]):04x} at character "
                f"{found.start()}: send valid Unicode"
            )
    elif isinstance(value, dict):
        for name, item in value.items():
            _refuse_surrogates(name)
            _refuse_surrogates(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_surrogates(item)
