"""Checks uploaded recordings, one at a time."""

import hashlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final

import anyio.to_thread

from phemius_core.errors import PayloadTooLarge
from phemius_core.limits import BoundedQueue

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CheckedRecording", "RecordingChecks"]

_CONCURRENCY: Final = 1
"""Recordings checked at once: a check takes a second of one core and up to 150 MB."""
_MAX_WAITING: Final = 50
_MAX_PER_ACCOUNT: Final = 10


@dataclass(frozen=True, slots=True)
class CheckedRecording:
    """A recording that can be cloned from."""

    sha256: str
    """Of the file that was uploaded, hexadecimal."""
    measurements: "Mapping[str, float]"
    """`Reference.measurements`."""
    flac: bytes = field(repr=False)
    """`Reference.flac`."""


class RecordingChecks:
    """Checks uploaded recordings, with a bounded queue.

    Args:
        max_bytes: Largest recording.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._queue = BoundedQueue(
            _CONCURRENCY,
            max_waiting=_MAX_WAITING,
            max_per_owner=_MAX_PER_ACCOUNT,
            what="recordings",
        )

    async def check(self, account_id: str, audio: IO[bytes]) -> CheckedRecording:
        """Decode and check a recording.

        Args:
            account_id: Account that has uploaded it.
            audio: The recording; the caller closes it.

        Raises:
            PayloadTooLarge: The recording has too many bytes.
            InvalidRequest: The recording is not fit for cloning.
            ConcurrencyExceeded: Too many recordings of the account are waiting.
            Overloaded: Too many recordings of all accounts are waiting.
        """
        async with self._queue.slot(account_id):
            return await anyio.to_thread.run_sync(self._check, audio)

    def _check(self, audio: IO[bytes]) -> CheckedRecording:
        from phemius_core.cloning import read_reference

        audio.seek(0, 2)
        if audio.tell() > self._max_bytes:
            raise PayloadTooLarge(
                f"the recording has {audio.tell()} bytes: send at most {self._max_bytes}"
            )
        audio.seek(0)
        sha256 = hashlib.file_digest(audio, "sha256").hexdigest()  # type: ignore[arg-type]
        reference = read_reference(audio)
        return CheckedRecording(sha256, reference.measurements, reference.flac())
