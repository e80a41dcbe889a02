"""The pepper: the secret that keys are hashed with, kept outside the database."""

import os
import secrets
from pathlib import Path

from phemius_core.errors import SetupError

__all__ = ["load_pepper"]

_BYTES = 32


def load_pepper(data_dir: Path) -> bytes:
    """The pepper of a data directory; made there, readable by its owner alone, if missing.

    Processes that start at once agree on one pepper, and none ever sees half of it.

    Raises:
        SetupError: The file is damaged, open to others, or cannot be made.
    """
    path = data_dir / "pepper"
    try:
        if not path.exists():
            data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            _create(path)
        if path.stat().st_mode & 0o077:
            raise SetupError(f"{path} can be read by others: chmod 600 it")
        pepper = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as exc:
        raise SetupError(f"the pepper {path} cannot be read or made: {exc.strerror}") from exc
    except ValueError as exc:
        raise SetupError(f"{path} is not a pepper: restore it, keys depend on it") from exc
    if len(pepper) < _BYTES:
        raise SetupError(f"{path} is too short for a pepper: restore it, keys depend on it")
    return pepper


def _create(path: Path) -> None:
    draft = path.with_name(f".pepper-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link appears whole or not at all, and never replaces another process' pepper.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
