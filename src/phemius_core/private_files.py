"""Directories and files that only the user who runs Phemius can read, whatever the umask."""

import logging
import os
import stat
from collections.abc import Collection
from pathlib import Path
from typing import Final

from phemius_core.errors import SetupError

__all__ = ["make_private_directory", "make_private_file", "sync_directory"]

logger = logging.getLogger(__name__)

_DIRECTORY: Final = 0o700
_FILE: Final = 0o600
_OTHERS: Final = 0o077


def make_private_directory(path: Path, *, known: Collection[str] = ()) -> None:
    """Create a directory with mode 0700, or take others' permissions from one that is there.

    Missing parents are created with mode 0700 too.

    Args:
        path: The directory.
        known: Names by which an existing directory is known as one of Phemius'. The permissions
            of one that has other files alone are not changed: it may be somebody's home. Nor are
            those of another user's, such as a mounted volume. Both are logged: what is made in
            them is private all the same.

    Raises:
        SetupError: It cannot be created.
    """
    try:
        for missing in reversed([each for each in (path, *path.parents) if not each.exists()]):
            missing.mkdir(mode=_DIRECTORY, exist_ok=True)
        if not _is_open(path):
            return
        if _is_ours(path) and (not known or _is_known(path, known)):
            _close_to_others(path, _DIRECTORY)
        else:
            logger.warning(
                "%s can be read by others: run 'chmod 700' on it, or give a directory of its own",
                path,
            )
    except OSError as error:
        raise SetupError(f"{path} cannot be made a private directory: {error.strerror}") from error


def make_private_file(path: Path) -> None:
    """Create an empty file with mode 0600, or take others' permissions from one that is there.

    Raises:
        SetupError: It cannot be created, or others can read it and it belongs to another user.
    """
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT, _FILE))
        _close_to_others(path, _FILE)
    except OSError as error:
        raise SetupError(f"{path} cannot be made a private file: {error.strerror}") from error


def sync_directory(path: Path) -> None:
    """Wait until new entries of a directory are on the disk.

    Raises:
        OSError: It cannot be opened or synchronised.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _close_to_others(path: Path, mode: int) -> None:
    if not _is_open(path):
        return
    if not _is_ours(path):
        raise SetupError(
            f"{path} can be read by others and belongs to another user: run "
            f"'chmod {mode:o} {path}' as that user, or give another path"
        )
    path.chmod(mode)
    logger.warning("%s could be read by others: its mode is %o now", path, mode)


def _is_ours(path: Path) -> bool:
    return os.geteuid() in {0, path.stat().st_uid}


def _is_open(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & _OTHERS)


def _is_known(path: Path, known: Collection[str]) -> bool:
    if path.stat().st_mode & stat.S_ISVTX:
        return False  # a directory such as /tmp
    names = {entry.name for entry in path.iterdir()}
    return not names or not names.isdisjoint(known)
