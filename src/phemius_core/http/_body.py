"""Limits of a request body: its media type, its size and the time that it may take."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import anyio

from phemius_core.errors import PayloadTooLarge, RequestTimedOut, UnsupportedMediaType
from phemius_core.settings import Settings

__all__ = ["BodyLimits", "json_body", "media_type_of"]


def media_type_of(content_type: str | None) -> str:
    """The media type in a Content-Type header, in lower case and without parameters."""
    return (content_type or "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """Limits of a request body.

    Attributes:
        max_bytes: Largest body that is accepted.
        timeout_s: Time within which the whole body must arrive.
        media_types: Media types that are accepted.
    """

    max_bytes: int
    timeout_s: float
    media_types: tuple[str, ...] = ("application/json",)

    def check_headers(self, content_type: str | None, content_length: str | None) -> None:
        """Check what the headers declare, before the body is read.

        Args:
            content_type: Value of the Content-Type header.
            content_length: Value of the Content-Length header.

        Raises:
            UnsupportedMediaType: The media type is not accepted.
            PayloadTooLarge: The declared length exceeds `max_bytes`.
        """
        media_type = media_type_of(content_type)
        if media_type not in self.media_types:
            raise UnsupportedMediaType(
                f"Content-Type is {media_type[:80] or 'missing'}: "
                f"send {' or '.join(self.media_types)}"
            )
        declared = content_length or "0"
        if declared.isascii() and declared.isdigit():
            self.check_size(int(declared[:20]))

    def check_size(self, size: int) -> None:
        """Check a size, declared or received so far.

        Args:
            size: Number of bytes.

        Raises:
            PayloadTooLarge: It exceeds `max_bytes`.
        """
        if size > self.max_bytes:
            raise PayloadTooLarge(f"the request body is larger than {self.max_bytes} bytes")

    def timed_out(self) -> RequestTimedOut:
        """The error for a body that has not arrived within `timeout_s`."""
        return RequestTimedOut(f"the request body did not arrive within {self.timeout_s:g} s")

    async def read(self, chunks: AsyncIterator[bytes]) -> bytes:
        """Read the whole body.

        Args:
            chunks: The body as it arrives.

        Raises:
            PayloadTooLarge: The body exceeds `max_bytes`, whatever Content-Length says.
            RequestTimedOut: The body did not arrive within `timeout_s`.
        """
        body = bytearray()
        with anyio.move_on_after(self.timeout_s):
            async for chunk in chunks:
                body += chunk
                self.check_size(len(body))
            return bytes(body)
        raise self.timed_out()


def json_body(settings: Settings) -> BodyLimits:
    """Limits of an ordinary JSON body."""
    return BodyLimits(settings.max_body_bytes, settings.body_timeout_s)
