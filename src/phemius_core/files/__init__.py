"""Files outside the database: in a local directory, or in a bucket of an S3-compatible service."""

from phemius_core.files._open_storage import open_file_storage
from phemius_core.files._storage import (
    CHUNK_BYTES,
    FileInfo,
    FileStorage,
    FilesUnavailable,
    OpenFile,
)

__all__ = [
    "CHUNK_BYTES",
    "FileInfo",
    "FileStorage",
    "FilesUnavailable",
    "OpenFile",
    "open_file_storage",
]
