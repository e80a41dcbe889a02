"""The client for asyncio and trio: `_sync` again, with `await`."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

import anyio
import httpx2

from phemius_client import _calls
from phemius_client._async_jobs import AsyncJobsResource
from phemius_client._async_socket import AsyncSpeechSession, AsyncSpeechStream
from phemius_client._async_voices import AsyncVoicesResource
from phemius_client._calls import AudioFormat
from phemius_client._http import AsyncSender, broken_off
from phemius_client._options import options_of
from phemius_client._speech import Speech
from phemius_client._split import joined, pieces_of
from phemius_client._whole import whole_file
from phemius_core.wire import CHARS_BILLED, ModelInfo, PreviewReply, UsageReply

__all__ = ["AsyncPhemius", "AsyncSpeechResource", "AsyncStreamedSpeech"]


class AsyncPhemius:
    """Calls a Phemius server, on asyncio or trio; WebSockets on asyncio alone. Tasks may share it.

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
        http_client: httpx2.AsyncClient | None = None,
    ) -> None:
        options = options_of(
            api_key=api_key, base_url=base_url, timeout_s=timeout_s, max_retries=max_retries
        )
        self._owned = http_client is None
        self._sender = AsyncSender(options, http_client or httpx2.AsyncClient())
        self.speech: AsyncSpeechResource = AsyncSpeechResource(self._sender)
        self.voices: AsyncVoicesResource = AsyncVoicesResource(self._sender)
        self.jobs: AsyncJobsResource = AsyncJobsResource(self._sender)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections, unless they are another's."""
        if self._owned:
            await self._sender.http.aclose()

    def with_options(
        self, *, timeout_s: float | None = None, max_retries: int | None = None
    ) -> "AsyncPhemius":
        """This client, over the same connections, with other options."""
        mine = self._sender.options
        return AsyncPhemius(
            api_key=mine.api_key,
            base_url=mine.base_url,
            timeout_s=mine.timeout_s if timeout_s is None else timeout_s,
            max_retries=mine.max_retries if max_retries is None else max_retries,
            http_client=self._sender.http,
        )

    async def usage(self, month: str | None = None) -> UsageReply:
        """What the account has used.

        Args:
            month: `2026-11`; the running one where none is given. Months are UTC.
        """
        return await self._sender.send(_calls.get_usage(month))

    async def models(self) -> tuple[ModelInfo, ...]:
        """The models that the server has."""
        return await self._sender.send(_calls.list_models())


class AsyncSpeechResource:
    """Text to speech."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender
        self.with_streaming_response: AsyncStreamingSpeech = AsyncStreamingSpeech(sender)

    async def create(
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
        return await self._sender.send(_calls.create_speech(body, idempotency_key=idempotency_key))

    async def create_long(
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
        speeches: dict[int, Speech] = {}
        waiting = iter(enumerate(pieces))

        async def speak() -> None:
            nonlocal done
            for index, piece in waiting:
                speeches[index] = await self.create(
                    text=piece.text, voice=voice, voice_id=voice_id, speed=speed
                )
                done += len(piece.text)
                if progress is not None:
                    progress(done, total)

        await _together(speak, min(concurrency, len(pieces)))
        return joined(pieces, [speeches[index] for index in range(len(pieces))], speed)

    def stream(
        self,
        text: str | None = None,
        *,
        voice: str | None = None,
        voice_id: UUID | str | None = None,
        speed: float = 1.0,
        timestamps: bool = False,
    ) -> AsyncSpeechStream:
        """Speech as it is made, over a WebSocket of its own. As `AsyncSpeechSession.stream`.

        ::

            async with client.speech.stream("Hello world") as stream:
                async for pcm in stream:
                    play(pcm)
            print(stream.summary.ttfb_ms)
        """
        return AsyncSpeechSession(self._sender.options, once=True).stream(
            text, voice=voice, voice_id=voice_id, speed=speed, timestamps=timestamps
        )

    def session(self) -> AsyncSpeechSession:
        """One WebSocket for many requests, one after the other."""
        return AsyncSpeechSession(self._sender.options)

    async def preview(
        self, *, text: str, voice: str | None = None, voice_id: UUID | str | None = None
    ) -> PreviewReply:
        """What would be spoken, and how. Makes no audio, costs nothing."""
        body = _calls.speech_body(text, voice, voice_id, 1.0)
        return await self._sender.send(_calls.preview_speech(body))


class AsyncStreamingSpeech:
    """Speech over HTTP as it comes, in any format that the server writes."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    @asynccontextmanager
    async def create(
        self,
        *,
        text: str,
        voice: str | None = None,
        voice_id: UUID | str | None = None,
        speed: float = 1.0,
        format: AudioFormat = "pcm",  # noqa: A002 - the field's word
        idempotency_key: str | None = None,
    ) -> "AsyncIterator[AsyncStreamedSpeech]":
        """As `AsyncSpeechResource.create`, in `format`.

        Raises:
            IncompleteSpeechError: It broke off in the middle. It is not asked for again, since a
                part may have been played.
        """
        body = _calls.speech_body(text, voice, voice_id, speed)
        call = _calls.create_speech(body, audio_format=format, idempotency_key=idempotency_key)
        async with self._sender.stream(call) as response:
            yield AsyncStreamedSpeech(response)


class AsyncStreamedSpeech:
    """A reply that is still coming."""

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response
        self.chars_billed: int = int(response.headers.get(CHARS_BILLED, 0))
        self.media_type: str = response.headers.get("content-type", "")

    async def iter_bytes(self) -> AsyncIterator[bytes]:
        """The audio as it comes.

        Raises:
            IncompleteSpeechError: It broke off.
        """
        came = bytearray()
        try:
            async for part in self._response.aiter_bytes():
                came += part
                yield part
        except httpx2.RequestError as error:
            raise broken_off(error, self._response, bytes(came)) from error

    async def stream_to_file(self, path: str | Path) -> Path:
        """Writes the audio as it comes; a file that would not be whole is taken away again."""
        target = Path(path)
        with whole_file(target) as file:
            async for part in self.iter_bytes():
                file.write(part)
        return target


async def _together(task: Callable[[], Awaitable[None]], count: int) -> None:
    """Runs a task several times at once; the first error ends all and is raised as itself."""
    failed: list[Exception] = []

    async def run() -> None:
        try:
            await task()
        except Exception as error:  # noqa: BLE001 - raised again below
            failed.append(error)
            group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        for _ in range(count):
            group.start_soon(run)
    if failed:
        raise failed[0]
