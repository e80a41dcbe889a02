"""The arrays that cloning ships."""

from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["read_arrays"]


def read_arrays(file_name: str) -> "dict[str, NDArray[Any]]":
    """What a file of `cloning/data` holds, by name, in the types that it is stored in."""
    source = resources.files("phemius_core.cloning") / "data" / file_name
    with source.open("rb") as file, np.load(file) as stored:
        return dict(stored)
