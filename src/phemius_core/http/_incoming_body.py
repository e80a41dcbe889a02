"""The body of one request, from its first byte until the request is answered."""

import io
import logging
import tempfile
from collections.abc import AsyncIterator
from typing import IO, Final

import anyio
import anyio.to_thread

from phemius_core.errors import Overloaded
from phemius_core.http._body import BodyLimits
from phemius_core.limits import HeldBytes

__all__ = ["IncomingBody"]

logger = logging.getLogger(__name__)

_BUFFER_BYTES: Final = 256 << 10
"""What has arrived of a spooled body is written to its file in pieces of this size."""
_COUNTED_BYTES: Final = 64 << 10
"""A body without a Content-Length is counted in steps of this size."""


class IncomingBody:
    """The body of one request, within its limits and the bytes that the server may hold.

    An adapter whose server reads asynchronously calls `read`; one that reads in a thread of its own
    calls `write` with each piece, then `end`. The adapter closes it when the request is answered
    or its client has disconnected.

    A body whose limits say so is held in a temporary file with mode 0600. The file has no name in
    the directory, so it is gone with this object or this process, however they end.

    Args:
        limits: Limits of the body.
        held: Counts the bytes that are held; closed with this object.
    """

    def __init__(self, limits: BodyLimits, held: HeldBytes) -> None:
        self.limits = limits
        self._held = held
        self._size = 0
        self._buffer = bytearray()
        self._whole: bytes | None = None
        self._file: IO[bytes] | None = None

    @property
    def size(self) -> int:
        """Bytes that have arrived."""
        return self._size

    async def read(self, chunks: AsyncIterator[bytes]) -> None:
        """Read the whole body.

        Args:
            chunks: The body as it arrives.

        Raises:
            PayloadTooLarge: The body exceeds its limit, whatever Content-Length says.
            RequestTimedOut: The body did not arrive in time.
            Overloaded: The server holds as many bytes as it may.
            ConcurrencyExceeded: The account's bodies have as many bytes as they may.
        """
        with anyio.move_on_after(self.limits.timeout_s):
            async for chunk in chunks:
                self._add(chunk)
                if self._is_due:
                    await anyio.to_thread.run_sync(self._spool)
            if self._file is not None:
                await anyio.to_thread.run_sync(self._spool)
            return
        raise self.limits.timed_out()

    def write(self, chunk: bytes) -> None:
        """Add a piece that has arrived. It may be written to a disk.

        Args:
            chunk: The piece.

        Raises:
            PayloadTooLarge: As `read`.
            Overloaded: As `read`.
            ConcurrencyExceeded: As `read`.
        """
        self._add(chunk)
        if self._is_due:
            self._spool()

    def end(self) -> None:
        """Finish the body after its last `write`."""
        if self._file is not None:
            self._spool()

    def data(self) -> bytes:
        """Return the whole body. It reads a file if the body is spooled."""
        if self._file is not None:
            self._file.seek(0)
            return self._file.read()
        if self._whole is None:
            self._whole, self._buffer = bytes(self._buffer), bytearray()
        return self._whole

    def open(self) -> IO[bytes]:
        """Return the body as a file that stands at its beginning; it is closed with this object."""
        if self._file is None:
            return io.BytesIO(self.data())
        self._file.seek(0)
        return self._file

    def discard(self) -> None:
        """Drop the body, but go on counting its bytes: what was made of it is still held."""
        file, self._file = self._file, None
        self._buffer, self._whole = bytearray(), b""
        if file is not None:
            file.close()

    def close(self) -> None:
        """Drop the body and give its bytes back."""
        self.discard()
        self._held.close()

    @property
    def _is_due(self) -> bool:
        return self.limits.spooled and len(self._buffer) >= _BUFFER_BYTES

    def _add(self, chunk: bytes) -> None:
        size = self._size + len(chunk)
        self.limits.check_size(size)
        if size > self._held.count:
            step = -(-size // _COUNTED_BYTES) * _COUNTED_BYTES
            self._held.grow(min(step, self.limits.max_bytes))
        self._size = size
        self._buffer += chunk

    def _spool(self) -> None:
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `discard`
            self._file.write(self._buffer)
            self._file.flush()
        except OSError as error:
            logger.error(  # noqa: TRY400 - the error says all
                "a request body cannot be written to %s: %s", tempfile.gettempdir(), error
            )
            raise Overloaded(
                "the server has no room for the request body: try again later", retry_after_s=30
            ) from error
        self._buffer.clear()
