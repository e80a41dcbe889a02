"""Downloads a file of known content; an interrupted download is resumed."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from phemius_core.engine.files._verify import (
    CHUNK_BYTES,
    FileSpec,
    Progress,
    VerificationRecords,
    disk_error,
)
from phemius_core.errors import ModelFilesError

if TYPE_CHECKING:
    import httpx2

__all__ = ["download"]

_ATTEMPTS: Final = 4
_FIRST_RETRY_DELAY_S: Final = 0.2
_TIMEOUT_S: Final = 30.0
_OK: Final = 200
_PARTIAL: Final = 206
_RANGE_REFUSED: Final = 416
_SERVER_ERROR: Final = 500
_TOO_MANY: Final = 429


def download(
    url: str,
    target: Path,
    spec: FileSpec,
    records: VerificationRecords,
    *,
    progress: Progress | None = None,
) -> None:
    """Downloads a file, verifies it and moves it to `target`.

    The bytes received before a failure are kept beside the target, and the next call resumes from
    there. Only one process at a time downloads a file.

    Args:
        url: Where the file is.
        target: Where to put it.
        spec: Size and digest that it must have.
        records: Where to record that it was verified.
        progress: Called with bytes received and bytes in all.

    Raises:
        ModelFilesError: The server cannot be reached or has another file, the disk is full, or
            another process is downloading the file.
    """
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _exclusive(target):
            _receive(url, partial, spec, progress)
            if problem := records.problem(partial, spec, trust=False, keep=False):
                partial.unlink()
                raise ModelFilesError(
                    f"{url} is not the expected file and was deleted, {problem}: "
                    "try again, or set HF_ENDPOINT to a hub that has the official file"
                )
            partial.replace(target)
            records.problem(target, spec, trust=False)
    except OSError as error:
        raise disk_error(error, target, spec.size_bytes) from error


@contextmanager
def _exclusive(target: Path) -> Iterator[None]:
    """Holds a file lock, so that only one process downloads the file."""
    lock = target.with_name(f".{target.name}.lock")
    with lock.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ModelFilesError(
                f"another process is downloading {target.name}: wait until it has finished"
            ) from error
        yield


def _receive(url: str, partial: Path, spec: FileSpec, progress: Progress | None) -> None:
    import httpx2

    delay_s = _FIRST_RETRY_DELAY_S
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with httpx2.Client(follow_redirects=True, timeout=_TIMEOUT_S) as client:
                if _receive_once(client, url, partial, spec, progress):
                    return
            reason = "the connection ended early"
        except httpx2.HTTPStatusError as error:
            status = error.response.status_code
            if status < _SERVER_ERROR and status != _TOO_MANY:
                raise ModelFilesError(
                    f"{url} answers {status}: check HF_ENDPOINT and the network"
                ) from error
            reason = f"the server answers {status}"
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
            raise ModelFilesError(f"{url!r} is not a URL: check HF_ENDPOINT") from error
        except httpx2.HTTPError as error:
            reason = str(error) or type(error).__name__
        if attempt < _ATTEMPTS:
            time.sleep(delay_s)
            delay_s *= 2
    raise ModelFilesError(
        f"{url} could not be downloaded, {reason}: run `phemius models fetch --official` again to "
        "resume the download"
    )


def _receive_once(
    client: "httpx2.Client", url: str, partial: Path, spec: FileSpec, progress: Progress | None
) -> bool:
    """Makes one request, from the end of the partial file; returns whether the file is complete."""
    have = partial.stat().st_size if partial.exists() else 0
    if have > spec.size_bytes:
        partial.unlink()
        have = 0
    if have == spec.size_bytes:
        return True
    # Ranges count the bytes of the file itself, so it must not be compressed.
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code == _RANGE_REFUSED:
            partial.unlink()
            return False
        response.raise_for_status()
        resumed = response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        if response.status_code == _PARTIAL and not (have and resumed):
            partial.unlink(missing_ok=True)
            return False
        if response.status_code not in (_OK, _PARTIAL):
            raise ModelFilesError(
                f"{url} answers {response.status_code} without a file: check HF_ENDPOINT"
            )
        done = have if response.status_code == _PARTIAL else 0
        with partial.open("r+b" if done else "wb") as file:
            file.seek(done)
            for chunk in response.iter_raw(CHUNK_BYTES):
                done += len(chunk)
                if done > spec.size_bytes:
                    file.truncate(0)
                    raise ModelFilesError(
                        f"{url} is longer than {spec.name}'s {spec.size_bytes} bytes: "
                        "it is not the official file; check HF_ENDPOINT"
                    )
                file.write(chunk)
                if progress is not None:
                    progress(done, spec.size_bytes)
            file.flush()
            with suppress(OSError):
                os.fsync(file.fileno())
    return done == spec.size_bytes
