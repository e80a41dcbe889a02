"""Audio: PCM, encoders of every format, captions, pitch."""

from phemius_core.audio._captions import to_json, to_srt, to_vtt
from phemius_core.audio._choose_format import format_for_accept, format_for_path, format_named
from phemius_core.audio._encoders import Encoder, create_encoder, encode
from phemius_core.audio._pcm import pcm16
from phemius_core.audio._pitch import pitch_track, voiced_pitch
from phemius_core.audio._timing import WordTiming
from phemius_core.audio_formats import AUDIO_FORMATS, AudioFormat

__all__ = [
    "AUDIO_FORMATS",
    "AudioFormat",
    "Encoder",
    "WordTiming",
    "create_encoder",
    "encode",
    "format_for_accept",
    "format_for_path",
    "format_named",
    "pcm16",
    "pitch_track",
    "to_json",
    "to_srt",
    "to_vtt",
    "voiced_pitch",
]
