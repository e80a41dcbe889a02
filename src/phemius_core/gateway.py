"""All that a server can ask for: authenticate → admit → synthesise → settle."""

import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import anyio
import anyio.to_thread

from phemius_core.accounts import Accounts, Principal, accounts_and_policy
from phemius_core.audio import MEDIA_TYPES, AudioFormat, encoder, format_for_accept
from phemius_core.engine import SAMPLE_RATE
from phemius_core.errors import (
    AuthenticationFailed,
    NotFound,
    Overloaded,
    PhemiusError,
    SynthesisFailed,
)
from phemius_core.policy import Admission, Idempotency, Policy
from phemius_core.settings import Settings
from phemius_core.store import Month
from phemius_core.wire import (
    CHARS_BILLED,
    NATIVE_MODEL,
    OPENAI_MODEL,
    ModelInfo,
    ModelList,
    OpenAISpeechRequest,
    SpeechRequest,
    StreamSummary,
    UsageReply,
    VoiceName,
    VoiceNameList,
)

if TYPE_CHECKING:
    from phemius_core.synthesis import SpeechChunk, Synthesizer

__all__ = ["Phemius", "SpeechReply"]

logger = logging.getLogger(__name__)

_FRAME_BYTES: Final = 32 << 10
_CLOSE_TIMEOUT_S: Final = 30
_LOAD_WAIT_S: Final = 30
"""A request that comes while the model is loading waits this long before it gets a 503."""


class Phemius:
    """The core behind one server: accounts, policy and a synthesizer, opened together.

    Enter it before use. The model loads in the background, so that the server answers
    health checks meanwhile; `ready` says when it can speak.

    Args:
        settings: From the environment and `.env` where none are given.
        synthesizer: Used in place of the one that the settings name.
    """

    def __init__(
        self, settings: Settings | None = None, *, synthesizer: "Synthesizer | None" = None
    ) -> None:
        self.settings = settings or Settings()
        self._given = synthesizer
        self._synthesizer: Synthesizer | None = None
        self._failed = False
        self._stack = AsyncExitStack()
        self._loaded: anyio.Event
        self._accounts: Accounts
        self._policy: Policy

    async def __aenter__(self) -> Self:
        settings = self.settings
        self._loaded = anyio.Event()
        async with AsyncExitStack() as stack:
            self._accounts, self._policy = await stack.enter_async_context(
                accounts_and_policy(
                    settings.database_url,
                    redis_url=settings.redis_url,
                    redis_when_away=settings.redis_when_away,
                    pepper=settings.pepper.get_secret_value() if settings.pepper else None,
                    data_dir=settings.data_dir,
                )
            )
            tasks = await stack.enter_async_context(anyio.create_task_group())
            stack.callback(tasks.cancel_scope.cancel)
            tasks.start_soon(self._load)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._stack.aclose()
        synthesizer, self._synthesizer = self._synthesizer, None
        if synthesizer is not None and self._given is None:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(synthesizer.close)

    @property
    def ready(self) -> bool:
        """Whether the model has been loaded and has spoken its first word."""
        return self._synthesizer is not None

    @property
    def status(self) -> str:
        """`ready`, `loading` or `failed`; the log says why."""
        if self._failed:
            return "failed"
        return "ready" if self.ready else "loading"

    async def authenticate(self, authorization: str | None) -> Principal:
        """Who asks, by an `Authorization` header.

        Raises:
            AuthenticationFailed: No header, no bearer token, or an unknown or revoked key.
        """
        scheme, _, key = (authorization or "").strip().partition(" ")
        if not authorization:
            raise AuthenticationFailed(
                "the API key is missing: send it as 'Authorization: Bearer sk_test_…'"
            )
        if scheme.lower() != "bearer" or not key.strip():
            raise AuthenticationFailed(
                "the Authorization header is wrong: send 'Authorization: Bearer sk_test_…'"
            )
        return await self._accounts.authenticate(key.strip())

    async def speak(
        self,
        principal: Principal,
        request: SpeechRequest | OpenAISpeechRequest,
        *,
        request_id: str,
        accept: str | None = None,
        idempotency: tuple[str, bytes] | None = None,
    ) -> "SpeechReply":
        """Admits a request and waits for its first audio.

        Args:
            principal: Who asks.
            request: What to say.
            request_id: Recorded in the ledger.
            accept: The `Accept` header: which container.
            idempotency: The `Idempotency-Key` header and the body it came with.

        Returns:
            A reply whose audio has begun. Close it, whatever happens.

        Raises:
            InvalidRequest: Unknown voice, nothing to speak, or a bad idempotency key.
            NotFound: No such custom voice.
            RateLimited: Too many requests, or the month's characters are used up.
            SynthesisFailed: The model failed before the first audio; nothing is charged.
            Overloaded: The server is full, or the model is still loading.
        """
        with anyio.move_on_after(_LOAD_WAIT_S):
            await self._loaded.wait()
        synthesizer = self._synthesizer
        if synthesizer is None:
            if self._failed:
                # Made anew each time: a stored exception would keep every request's frames.
                raise SynthesisFailed("the model could not be loaded: the server's log says why")
            raise Overloaded("the model is still loading: try again soon", retry_after_s=5)
        if isinstance(request, SpeechRequest):
            if request.voice_id is not None:
                raise NotFound(f"there is no custom voice {request.voice_id} in this account")
            text, endpoint = request.text, "/v1/speech"
            voice = synthesizer.voices.resolve(request.voice or "default")
        else:
            text, endpoint = request.input, "/v1/audio/speech"
            voice = synthesizer.voices.resolve(request.voice, openai=True)
        audio_format = format_for_accept(accept)
        admission = await self._policy.admit(
            principal,
            endpoint=endpoint,
            chars=len(text),
            request_id=request_id,
            idempotency=Idempotency(*idempotency) if idempotency else None,
        )
        chunks = synthesizer.stream(
            text, voice=voice, speed=request.speed, caller=principal.account_id
        )
        reply = SpeechReply(admission, chunks, len(text), audio_format)
        try:
            await reply.begin()
        except BaseException as error:
            await reply.aclose()
            if isinstance(error, PhemiusError):
                error.headers = {**admission.headers, **error.headers}
            raise
        return reply

    async def usage(self, principal: Principal, month: str | None = None) -> UsageReply:
        """What the caller's account used in a month, and what it would cost.

        Args:
            principal: Who asks.
            month: Such as `2026-11`, in UTC; this one by default.

        Raises:
            InvalidRequest: That is no month.
        """
        report = await self._policy.usage(
            principal.account_id, None if month is None else Month.parse(month)
        )
        return UsageReply.model_validate(report.as_dict())

    def models(self) -> ModelList:
        """What can be given as `model`."""
        return ModelList(data=(ModelInfo(id=NATIVE_MODEL), ModelInfo(id=OPENAI_MODEL)))

    def voice_names(self) -> VoiceNameList:
        """What can be given as `voice` on the OpenAI endpoint."""
        from phemius_core.voices import VoiceCatalogue

        names = VoiceCatalogue().names(openai=True)
        return VoiceNameList(voices=tuple(VoiceName(id=name, name=name) for name in names))

    async def _load(self) -> None:
        from phemius_core.synthesis import open_synthesizer

        def load() -> "Synthesizer":
            synthesizer = self._given or open_synthesizer(self.settings)
            synthesizer.warm()
            return synthesizer

        try:
            self._synthesizer = await anyio.to_thread.run_sync(load)
        except PhemiusError as error:
            logger.error("the model cannot be loaded: %s", error)  # noqa: TRY400 - the message says all
            self._failed = True
        except Exception:
            logger.exception("the model cannot be loaded")
            self._failed = True
        else:
            logger.info("ready to speak: %s", self._synthesizer.version)
        finally:
            self._loaded.set()


class SpeechReply:
    """Audio on its way to a caller, and the account of what was delivered.

    Iterate `body` once, then `aclose`. What was not delivered is not charged.
    """

    def __init__(
        self,
        admission: Admission,
        chunks: "AsyncGenerator[SpeechChunk]",
        chars: int,
        audio_format: AudioFormat,
    ) -> None:
        self._admission = admission
        self._chunks = chunks
        self._chars = chars
        self._format = audio_format
        self._started = time.monotonic()
        self._ttfb_ms = 0
        self._first: SpeechChunk | None = None
        self._delivered = 0
        self._samples = 0
        self._closed = False

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self._format]

    @property
    def headers(self) -> Mapping[str, str]:
        """Response headers: characters billed if all is delivered, and the rate limits."""
        billed = max(0, self._chars - self._admission.prior_chars)
        return {CHARS_BILLED: str(billed), **self._admission.headers}

    @property
    def summary(self) -> StreamSummary:
        """What was charged; final once closed."""
        billed = self._admission.billed_chars
        return StreamSummary(
            chars_billed=self._delivered if billed is None else billed,
            ttfb_ms=self._ttfb_ms,
            cached=False,
        )

    async def body(self) -> AsyncIterator[bytes]:
        """The audio in the container asked for, in frames of at most 32 KiB.

        Raises:
            SynthesisFailed: The model failed on the way: cut the transfer short.
        """
        encode = encoder(self._format)
        chunk = self._first
        while chunk is not None:
            pcm = chunk.pcm
            data = (
                pcm if self._format == "pcm" else await anyio.to_thread.run_sync(encode.feed, pcm)
            )
            for start in range(0, len(data), _FRAME_BYTES):
                yield data[start : start + _FRAME_BYTES]
            # The caller came back for more, so this much has been taken.
            self._samples += len(chunk.samples)
            if chunk.last:
                self._delivered += chunk.segment.end - chunk.segment.start
            chunk = await anext(self._chunks, None)
        if self._format != "pcm" and (rest := encode.finish()):
            yield rest
        self._delivered = self._chars

    async def aclose(self) -> None:
        """Stops what is still being made, charges what was delivered, gives back the rest."""
        if self._closed:
            return
        self._closed = True
        with anyio.move_on_after(_CLOSE_TIMEOUT_S, shield=True) as scope:
            try:
                await self._chunks.aclose()
            finally:
                if self._delivered:
                    audio_ms = 1000 * self._samples // SAMPLE_RATE
                    await self._admission.settle(chars=self._delivered, audio_ms=audio_ms)
                else:
                    await self._admission.release()
        if scope.cancelled_caught:
            logger.error("settling took over %d s: what is held lapses", _CLOSE_TIMEOUT_S)

    async def begin(self) -> None:
        """Waits for the first audio; `Phemius.speak` has done so."""
        self._first = await anext(self._chunks, None)
        self._ttfb_ms = round(1000 * (time.monotonic() - self._started))
        if self._first is None:
            raise SynthesisFailed("the model gave no audio: try again")
