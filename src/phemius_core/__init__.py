"""Phemius: text-to-speech on Kokoro-82M, as a library.

::

    import phemius_core

    phemius_core.speak("Hello.").save("hello.wav")

Names are loaded when they are first used, so that the import itself stays cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phemius_core.errors import PhemiusError
    from phemius_core.gateway import Gateway
    from phemius_core.settings import Settings
    from phemius_core.synthesis import Speech, SpeechChunk, Synthesizer, open_synthesizer, speak

__all__ = [
    "Gateway",
    "PhemiusError",
    "Settings",
    "Speech",
    "SpeechChunk",
    "Synthesizer",
    "open_synthesizer",
    "speak",
]

_HOMES = {
    "Gateway": "phemius_core.gateway",
    "PhemiusError": "phemius_core.errors",
    "Settings": "phemius_core.settings",
    "Speech": "phemius_core.synthesis",
    "SpeechChunk": "phemius_core.synthesis",
    "Synthesizer": "phemius_core.synthesis",
    "open_synthesizer": "phemius_core.synthesis",
    "speak": "phemius_core.synthesis",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
