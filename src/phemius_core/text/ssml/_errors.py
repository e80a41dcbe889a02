"""Errors in SSML, each with its line and column."""

from phemius_core.errors import FieldProblem, InvalidRequest

__all__ = ["ssml_error"]


def ssml_error(source: str, at: int, problem: str) -> InvalidRequest:
    """The error for a part of an SSML text.

    Args:
        source: The caller's text.
        at: Offset of the part.
        problem: What is wrong, and what to do.
    """
    line = source.count("\n", 0, at) + 1
    column = at - source.rfind("\n", 0, at)
    message = f"SSML, line {line}, column {column}: {problem}"
    return InvalidRequest(message, fields=[FieldProblem("text", message, "invalid_ssml")])
