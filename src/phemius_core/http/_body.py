"""Limits of a request body: its media type, its size and the time that it may take."""

from dataclasses import dataclass

from phemius_core.errors import PayloadTooLarge, RequestTimedOut, UnsupportedMediaType
from phemius_core.settings import Settings

__all__ = ["BodyLimits", "declared_length", "json_body", "media_type_of"]


def media_type_of(content_type: str | None) -> str:
    """The media type in a Content-Type header, in lower case and without parameters."""
    return (content_type or "").partition(";")[0].strip().lower()


def declared_length(content_length: str | None) -> int:
    """The length in a Content-Length header; 0 if there is none.

    The server under the adapter has refused a header that is not a number.
    """
    text = content_length or "0"
    return int(text[:20]) if text.isascii() and text.isdigit() else 0


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """Limits of a request body.

    Attributes:
        max_bytes: Largest body that is accepted.
        timeout_s: Time within which the whole body must arrive.
        media_types: Media types that are accepted.
        spooled: Whether the body is large: it is then held in a temporary file, and counted with
            the other large ones.
    """

    max_bytes: int
    timeout_s: float
    media_types: tuple[str, ...] = ("application/json",)
    spooled: bool = False

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
        self.check_size(declared_length(content_length))

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


def json_body(settings: Settings) -> BodyLimits:
    """Limits of an ordinary JSON body."""
    return BodyLimits(settings.max_body_bytes, settings.body_timeout_s)
