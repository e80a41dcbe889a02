# Generated from `_async/_speech.py` by `python scripts/generate_sync_client.py`: do not edit.
"""Speech over HTTP, and the entry to speech over a WebSocket."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import httpx2

from phemius_client import _requests
from phemius_client._http import incomplete_error, is_pcm
from phemius_client._long_text import Piece, join_speech, split_text
from phemius_client._speech import Speech
from phemius_client._sync._backend import atomic_file, map_concurrently
from phemius_client._sync._sender import Sender
from phemius_client._sync._websocket import SpeechSession, SpeechStream
from phemius_core.wire import CHARS_BILLED, AudioFormat, PreviewReply, TextFormat, is_ssml

__all__ = ["SpeechResource", "StreamedSpeech", "StreamingSpeech"]


class StreamedSpeech:
    """A reply whose audio is still arriving."""

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response
        self.chars_billed: int = int(response.headers.get(CHARS_BILLED, 0))
        self.media_type: str = response.headers.get("content-type", "")

    def iter_bytes(self) -> Iterator[bytes]:
        """Iterates over the audio as it arrives.

        Raises:
            IncompleteSpeechError: The audio broke off.
        """
        received_bytes = 0
        pcm = bytearray()  # of the error: other formats cannot be played in part
        keeps_pcm = is_pcm(self._response)
        try:
            for chunk in self._response.iter_bytes():
                received_bytes += len(chunk)
                if keeps_pcm:
                    pcm += chunk
                yield chunk
        except httpx2.RequestError as error:
            raise incomplete_error(
                error, self._response, received_bytes=received_bytes, pcm=bytes(pcm)
            ) from error

    def stream_to_file(self, path: str | Path) -> Path:
        """Writes the audio to a file as it arrives. If the audio breaks off, there is no file.

        Args:
            path: File to write.

        Raises:
            IncompleteSpeechError: The audio broke off.
        """
        target = Path(path)
        with atomic_file(target) as file:
            for chunk in self.iter_bytes():
                file.write(chunk)
        return target


class StreamingSpeech:
    """Speech over HTTP whose audio is read while it arrives, in any format of the server."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    @contextmanager
    def create(
        self,
        *,
        text: str,
        voice: str | None = None,
        voice_id: UUID | str | None = None,
        speed: float = 1.0,
        text_format: TextFormat | None = None,
        format: AudioFormat = "pcm",  # noqa: A002 - the API's name
        idempotency_key: str | None = None,
    ) -> Iterator[StreamedSpeech]:
        """As `SpeechResource.create`, but yields the reply while its audio arrives.

        Args:
            text: As in `SpeechResource.create`.
            voice: As in `SpeechResource.create`.
            voice_id: As in `SpeechResource.create`.
            speed: As in `SpeechResource.create`.
            text_format: As in `SpeechResource.create`.
            format: Format of the audio.
            idempotency_key: As in `SpeechResource.create`.

        Raises:
            APIError: The request failed.
            IncompleteSpeechError: The audio broke off. The request is not repeated, since a part
                may have been played.
        """
        body = _requests.speech_body(text, voice, voice_id, speed, text_format)
        request = _requests.create_speech(
            body, audio_format=format, idempotency_key=idempotency_key
        )
        with self._sender.stream(request) as response:
            yield StreamedSpeech(response)


class SpeechResource:
    """Text to speech."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self.with_streaming_response: StreamingSpeech = StreamingSpeech(sender)

    def create(
        self,
        *,
        text: str,
        voice: str | None = None,
        voice_id: UUID | str | None = None,
        speed: float = 1.0,
        text_format: TextFormat | None = None,
        idempotency_key: str | None = None,
    ) -> Speech:
        """The complete speech of a text.

        Args:
            text: 1 to 5,000 characters.
            voice: A built-in name, a voicepack or a blend such as `af_bella(2)+af_sky(1)`.
            voice_id: A custom voice; the alternative to `voice`.
            speed: 0.25 to 4.
            text_format: `ssml`, `plain`, or None: SSML if the text begins with `<speak>`.
            idempotency_key: Requests with the same key and text within a day are charged once. If
                None, each call has a key of its own, which its retries share.

        Raises:
            APIError: The request failed. Only delivered audio is charged.
        """
        body = _requests.speech_body(text, voice, voice_id, speed, text_format)
        request = _requests.create_speech(body, idempotency_key=idempotency_key)
        return self._sender.send(request)

    def create_long(
        self,
        *,
        text: str,
        voice: str | None = None,
        voice_id: UUID | str | None = None,
        speed: float = 1.0,
        concurrency: int = 2,
        max_chars: int = 2_000,
        progress: Callable[[int, int], None] | None = None,
    ) -> Speech:
        """The complete speech of a text of any length, which is divided at sentences into several
        requests.

        Args:
            text: Of any length; plain text, since SSML cannot be divided.
            voice: As in `create`.
            voice_id: As in `create`.
            speed: As in `create`.
            concurrency: Most requests at the same time.
            max_chars: Most characters of a request.
            progress: Called after each request with the characters done and the characters in all.

        Raises:
            APIError: A request failed. Those that succeeded are charged.
            ValueError: The text is empty or SSML, or a value is out of range.
        """
        if is_ssml(text):
            raise ValueError("SSML cannot be divided: send it with create")
        if concurrency < 1:
            raise ValueError(f"concurrency must be at least 1, not {concurrency}")
        pieces = split_text(text, max_chars)
        total = sum(len(piece.text) for piece in pieces)
        done = 0

        def speak(piece: Piece) -> Speech:
            return self.create(
                text=piece.text,
                voice=voice,
                voice_id=voice_id,
                speed=speed,
                # A part of a plain text may begin like SSML.
                text_format="plain" if is_ssml(piece.text) else None,
            )

        def report(piece: Piece) -> None:
            nonlocal done
            done += len(piece.text)
            if progress is not None:
                progress(done, total)

        speeches = map_concurrently(speak, pieces, concurrency=concurrency, on_done=report)
        return join_speech(pieces, speeches, speed)

    def stream(
        self,
        text: str | None = None,
        *,
        voice: str | None = None,
        voice_id: UUID | str | None = None,
        speed: float = 1.0,
        timestamps: bool = False,
        text_format: TextFormat | None = None,
    ) -> SpeechStream:
        """A stream of speech over a WebSocket of its own.

        Arguments as in `SpeechSession.stream`.

        ::

            with client.speech.stream("Hello world") as stream:
                for pcm in stream:
                    play(pcm)
            print(stream.summary.ttfb_ms)
        """
        return SpeechSession(self._sender.options, single_use=True).stream(
            text,
            voice=voice,
            voice_id=voice_id,
            speed=speed,
            timestamps=timestamps,
            text_format=text_format,
        )

    def session(self) -> SpeechSession:
        """A session that sends a sequence of requests over one WebSocket."""
        return SpeechSession(self._sender.options)

    def preview(
        self,
        *,
        text: str,
        voice: str | None = None,
        voice_id: UUID | str | None = None,
        text_format: TextFormat | None = None,
    ) -> PreviewReply:
        """How a text would be spoken: normalised text, segments, phonemes, and what decided each
        reading. Free of charge.

        Args:
            text: As in `create`.
            voice: As in `create`.
            voice_id: As in `create`.
            text_format: As in `create`.
        """
        body = _requests.speech_body(text, voice, voice_id, 1.0, text_format)
        return self._sender.send(_requests.preview_speech(body))
