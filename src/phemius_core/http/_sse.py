"""Speech as server-sent events, in the shape of OpenAI's API."""

import base64
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from phemius_core.errors import PhemiusError
from phemius_core.gateway import SpeechReply
from phemius_core.wire import openai_error_reply

__all__ = ["SpeechEvents"]


class SpeechEvents:
    """A `StreamedBody` of `speech.audio.delta` events and one `speech.audio.done` with the usage.

    The event types and fields are those of OpenAI's API reference, "Create speech", stream format
    `sse`. `input_tokens` holds the charged characters, since tokens are not counted here.

    Args:
        speech: The audio.
    """

    media_type: Final = "text/event-stream; charset=utf-8"

    def __init__(self, speech: SpeechReply) -> None:
        self._speech = speech

    @property
    def is_buffered(self) -> bool:
        return self._speech.is_buffered

    async def body(self) -> AsyncGenerator[bytes]:
        """One event for each chunk of audio.

        Raises:
            PhemiusError: The synthesis failed; an `error` event precedes it.
        """
        try:
            async with aclosing(self._speech.body()) as chunks:
                async for chunk in chunks:
                    audio = base64.b64encode(chunk).decode("ascii")
                    yield _event({"type": "speech.audio.delta", "audio": audio})
        except PhemiusError as error:
            _, body = openai_error_reply(error)
            yield _event({"type": "error", **body})
            raise
        chars = self._speech.summary.chars_billed
        usage = {"input_tokens": chars, "output_tokens": 0, "total_tokens": chars}
        yield _event({"type": "speech.audio.done", "usage": usage})

    async def aclose(self) -> None:
        await self._speech.aclose()


def _event(value: object) -> bytes:
    return f"data: {json.dumps(value, separators=(',', ':'))}\n\n".encode()
