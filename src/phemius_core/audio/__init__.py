"""PCM, containers and codecs, captions."""

from phemius_core.audio._captions import to_json, to_srt, to_vtt
from phemius_core.audio._encoders import Encoder, encode, encoder
from phemius_core.audio._formats import (
    FORMATS,
    MEDIA_TYPES,
    AudioFormat,
    format_for_accept,
    format_for_path,
    format_named,
)
from phemius_core.audio._pcm import pcm16
from phemius_core.audio._timing import WordTiming

__all__ = [
    "FORMATS",
    "MEDIA_TYPES",
    "AudioFormat",
    "Encoder",
    "WordTiming",
    "encode",
    "encoder",
    "format_for_accept",
    "format_for_path",
    "format_named",
    "pcm16",
    "to_json",
    "to_srt",
    "to_vtt",
]
