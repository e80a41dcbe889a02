"""Syntax of a blend of voices: `af_bella(2)+af_sky(1)`."""

import re
from typing import Final

from phemius_core.errors import FieldProblem, InvalidRequest

__all__ = ["MAX_NAME_CHARS", "MAX_TERMS", "parse_blend"]

MAX_NAME_CHARS: Final = 200
MAX_TERMS: Final = 8
_MAX_WEIGHT: Final = 100.0
_TERM: Final = re.compile(r"([^()+]*)(?:\(([^()]*)\))?")
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")


def parse_blend(text: str) -> list[tuple[str, float]]:
    """Names and weights of a blend; a single name is a blend of one.

    Spaces around names, weights and signs are ignored. A term without a weight has weight 1.

    Args:
        text: The blend, at most 200 characters.

    Raises:
        InvalidRequest: The text is too long, has too many terms, or is no blend.
    """
    if len(text) > MAX_NAME_CHARS:
        raise _refused(
            f"the voice has {len(text)} characters: send at most {MAX_NAME_CHARS}", "too_long"
        )
    parts = text.split("+")
    if len(parts) > MAX_TERMS:
        raise _refused(
            f"the voice blends {len(parts)} voices: send at most {MAX_TERMS}", "too_many_terms"
        )
    return [_term(part.strip(), text) for part in parts]


def _term(part: str, whole: str) -> tuple[str, float]:
    match = _TERM.fullmatch(part)
    name = match[1].strip() if match else ""
    if match is None or not name:
        raise _refused(
            f"the voice {whole!r} is not a name or a blend: write 'af_bella(2)+af_sky(1)'",
            "invalid_blend",
        )
    if match[2] is None:
        return name, 1.0
    written = match[2].strip()
    weight = float(written) if _NUMBER.fullmatch(written) else 0.0
    if not 0 < weight <= _MAX_WEIGHT:
        raise _refused(
            f"the weight {written!r} of voice {name!r} is not allowed: "
            f"send a number above 0 and up to {_MAX_WEIGHT:g}",
            "invalid_blend",
        )
    return name, weight


def _refused(message: str, code: str) -> InvalidRequest:
    return InvalidRequest(message, fields=[FieldProblem("voice", message, code)])
