"""Which audio format a caller asked for: by name, by file name or by `Accept` header."""

from collections.abc import Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Final, cast

from phemius_core.audio_formats import AUDIO_FORMATS, AudioFormat
from phemius_core.errors import FieldProblem, InvalidRequest

__all__ = ["format_for_accept", "format_for_path", "format_named"]

_MEDIA_RANGES: Final[Mapping[str, AudioFormat]] = MappingProxyType(
    {media: spec.name for spec in AUDIO_FORMATS.values() for media in spec.accept}
    | {"*/*": "pcm", "audio/*": "pcm"}
)
_EXTENSIONS: Final[Mapping[str, AudioFormat]] = MappingProxyType(
    {spec.extension: spec.name for spec in AUDIO_FORMATS.values()}
)
_MAX_ACCEPT_CHARS: Final = 2000


def format_named(name: str, *, field: str = "response_format") -> AudioFormat:
    """The audio format of that name.

    Args:
        name: A key of `AUDIO_FORMATS`.
        field: Field of the request that the name came in, for the error.

    Raises:
        InvalidRequest: There is no such format.
    """
    if name in AUDIO_FORMATS:
        return cast("AudioFormat", name)
    shown = name if len(name) <= 40 else f"{name[:40]}…"
    message = f"audio format {shown!r} is not supported: use one of {', '.join(AUDIO_FORMATS)}"
    raise InvalidRequest(message, fields=[FieldProblem(field, message, "unsupported_format")])


def format_for_path(path: PurePath) -> AudioFormat:
    """The audio format that a file name's extension stands for, in any case.

    Raises:
        InvalidRequest: The extension is not that of an audio format.
    """
    found = _EXTENSIONS.get(path.suffix.lower())
    if found is None:
        known = " ".join(_EXTENSIONS)
        raise InvalidRequest(f"{path.name!r} has no suffix of an audio format: use one of {known}")
    return found


def format_for_accept(header: str | None) -> AudioFormat:
    """The audio format that an `Accept` header asks for; PCM if it names none that is known.

    The highest q-value wins; among equals a named type goes before a wildcard, then the first.
    Media types that are not known are passed over, as RFC 9110 §12.5.1 allows: clients of the
    OpenAI API send `application/octet-stream` and mean whatever is the default.
    """
    best: tuple[float, bool] = (0.0, False)
    chosen: AudioFormat = "pcm"
    for media_range in (header or "")[:_MAX_ACCEPT_CHARS].split(","):
        media, *parameters = (part.strip().lower() for part in media_range.split(";"))
        found = _MEDIA_RANGES.get(media)
        if found is None:
            continue
        for parameter in parameters:
            unquoted = parameter.replace('"', "")
            found = _MEDIA_RANGES.get(f"{media}; {unquoted}", found)
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
