"""The audio formats of the API, one row each.

A new format is a name in the `Literal`, a row in `AUDIO_FORMATS`, an encoder in
`phemius_core.audio` and a line in the documentation. All other code reads the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

__all__ = ["AUDIO_FORMATS", "AudioFormat", "AudioFormatSpec", "OpenAIAudioFormat"]

AudioFormat = Literal["pcm", "wav", "flac", "mp3", "ogg", "opus"]
"""Name of an audio format: `ogg` is Vorbis in Ogg, `opus` is Opus in Ogg."""

OpenAIAudioFormat = Literal["mp3", "opus", "flac", "wav", "pcm"]
"""Name of a format that OpenAI's API has too: the rows with `openai_profile`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFormatSpec:
    """An audio format: its names in requests, replies and files."""

    name: AudioFormat
    media_type: str
    """Content-Type of a reply, with parameters where the codec needs one."""
    plain_media_type: str
    """Media type without parameters: what a client sends in `Accept`, and the Content-Type under
    the OpenAI profile.
    """
    accept_aliases: tuple[str, ...] = ()
    """Other media types that ask for the format in `Accept`."""
    extension: str
    """File name extension with its dot, in lower case."""
    openai_profile: bool = True
    """Whether `response_format` of the OpenAI profile offers the format."""
    libsndfile: tuple[str, str] | None = None
    """Major format and subtype by which libsndfile writes the file; None for PCM and WAV, which
    need no library.
    """

    @property
    def accept(self) -> tuple[str, ...]:
        """All media types that ask for the format in `Accept`."""
        return tuple(dict.fromkeys((self.plain_media_type, self.media_type, *self.accept_aliases)))


_ROWS: Final = (
    AudioFormatSpec(
        name="pcm", media_type="audio/pcm", plain_media_type="audio/pcm", extension=".pcm"
    ),
    AudioFormatSpec(
        name="wav",
        media_type="audio/wav",
        plain_media_type="audio/wav",
        accept_aliases=("audio/x-wav", "audio/wave", "audio/vnd.wave"),
        extension=".wav",
    ),
    AudioFormatSpec(
        name="flac",
        media_type="audio/flac",
        plain_media_type="audio/flac",
        accept_aliases=("audio/x-flac",),
        extension=".flac",
        libsndfile=("FLAC", "PCM_16"),
    ),
    AudioFormatSpec(
        name="mp3",
        media_type="audio/mpeg",
        plain_media_type="audio/mpeg",
        accept_aliases=("audio/mp3",),
        extension=".mp3",
        libsndfile=("MP3", "MPEG_LAYER_III"),
    ),
    AudioFormatSpec(
        name="ogg",
        media_type="audio/ogg",
        plain_media_type="audio/ogg",
        extension=".ogg",
        openai_profile=False,
        libsndfile=("OGG", "VORBIS"),
    ),
    AudioFormatSpec(
        name="opus",
        media_type="audio/ogg; codecs=opus",
        plain_media_type="audio/opus",
        extension=".opus",
        libsndfile=("OGG", "OPUS"),
    ),
)

AUDIO_FORMATS: Final[Mapping[AudioFormat, AudioFormatSpec]] = MappingProxyType(
    {row.name: row for row in _ROWS}
)
"""All formats by name, the default (PCM) first."""
