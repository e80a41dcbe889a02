"""`phemius speak --server`: synthesis by a remote server."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from phemius_client import APIError, BadRequestError, Phemius, UnprocessableEntityError
from phemius_core.audio import WordTiming
from phemius_core.errors import InvalidRequest, PhemiusError
from phemius_core.synthesis import Speech
from phemius_core.text import is_ssml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from phemius_core.text import TextFormat
    from phemius_core.wire import PreviewReply

__all__ = ["Remote"]

_MESSAGE_CHARS = 4_000
_FULL_SCALE = 32767
"""Full scale of `pcm16`, so that encoding the samples gives the server's bytes again."""


class Remote:
    """A remote server that synthesises speech.

    Args:
        url: Base URL of the server.
        api_key: API key; `PHEMIUS_API_KEY` if None.
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
        text_format: TextFormat | None = None,
    ) -> Speech:
        """Synthesise a text.

        Args:
            text: Text of any length; with `words`, of at most the length that one WebSocket
                request may have.
            voice: Name of a voice or a blend.
            speed: Speed from 0.25 to 4.
            words: Whether to request word timings.
            progress: Called with a description of the progress.
            text_format: As for `Synthesizer.stream`; SSML goes in one request.

        Raises:
            InvalidRequest: The server refuses the request, or the URL is invalid.
            PhemiusError: Another error of the server or the network.
        """
        with self._client() as client:
            if text_format == "ssml" or (text_format is None and is_ssml(text)):
                with client.speech.stream(
                    text, voice=voice, speed=speed, timestamps=words, text_format="ssml"
                ) as stream:
                    spoken = stream.read()
                timings = tuple(WordTiming(**word.model_dump()) for word in stream.words)
                return _speech(spoken.pcm, timings, text)
            if not words:
                result = client.speech.create_long(
                    text=text,
                    voice=voice,
                    speed=speed,
                    progress=lambda done, total: progress(f"speaking  {done / total:4.0%}"),
                )
                return _speech(result.pcm, (), text)
            with client.speech.stream(voice=voice, speed=speed, timestamps=True) as stream:
                for start in range(0, len(text), _MESSAGE_CHARS):
                    stream.send_text(text[start : start + _MESSAGE_CHARS])
                stream.end()
                pcm = bytearray()
                for part in stream:
                    pcm += part
                    progress(f"speaking  {len(pcm) / 48_000:.1f} s of audio")
            timings = tuple(WordTiming(**word.model_dump()) for word in stream.words)
            return _speech(bytes(pcm), timings, text)

    def preview(
        self, text: str, *, voice: str, text_format: TextFormat | None = None
    ) -> PreviewReply:
        """Return what the server would say. Raises the same errors as `speak`."""
        with self._client() as client:
            return client.speech.preview(text=text, voice=voice, text_format=text_format)

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
