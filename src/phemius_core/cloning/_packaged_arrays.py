"""Weights and embeddings that ship with the package."""

from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["read_arrays"]


def read_arrays(file_name: str) -> "dict[str, NDArray[Any]]":
    """Arrays of a file in `cloning/data`, by name, in their stored types.

    Args:
        file_name: Name of an `.npz` file.
    """
    source = resources.files("phemius_core.cloning") / "data" / file_name
    with source.open("rb") as file, np.load(file) as stored:
        return dict(stored)
