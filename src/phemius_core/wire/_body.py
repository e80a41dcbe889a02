"""Bytes of a request body to a JSON object, or an error that says what is wrong with them."""

import json
import re
from typing import Any, Final, NoReturn

from phemius_core.errors import MalformedRequest

__all__ = ["read_object"]

_MAX_DEPTH: Final = 32
_BRACKETS: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
"""A string, passed over whole, or a bracket."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def read_object(body: bytes) -> dict[str, Any]:
    """Reads one JSON object.

    Stricter than `json.loads` where leniency would hide a mistake: no NaN or infinity, no
    name twice, no lone surrogates, a bounded depth.

    Raises:
        MalformedRequest: With the place and what to do.
    """
    if not body.strip():
        raise MalformedRequest("the request body is empty: send a JSON object")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedRequest(
            f"the request body is not UTF-8: byte {error.start} is wrong"
        ) from None
    if _too_deep(text):
        raise MalformedRequest(f"the JSON is nested more than {_MAX_DEPTH} levels deep")
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique)
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


def _too_deep(text: str) -> bool:
    """Counts brackets outside strings, so that the parser never recurses far."""
    depth = 0
    for match in _BRACKETS.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > _MAX_DEPTH:
                return True
        elif match[0] in "]}":
            depth -= 1
    return False


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedRequest(f"{name} is not a JSON number: give a finite one")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise MalformedRequest(f"the JSON names {name[:80]!r} twice")
        found[name] = value
    return found


def _refuse_surrogates(value: Any) -> None:
    if isinstance(value, str):
        if found := _SURROGATE.search(value):
            raise MalformedRequest(
                f"a string holds the lone surrogate \\u{ord(found[0]):04x} at character "
                f"{found.start()}: it is no Unicode text"
            )
    elif isinstance(value, dict):
        for name, item in value.items():
            _refuse_surrogates(name)
            _refuse_surrogates(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_surrogates(item)
