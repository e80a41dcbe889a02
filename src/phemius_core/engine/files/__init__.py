"""Model files: found, joined, downloaded and verified; and files prepared for this machine."""

from phemius_core.engine.files._model_files import FileStatus, ModelFiles, ModelStatus
from phemius_core.engine.files._prepared_files import (
    PreparedFiles,
    load_arrays,
    prepare,
    store_arrays,
)

__all__ = [
    "FileStatus",
    "ModelFiles",
    "ModelStatus",
    "PreparedFiles",
    "load_arrays",
    "prepare",
    "store_arrays",
]
