"""Resolves a speech request of any endpoint to a text, a voice and a speed."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from uuid import UUID

from phemius_core.accounts import CustomVoices
from phemius_core.wire import OpenAISpeechRequest, SpeechRequest, StreamRequest

if TYPE_CHECKING:
    from phemius_core.synthesis import SpeechChunk, Synthesizer
    from phemius_core.text import TextFormat
    from phemius_core.voices import Voice

__all__ = ["ResolvedRequest", "endpoint_of"]


@dataclass(frozen=True, slots=True)
class ResolvedRequest:
    """A speech request with its voice, whichever endpoint it came from."""

    text: str = field(repr=False)
    voice: "Voice"
    speed: float
    custom: bool
    """Whether the voice is a custom one: its audio is neither cached nor shared."""
    text_format: "TextFormat | None" = None
    """None if the text itself says whether it is SSML."""

    @classmethod
    async def of(
        cls,
        request: SpeechRequest | OpenAISpeechRequest,
        synthesizer: "Synthesizer",
        account_id: str,
        voices: CustomVoices,
    ) -> Self:
        """Resolves the voice of a request.

        Args:
            request: A request of any speech endpoint.
            synthesizer: Has the catalogue of stock voices.
            account_id: Account whose custom voices the request may name.
            voices: Custom voices of the accounts.

        Raises:
            InvalidRequest: The voice is unknown.
            NotFound: The account has no such custom voice.
        """
        text_format: TextFormat | None = None
        if isinstance(request, OpenAISpeechRequest):
            text, voice_id, openai = request.input, _voice_id(request.voice), True
        else:
            text, voice_id, openai = request.text, request.voice_id, False
            text_format = request.text_format
        voice = await voices.resolve(
            account_id, request.voice, voice_id, synthesizer.voices, openai=openai
        )
        custom = voice_id is not None
        return cls(text, voice, request.speed, custom=custom, text_format=text_format)

    def stream(
        self, synthesizer: "Synthesizer", caller: str, incoming: AsyncIterator[str | None] | None
    ) -> "AsyncGenerator[SpeechChunk]":
        """Starts the synthesis.

        Args:
            synthesizer: Synthesizer that speaks.
            caller: Name under which the scheduler shares the engine fairly.
            incoming: Pieces of text that replace `text`; None in it stands for a flush.
        """
        if incoming is None:
            return synthesizer.stream(
                self.text,
                voice=self.voice,
                speed=self.speed,
                caller=caller,
                text_format=self.text_format,
            )
        from phemius_core.synthesis import stream_incoming

        return stream_incoming(
            synthesizer, incoming, voice=self.voice, speed=self.speed, caller=caller
        )


def endpoint_of(request: SpeechRequest | OpenAISpeechRequest) -> str:
    """Returns the path of the endpoint that a request belongs to."""
    if isinstance(request, OpenAISpeechRequest):
        return "/v1/audio/speech"
    return "/v1/speech/stream" if isinstance(request, StreamRequest) else "/v1/speech"


def _voice_id(voice: str) -> UUID | None:
    """Returns the id of a custom voice: OpenAI's clients have one field for all voices."""
    try:
        return UUID(voice)
    except ValueError:
        return None
