"""What a request must be like before the core looks at it."""

import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import anyio

from phemius_core.errors import PayloadTooLarge, RequestTimedOut, UnsupportedMediaType

__all__ = ["BodyLimits", "request_id_for"]

_SANE_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


def request_id_for(given: str | None) -> str:
    """The caller's `X-Request-Id` where it is sane, else one of ours."""
    return given if given and _SANE_ID.fullmatch(given) else f"req_{uuid.uuid4().hex}"


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """What a body must be like before it is read."""

    max_bytes: int
    timeout_s: float
    """A body must have arrived whole by then."""
    media_types: tuple[str, ...] = ("application/json",)

    def check_headers(self, content_type: str | None, content_length: str | None) -> None:
        """Refuses by what is declared.

        Raises:
            UnsupportedMediaType: The body is declared as nothing that is taken here.
            PayloadTooLarge: It is declared larger than allowed.
        """
        media = (content_type or "").partition(";")[0].strip().lower()
        if media not in self.media_types:
            raise UnsupportedMediaType(
                f"Content-Type is {media[:80] or 'missing'}: send {' or '.join(self.media_types)}"
            )
        declared = content_length or "0"
        if declared.isascii() and declared.isdigit():
            self.check_size(int(declared[:20]))

    def check_size(self, size: int) -> None:
        """Refuses what has arrived, or is to.

        Raises:
            PayloadTooLarge: More bytes than allowed.
        """
        if size > self.max_bytes:
            raise PayloadTooLarge(f"the request body is larger than {self.max_bytes} bytes")

    def timed_out(self) -> RequestTimedOut:
        """The error of a body that took too long."""
        return RequestTimedOut(f"the request body did not arrive within {self.timeout_s:g} s")

    async def read(self, parts: AsyncIterator[bytes]) -> bytes:
        """The whole body, from its parts as they come.

        Raises:
            PayloadTooLarge: More bytes than allowed, whatever Content-Length says.
            RequestTimedOut: It did not arrive in time.
        """
        body = bytearray()
        with anyio.move_on_after(self.timeout_s):
            async for part in parts:
                body += part
                self.check_size(len(body))
            return bytes(body)
        raise self.timed_out()
