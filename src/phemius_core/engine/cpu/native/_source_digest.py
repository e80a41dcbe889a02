"""A digest of the C sources, by which a library that was built from others is known.

`hatch_build.py` runs this file by itself, so it imports nothing of this package.
"""

import hashlib
from pathlib import Path

__all__ = ["source_digest"]


def source_digest(folder: Path) -> str:
    """Returns a digest of the sources and compiler flags in a folder; empty if there are none."""
    suffixes = {".c", ".h", ".inc", ".toml"}
    files = sorted(path for path in folder.rglob("*") if path.suffix in suffixes)
    if not files:
        return ""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
