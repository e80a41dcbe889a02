"""What is asked for, whichever endpoint it came by."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from uuid import UUID

from phemius_core.accounts import CustomVoices
from phemius_core.wire import OpenAISpeechRequest, SpeechRequest, StreamRequest

if TYPE_CHECKING:
    from phemius_core.synthesis import SpeechChunk, Synthesizer
    from phemius_core.voices import Voice

__all__ = ["ResolvedRequest", "endpoint_of"]


@dataclass(frozen=True, slots=True)
class ResolvedRequest:
    """What is asked for, whichever endpoint it came by."""

    text: str
    voice: "Voice"
    speed: float
    custom: bool
    """Whether the voice is the account's own: such speech is neither cached nor shared."""

    @classmethod
    async def of(
        cls,
        request: SpeechRequest | OpenAISpeechRequest,
        synthesizer: "Synthesizer",
        account_id: str,
        voices: CustomVoices,
    ) -> Self:
        """Finds the voice.

        Args:
            request: As it came.
            synthesizer: Knows the stock voices.
            account_id: Who asks.
            voices: The accounts' own.

        Raises:
            InvalidRequest: Unknown voice.
            NotFound: No such custom voice.
        """
        if isinstance(request, OpenAISpeechRequest):
            text, voice_id, openai = request.input, _uuid(request.voice), True
        else:
            text, voice_id, openai = request.text, request.voice_id, False
        voice = await voices.resolve(
            account_id, request.voice, voice_id, synthesizer.voices, openai=openai
        )
        return cls(text, voice, request.speed, custom=voice_id is not None)

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


def _uuid(voice: str) -> UUID | None:
    """OpenAI's clients have one field for voices of either kind."""
    try:
        return UUID(voice)
    except ValueError:
        return None
