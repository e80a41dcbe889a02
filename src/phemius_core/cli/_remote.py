"""Speech by a server, for `phemius speak --server`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from phemius_client import APIError, BadRequestError, Phemius, UnprocessableEntityError
from phemius_core.audio import WordTiming
from phemius_core.errors import InvalidRequest, PhemiusError
from phemius_core.synthesis import Speech

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from phemius_core.wire import PreviewReply

__all__ = ["Remote"]

_MESSAGE_CHARS = 4_000
_FULL_SCALE = 32767
"""Of `pcm16`, so that the samples give the server's bytes again."""


class Remote:
    """A server that speaks.

    Args:
        url: Where it is.
        api_key: Else `PHEMIUS_API_KEY`.
    """

    def __init__(self, url: str, api_key: str | None) -> None:
        self._url = url
        self._api_key = api_key

    def speak(
        self,
        text: str,
        *,
        voice: str,
        speed: float,
        words: bool,
        progress: Callable[[str], None],
    ) -> Speech:
        """The whole speech.

        Args:
            text: Of any length; with `words` as much as one WebSocket request takes.
            voice: A name or a blend.
            speed: 0.25 to 4.
            words: Ask when each word is heard.
            progress: Told what to show.

        Raises:
            InvalidRequest: The server refuses the request, or the address is none.
            PhemiusError: Anything else went wrong there, or on the way.
        """
        with self._client() as client:
            if not words:
                spoken = client.speech.create_long(
                    text=text,
                    voice=voice,
                    speed=speed,
                    progress=lambda done, total: progress(f"speaking  {done / total:4.0%}"),
                )
                return _speech(spoken.pcm, (), text)
            with client.speech.stream(voice=voice, speed=speed, timestamps=True) as stream:
                for start in range(0, len(text), _MESSAGE_CHARS):
                    stream.send_text(text[start : start + _MESSAGE_CHARS])
                stream.end()
                pcm = bytearray()
                for part in stream:
                    pcm += part
                    progress(f"speaking  {len(pcm) / 48_000:.1f} s of audio")
            timed = tuple(WordTiming(**word.model_dump()) for word in stream.words)
            return _speech(bytes(pcm), timed, text)

    def preview(self, text: str, *, voice: str) -> PreviewReply:
        """What it would say. Raises as `speak`."""
        with self._client() as client:
            return client.speech.preview(text=text, voice=voice)

    @contextmanager
    def _client(self) -> Iterator[Phemius]:
        try:
            with Phemius(base_url=self._url, api_key=self._api_key) as client:
                yield client
        except (UnprocessableEntityError, BadRequestError, ValueError) as error:
            raise InvalidRequest(str(error)) from error
        except APIError as error:
            raise PhemiusError(str(error)) from error


def _speech(pcm: bytes, words: tuple[WordTiming, ...], text: str) -> Speech:
    samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(_FULL_SCALE)
    return Speech(samples, words, text)
