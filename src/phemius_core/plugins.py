"""Loads adapters and engines that users name as `module:object`."""

import pkgutil
from typing import Any

from phemius_core.errors import InvalidRequest

__all__ = ["load_object"]


def load_object(name: str, *, kind: str) -> Any:
    """Imports the object that `module:object` names.

    Args:
        name: The name, such as `my_package.speech:create_engine`.
        kind: What it is, such as `engine`, for the error message.

    Raises:
        InvalidRequest: The object cannot be imported.
    """
    try:
        return pkgutil.resolve_name(name)
    except (ImportError, AttributeError) as error:
        raise InvalidRequest(f"the {kind} {name!r} cannot be imported: {error}") from error
