"""The client that blocks."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

import httpx2

from phemius_client import _calls
from phemius_client._calls import AudioFormat
from phemius_client._http import Sender, broken_off
from phemius_client._jobs import JobsResource
from phemius_client._options import options_of
from phemius_client._socket import SpeechSession, SpeechStream
from phemius_client._speech import Speech
from phemius_client._split import joined, pieces_of
from phemius_client._voices import VoicesResource
from phemius_client._whole import whole_file
from phemius_core.wire import CHARS_BILLED, ModelInfo, PreviewReply, UsageReply

__all__ = ["Phemius", "SpeechResource", "StreamedSpeech"]


class Phemius:
    """Calls a Phemius server; waits for each answer. Threads may share it.

    Args:
        api_key: Else `PHEMIUS_API_KEY`.
        base_url: Else `PHEMIUS_BASE_URL`, else `http://127.0.0.1:8000`; with `/v1` or without.
        timeout_s: Longest silence of the server within a call.
        max_retries: How often a call that failed for a passing reason is made again.
        http_client: Sends in place of one made here: for proxies, certificates, transports.
            It is the caller's to close.

    Raises:
        ValueError: No API key, or a value out of range.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout_s: float = 60.0,
        max_retries: int = 2,
        http_client: httpx2.Client | None = None,
    ) -> None:
        options = options_of(
            api_key=api_key, base_url=base_url, timeout_s=timeout_s, max_retries=max_retries
        )
        self._owned = http_client is None
        self._sender = Sender(options, http_client or httpx2.Client())
        self.speech: SpeechResource = SpeechResource(self._sender)
        self.voices: VoicesResource = VoicesResource(self._sender)
        self.jobs: JobsResource = JobsResource(self._sender)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections, unless they are another's."""
        if self._owned:
            self._sender.http.close()

    def with_options(
        self, *, timeout_s: float | None = None, max_retries: int | None = None
    ) -> "Phemius":
        """This client, over the same connections, with other options."""
        mine = self._sender.options
        return Phemius(
            api_key=mine.api_key,
            base_url=mine.base_url,
            timeout_s=mine.timeout_s if timeout_s is None else timeout_s,
            max_retries=mine.max_retries if max_retries is None else max_retries,
            http_client=self._sender.http,
        )

    def usage(self, month: str | None = None) -> UsageReply:
        """What the account has used.

        Args:
            month: `2026-11`; the running one where none is given. Months are UTC.
        """
        return self._sender.send(_calls.get_usage(month))

    def models(self) -> tuple[ModelInfo, ...]:
        """The models that the server has."""
        return self._sender.send(_calls.list_models())


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
        idempotency_key: str | None = None,
    ) -> Speech:
        """Speech of a text, whole.

        Args:
            text: 1 to 5,000 characters.
            voice: A built-in name, a voicepack or a blend such as `af_bella(2)+af_sky(1)`.
            voice_id: Or a custom voice.
            speed: 0.25 to 4.
            idempotency_key: The same key and text within a day are charged once. Each call has
                a key of its own where none is given, which its retries share.

        Raises:
            APIError: It failed. Only what was delivered is charged.
        """
        body = _calls.speech_body(text, voice, voice_id, speed)
        return self._sender.send(_calls.create_speech(body, idempotency_key=idempotency_key))

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
        """Speech of a text of any length: cut at sentences, spoken in several requests, joined.

        Args:
            text: Of any length.
            voice: As in `create`.
            voice_id: As in `create`.
            speed: As in `create`.
            concurrency: Requests at once.
            max_chars: Of one request.
            progress: Called with the characters that are done, and all of them.

        Raises:
            APIError: A request failed; those before it are charged.
            ValueError: There is nothing to speak, or a value is out of range.
        """
        if concurrency < 1:
            raise ValueError(f"concurrency must be at least 1, not {concurrency}")
        pieces = pieces_of(text, max_chars)
        total = sum(len(piece.text) for piece in pieces)
        done = 0
        speeches: list[Speech] = []
        with ThreadPoolExecutor(min(concurrency, len(pieces))) as pool:
            made = [
                pool.submit(
                    self.create, text=piece.text, voice=voice, voice_id=voice_id, speed=speed
                )
                for piece in pieces
            ]
            try:
                for piece, future in zip(pieces, made, strict=True):
                    speeches.append(future.result())
                    done += len(piece.text)
                    if progress is not None:
                        progress(done, total)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return joined(pieces, speeches, speed)

    def stream(
        self,
        text: str | None = None,
        *,
        voice: str | None = None,
        voice_id: UUID | str | None = None,
        speed: float = 1.0,
        timestamps: bool = False,
    ) -> SpeechStream:
        """Speech as it is made, over a WebSocket of its own. As `SpeechSession.stream`.

        ::

            with client.speech.stream("Hello world") as stream:
                for pcm in stream:
                    play(pcm)
            print(stream.summary.ttfb_ms)
        """
        return SpeechSession(self._sender.options, once=True).stream(
            text, voice=voice, voice_id=voice_id, speed=speed, timestamps=timestamps
        )

    def session(self) -> SpeechSession:
        """One WebSocket for many requests, one after the other."""
        return SpeechSession(self._sender.options)

    def preview(
        self, *, text: str, voice: str | None = None, voice_id: UUID | str | None = None
    ) -> PreviewReply:
        """What would be spoken, and how. Makes no audio, costs nothing."""
        body = _calls.speech_body(text, voice, voice_id, 1.0)
        return self._sender.send(_calls.preview_speech(body))


class StreamingSpeech:
    """Speech over HTTP as it comes, in any format that the server writes."""

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
        format: AudioFormat = "pcm",  # noqa: A002 - the field's word
        idempotency_key: str | None = None,
    ) -> "Iterator[StreamedSpeech]":
        """As `SpeechResource.create`, in `format`.

        Raises:
            IncompleteSpeechError: It broke off in the middle. It is not asked for again, since a
                part may have been played.
        """
        body = _calls.speech_body(text, voice, voice_id, speed)
        call = _calls.create_speech(body, audio_format=format, idempotency_key=idempotency_key)
        with self._sender.stream(call) as response:
            yield StreamedSpeech(response)


class StreamedSpeech:
    """A reply that is still coming."""

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response
        self.chars_billed: int = int(response.headers.get(CHARS_BILLED, 0))
        self.media_type: str = response.headers.get("content-type", "")

    def iter_bytes(self) -> Iterator[bytes]:
        """The audio as it comes.

        Raises:
            IncompleteSpeechError: It broke off.
        """
        came = bytearray()
        try:
            for part in self._response.iter_bytes():
                came += part
                yield part
        except httpx2.RequestError as error:
            raise broken_off(error, self._response, bytes(came)) from error

    def stream_to_file(self, path: str | Path) -> Path:
        """Writes the audio as it comes; a file that would not be whole is taken away again."""
        target = Path(path)
        with whole_file(target) as file:
            for part in self.iter_bytes():
                file.write(part)
        return target
