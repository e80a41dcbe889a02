"""Audio formats: their names, media types and suffixes, and which one a caller asked for."""

from collections.abc import Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Final, Literal, cast

from phemius_core.errors import FieldProblem, InvalidRequest

__all__ = [
    "FORMATS",
    "MEDIA_TYPES",
    "AudioFormat",
    "format_for_accept",
    "format_for_path",
    "format_named",
]

AudioFormat = Literal["pcm", "wav", "flac", "mp3", "ogg", "opus"]
"""`ogg` is Vorbis in Ogg, `opus` is Opus in Ogg."""

MEDIA_TYPES: Final[Mapping[AudioFormat, str]] = MappingProxyType(
    {
        "pcm": "audio/pcm",
        "wav": "audio/wav",
        "flac": "audio/flac",
        "mp3": "audio/mpeg",
        "ogg": "audio/ogg",
        "opus": "audio/ogg; codecs=opus",
    }
)
"""Content-Type of each format."""
FORMATS: Final[tuple[AudioFormat, ...]] = tuple(MEDIA_TYPES)

_ASKED: Final[dict[str, AudioFormat]] = {
    "audio/pcm": "pcm",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/wave": "wav",
    "audio/vnd.wave": "wav",
    "audio/flac": "flac",
    "audio/x-flac": "flac",
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
    "audio/ogg": "ogg",
    "audio/opus": "opus",
    "*/*": "pcm",
    "audio/*": "pcm",
}
_MAX_ACCEPT_CHARS: Final = 2000


def format_named(name: str, *, field: str = "response_format") -> AudioFormat:
    """The format of that name.

    Args:
        name: One of `FORMATS`.
        field: The request's field that the name came in, for the error.

    Raises:
        InvalidRequest: No such format; AAC is not supported.
    """
    if name in MEDIA_TYPES:
        return cast("AudioFormat", name)
    shown = name if len(name) <= 40 else f"{name[:40]}…"
    known = ", ".join(FORMATS)
    message = f"audio format {shown!r} is not supported: use one of {known}"
    raise InvalidRequest(message, fields=[FieldProblem(field, message, "unsupported_format")])


def format_for_path(path: PurePath) -> AudioFormat:
    """The format that a file's suffix asks for, in any case.

    Raises:
        InvalidRequest: The suffix is none of ours.
    """
    suffix = path.suffix.lower().removeprefix(".")
    if suffix in MEDIA_TYPES:
        return cast("AudioFormat", suffix)
    known = " ".join(f".{name}" for name in FORMATS)
    raise InvalidRequest(f"{path.name!r}: the suffix says which audio format, one of {known}")


def format_for_accept(header: str | None) -> AudioFormat:
    """The format that an `Accept` header asks for; PCM where it asks for none of ours.

    The highest q-value wins; of equals a named type before a wildcard, then the first.
    What is not understood is passed over, as RFC 9110 §12.5.1 allows: clients of the
    OpenAI API send `application/octet-stream` and mean whatever comes by default.
    """
    best: tuple[float, bool] = (0.0, False)
    chosen: AudioFormat = "pcm"
    for item in (header or "")[:_MAX_ACCEPT_CHARS].split(","):
        media, *parameters = (part.strip().lower() for part in item.split(";"))
        found = _ASKED.get(media)
        if found is None:
            continue
        if found == "ogg" and any(p.replace('"', "") == "codecs=opus" for p in parameters):
            found = "opus"
        rank = (_quality(parameters), "*" not in media)
        if rank[0] > 0 and rank > best:
            best, chosen = rank, found
    return chosen


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            digits = value.strip()
            if not digits.isascii() or not digits.replace(".", "", 1).isdigit():
                return 0.0
            return min(1.0, float(digits))
    return 1.0
