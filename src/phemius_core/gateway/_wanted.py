"""What is asked for, whichever endpoint it came by."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from phemius_core.errors import NotFound
from phemius_core.wire import OpenAISpeechRequest, SpeechRequest, StreamRequest

if TYPE_CHECKING:
    from phemius_core.synthesis import SpeechChunk, Synthesizer
    from phemius_core.voices import Voice

__all__ = ["Wanted", "endpoint_of"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, whichever endpoint it came by."""

    text: str
    voice: "Voice"
    speed: float

    @classmethod
    def of(cls, request: SpeechRequest | OpenAISpeechRequest, synthesizer: "Synthesizer") -> Self:
        if isinstance(request, OpenAISpeechRequest):
            voice = synthesizer.voices.resolve(request.voice, openai=True)
            return cls(request.input, voice, request.speed)
        if request.voice_id is not None:
            raise NotFound(f"there is no custom voice {request.voice_id} in this account")
        voice = synthesizer.voices.resolve(request.voice or "default")
        return cls(request.text, voice, request.speed)

    def stream(
        self, synthesizer: "Synthesizer", caller: str, incoming: AsyncIterator[str | None] | None
    ) -> "AsyncGenerator[SpeechChunk]":
        if incoming is None:
            return synthesizer.stream(self.text, voice=self.voice, speed=self.speed, caller=caller)
        from phemius_core.synthesis import stream_incoming

        return stream_incoming(
            synthesizer, incoming, voice=self.voice, speed=self.speed, caller=caller
        )


def endpoint_of(request: SpeechRequest | OpenAISpeechRequest) -> str:
    if isinstance(request, OpenAISpeechRequest):
        return "/v1/audio/speech"
    return "/v1/speech/stream" if isinstance(request, StreamRequest) else "/v1/speech"
