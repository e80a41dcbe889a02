"""Text and a voice in, speech out, in this process: segments, scheduling, pauses, word times."""

from phemius_core.synthesis._open_synthesizer import open_synthesizer, speak
from phemius_core.synthesis._result import Speech, SpeechChunk
from phemius_core.synthesis._synthesizer import Synthesizer
from phemius_core.synthesis._text_stream import stream_incoming

__all__ = ["Speech", "SpeechChunk", "Synthesizer", "open_synthesizer", "speak", "stream_incoming"]
