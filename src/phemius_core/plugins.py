"""Adapters and engines of one's own, by name."""

import pkgutil
from typing import Any

from phemius_core.errors import InvalidRequest

__all__ = ["load_object"]


def load_object(name: str, *, kind: str) -> Any:
    """The object that `module:name` names.

    Args:
        name: As it was given.
        kind: What it is to be, for the error.

    Raises:
        InvalidRequest: It cannot be imported.
    """
    try:
        return pkgutil.resolve_name(name)
    except (ImportError, AttributeError) as error:
        raise InvalidRequest(f"the {kind} {name!r} cannot be imported: {error}") from error
