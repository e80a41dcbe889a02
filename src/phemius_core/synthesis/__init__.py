from phemius_core.synthesis._incoming import stream_incoming
from phemius_core.synthesis._open import open_synthesizer, speak
from phemius_core.synthesis._result import Speech, SpeechChunk
from phemius_core.synthesis._synthesizer import Synthesizer

__all__ = ["Speech", "SpeechChunk", "Synthesizer", "open_synthesizer", "speak", "stream_incoming"]
