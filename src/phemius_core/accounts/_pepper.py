"""The pepper: the HMAC key of API keys' digests, kept outside the database."""

import os
import secrets
from pathlib import Path

from phemius_core.errors import SetupError
from phemius_core.private_files import make_private_directory, make_private_file

__all__ = ["load_pepper"]

_MIN_BYTES = 32


def load_pepper(data_dir: Path) -> bytes:
    """Load the pepper of a data directory; create it, with mode 0600, if it is missing.

    Processes that start at the same time agree on one pepper, and none reads a partial one. Others'
    permissions are taken from a file that has them.

    Args:
        data_dir: Directory of the file `pepper`; created, with mode 0700, if it is missing.

    Returns:
        At least 32 bytes.

    Raises:
        SetupError: The file is damaged, cannot be read or created, or is another user's and
            readable by others.
    """
    path = data_dir / "pepper"
    try:
        if not path.exists():
            if not data_dir.exists():
                make_private_directory(data_dir)
            _create(path)
        make_private_file(path)
        pepper = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as exc:
        raise SetupError(f"the pepper {path} cannot be read or created: {exc.strerror}") from exc
    except ValueError as exc:
        raise SetupError(
            f"{path} is not a pepper: restore it, as all API keys depend on it"
        ) from exc
    if len(pepper) < _MIN_BYTES:
        raise SetupError(
            f"{path} is too short for a pepper: restore it, as all API keys depend on it"
        )
    return pepper


def _create(path: Path) -> None:
    draft = path.with_name(f".pepper-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_MIN_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link is created whole or not at all, and never replaces another process' pepper.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
