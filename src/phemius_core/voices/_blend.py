"""Reads how a blend of voices is written: `af_bella(2)+af_sky(1)`."""

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
    """Splits a voice into names and weights, as written; one term is not a blend but fits.

    Spaces around names, weights and signs do not matter. A term without a weight
    weighs 1.

    Raises:
        InvalidRequest: Too long, too many terms, or not written so.
    """
    if len(text) > MAX_NAME_CHARS:
        raise _refused(
            f"voice has {len(text)} characters: at most {MAX_NAME_CHARS} are allowed", "too_long"
        )
    parts = text.split("+")
    if len(parts) > MAX_TERMS:
        raise _refused(
            f"voice blends {len(parts)} voices: at most {MAX_TERMS} are allowed", "too_many_terms"
        )
    return [_term(part.strip(), text) for part in parts]


def _term(part: str, whole: str) -> tuple[str, float]:
    match = _TERM.fullmatch(part)
    name = match[1].strip() if match else ""
    if match is None or not name:
        raise _refused(
            f"voice {whole!r} is not a name or a blend: write 'af_bella(2)+af_sky(1)'",
            "invalid_blend",
        )
    if match[2] is None:
        return name, 1.0
    written = match[2].strip()
    weight = float(written) if _NUMBER.fullmatch(written) else 0.0
    if not 0 < weight <= _MAX_WEIGHT:
        raise _refused(
            f"voice weight {written!r} of {name!r}: "
            f"give a number above 0 and up to {_MAX_WEIGHT:g}",
            "invalid_blend",
        )
    return name, weight


def _refused(message: str, code: str) -> InvalidRequest:
    return InvalidRequest(message, fields=[FieldProblem("voice", message, code)])
