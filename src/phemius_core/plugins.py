"""Loads adapters and engines that users name as `module:object`."""

import pkgutil
import sys
from typing import Any

from phemius_core.errors import InvalidRequest

__all__ = ["load_object"]


def load_object(name: str, *, kind: str) -> Any:
    """Imports the object that `module:object` names.

    The module may be in the working directory too, which is searched last: a file there does not
    take the place of a module of Python's or of an installed package.

    Args:
        name: The name, such as `my_package.speech:create_engine`.
        kind: What it is, such as `engine`, for the error message.

    Raises:
        InvalidRequest: The object cannot be imported.
    """
    if "" not in sys.path:
        sys.path.append("")
    try:
        return pkgutil.resolve_name(name)
    except (ImportError, AttributeError) as error:
        raise InvalidRequest(f"the {kind} {name!r} cannot be imported: {error}") from error
