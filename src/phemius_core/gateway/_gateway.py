"""The core behind one server."""

import hashlib
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import anyio
import anyio.to_thread
from cachetools import LRUCache

from phemius_core.accounts import Accounts, Principal, accounts_and_policy
from phemius_core.audio import AudioFormat
from phemius_core.billing import Billing, Idempotency
from phemius_core.cache import (
    AudioCache,
    MemoryAudioCache,
    RedisAudioCache,
    TieredAudioCache,
)
from phemius_core.errors import (
    AuthenticationFailed,
    Overloaded,
    PhemiusError,
    SynthesisFailed,
)
from phemius_core.gateway._desk import Desk
from phemius_core.gateway._gone import WaitForDisconnect, run_until_disconnect
from phemius_core.gateway._jobs import Jobs
from phemius_core.gateway._metrics import Metrics
from phemius_core.gateway._preview import preview_reply
from phemius_core.gateway._resolve import ResolvedRequest, endpoint_of
from phemius_core.gateway._samples import Samples
from phemius_core.gateway._shared_synthesis import SharedSyntheses
from phemius_core.gateway._speech_reply import SpeechReply
from phemius_core.gateway._underway import InFlight
from phemius_core.gateway._voices import Voices
from phemius_core.settings import Settings
from phemius_core.store import Month
from phemius_core.wire import (
    NATIVE_MODEL,
    OPENAI_MODEL,
    OPENAI_MODELS,
    ModelInfo,
    ModelList,
    OpenAISpeechRequest,
    PreviewReply,
    SpeechRequest,
    UsageReply,
    VoiceName,
    VoiceNameList,
)

if TYPE_CHECKING:
    from phemius_core.engine import SchedulerStats
    from phemius_core.synthesis import Synthesizer
    from phemius_core.text import Explanation

__all__ = ["Gateway"]

logger = logging.getLogger(__name__)

_LOAD_WAIT_S: Final = 30
"""A request that comes while the model is loading waits this long before it gets a 503."""


class Gateway:
    """The core behind one server: accounts, billing and a synthesizer, opened together.

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
        self.metrics = Metrics(self)
        self.sockets = 0
        """WebSockets that are open now."""
        self._given = synthesizer
        self._synthesizer: Synthesizer | None = None
        self._failed = False
        self._entered = False
        self._stack = AsyncExitStack()
        self.stopping = anyio.Event()
        """Set once the server has been told to stop."""
        self.voices: Voices
        """The callers' own."""
        self._in_flight: InFlight
        self._loaded: anyio.Event
        self._previews: anyio.CapacityLimiter
        self._accounts: Accounts
        self._billing: Billing
        self._syntheses: SharedSyntheses
        self._desk: Desk
        self._digests: LRUCache[str, str] = LRUCache(256)

    async def __aenter__(self) -> Self:
        if self._entered:
            raise RuntimeError("this gateway is open already: give each server one of its own")
        settings = self.settings
        self.stopping = anyio.Event()
        self._in_flight = InFlight()
        self._loaded = anyio.Event()
        self._previews = anyio.CapacityLimiter(1)
        async with AsyncExitStack() as stack:
            self._accounts, self._billing = await stack.enter_async_context(
                accounts_and_policy(
                    settings.database_url,
                    redis_url=settings.redis_url,
                    redis_on_failure=settings.redis_on_failure,
                    pepper=settings.pepper.get_secret_value() if settings.pepper else None,
                    data_dir=settings.data_dir,
                )
            )
            self.voices = Voices(self._accounts.voices)
            tasks = await stack.enter_async_context(anyio.create_task_group())
            stack.callback(tasks.cancel_scope.cancel)
            cache = self._audio_cache()
            stack.push_async_callback(cache.aclose)
            self._syntheses = SharedSyntheses(tasks, cache)
            self._desk = Desk(self._billing, self._accounts, settings)
            tasks.start_soon(self._load)
            self._stack = stack.pop_all()
        self._entered = True
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with anyio.CancelScope(shield=True):
            self.stopping.set()
            self._syntheses.stop()
            await self._in_flight.wait()
        await self._stack.aclose()
        self._entered = False
        synthesizer, self._synthesizer = self._synthesizer, None
        if synthesizer is not None and self._given is None:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(synthesizer.close)

    async def stop(self) -> None:
        """Takes no new speech; fails what is still being spoken after `stop_timeout_s`.

        Returns once nothing is being spoken and every WebSocket has been told. For a server that
        is told to stop: leaving the gateway does the same, without the time to finish.
        """
        self.stopping.set()
        await self._in_flight.wait(self.settings.stop_timeout_s)
        self._syntheses.stop()
        await self._in_flight.wait()

    def _audio_cache(self) -> AudioCache:
        near = MemoryAudioCache(self.settings.cache_bytes)
        url = self.settings.redis_url
        return TieredAudioCache(near, RedisAudioCache(url)) if url else near

    @property
    def jobs(self) -> Jobs:
        """The callers' own."""
        return self._desk.jobs

    @property
    def samples(self) -> Samples:
        """Recordings that the callers clone from."""
        return self._desk.samples

    @property
    def ready(self) -> bool:
        """Whether the model has been loaded and has spoken its first word."""
        return self._synthesizer is not None and not self.stopping.is_set()

    @property
    def status(self) -> str:
        """`ready`, `loading`, `stopping` or `failed`; the log says why."""
        if self.stopping.is_set():
            return "stopping"
        if self._failed:
            return "failed"
        return "ready" if self.ready else "loading"

    @property
    def queue(self) -> "SchedulerStats | None":
        """What waits for an engine; nothing before the model is loaded."""
        return self._synthesizer.scheduler.stats() if self._synthesizer is not None else None

    @property
    def cache_counts(self) -> tuple[int, int]:
        """Hits and misses of the audio cache."""
        return self._syntheses.hits, self._syntheses.misses

    async def authenticate(self, authorization: str | None) -> Principal:
        """Who asks, by an `Authorization` header.

        Raises:
            AuthenticationFailed: No header, no bearer token, or an unknown or revoked key.
        """
        return await self._accounts.authenticate(_bearer(authorization))

    async def authenticate_cached(self, authorization: str | None) -> Principal:
        """`authenticate`, for a request to `speak`, whose admission looks at the key again."""
        return await self._accounts.authenticate_cached(_bearer(authorization))

    async def speak(
        self,
        principal: Principal,
        request: SpeechRequest | OpenAISpeechRequest,
        *,
        request_id: str,
        audio_format: AudioFormat = "pcm",
        idempotency: tuple[str, bytes] | None = None,
        incoming: AsyncIterator[str | None] | None = None,
        disconnected: WaitForDisconnect | None = None,
    ) -> SpeechReply:
        """Admits a request and waits for its first audio.

        Args:
            principal: Who asks.
            request: What to say.
            request_id: Recorded in the ledger.
            audio_format: The container of the reply's body.
            idempotency: The `Idempotency-Key` header and the body it came with.
            incoming: The text of a `StreamRequest` with input `stream`, as it comes; None in it
                for a flush. It reserves its characters with `SpeechReply.grow` before it yields.
            disconnected: Watched while the first audio is made: nobody may wait for it any more.

        Returns:
            A reply. Close it, whatever happens. Its audio has begun, unless its text is incoming.

        Raises:
            InvalidRequest: Unknown voice, nothing to speak, or a bad idempotency key.
            NotFound: No such custom voice.
            RateLimited: Too many requests, or the month's characters are used up.
            SynthesisFailed: The model failed before the first audio; nothing is charged.
            Overloaded: The server is full, or the model is still loading.
            ClientDisconnected: Nobody waits for it any more.
        """
        meter = self.metrics.of(endpoint_of(request))
        with meter.refusals():
            synthesizer = await self._ready_synthesizer()
            resolved = await self._resolve(principal, request, synthesizer)
            admission = await self._billing.admit(
                principal,
                endpoint=meter.endpoint,
                chars=len(resolved.text),
                request_id=request_id,
                idempotency=Idempotency(*idempotency) if idempotency else None,
            )
            try:
                subscriber = await self._syntheses.open(
                    None
                    if incoming is not None or resolved.custom
                    else self._key(resolved, synthesizer),
                    lambda: resolved.stream(synthesizer, principal.account_id, incoming),
                )
            except BaseException:
                await admission.release()
                raise
            reply = SpeechReply(admission, subscriber, len(resolved.text), audio_format, meter)
            self._in_flight.add(reply)
            reply.when_closed(self._in_flight.discard)
            if incoming is not None:
                return reply
            try:
                if disconnected is None or subscriber.cached:
                    await reply.begin()
                else:
                    await run_until_disconnect(reply.begin, disconnected)
            except BaseException as error:
                await reply.aclose()
                if isinstance(error, PhemiusError):
                    error.headers = {**admission.headers, **error.headers}
                raise
            return reply

    @contextmanager
    def counted_socket(self) -> Iterator[None]:
        """Counts an open WebSocket.

        Raises:
            Overloaded: `max_sockets` of them are open.
        """
        if self.sockets >= self.settings.max_sockets:
            raise Overloaded(
                f"{self.settings.max_sockets} WebSockets are open already: try again soon",
                retry_after_s=5,
            )
        self.sockets += 1
        socket = object()
        self._in_flight.add(socket)
        try:
            yield
        finally:
            self.sockets -= 1
            self._in_flight.discard(socket)

    async def preview(self, principal: Principal, request: SpeechRequest) -> PreviewReply:
        """What would be spoken, and how. Makes no audio and costs nothing.

        Raises:
            InvalidRequest: Unknown voice, or nothing to speak.
            NotFound: No such custom voice.
            Overloaded: The model is still loading.
        """
        synthesizer = await self._ready_synthesizer()
        resolved = await self._resolve(principal, request, synthesizer)

        def explain() -> "Explanation":
            return synthesizer.explain(resolved.text, voice=resolved.voice)

        found = await anyio.to_thread.run_sync(explain, limiter=self._previews)
        return preview_reply(found, chars=len(resolved.text))

    async def usage(self, principal: Principal, month: str | None = None) -> UsageReply:
        """What the caller's account used in a month, and what it would cost.

        Args:
            principal: Who asks.
            month: Such as `2026-11`, in UTC; this one by default.

        Raises:
            InvalidRequest: That is no month.
        """
        report = await self._billing.usage(
            principal.account_id, None if month is None else Month.parse(month)
        )
        return UsageReply.model_validate(report.as_dict())

    def models(self) -> ModelList:
        """What can be given as `model`."""
        openai = OPENAI_MODELS if self.settings.openai_profile == "openai" else (OPENAI_MODEL,)
        return ModelList(data=tuple(ModelInfo(id=name) for name in (NATIVE_MODEL, *openai)))

    def voice_names(self) -> VoiceNameList:
        """What can be given as `voice` on the OpenAI endpoint."""
        from phemius_core.voices import VoiceCatalogue

        names = VoiceCatalogue().names(openai=True)
        return VoiceNameList(voices=tuple(VoiceName(id=name, name=name) for name in names))

    async def _ready_synthesizer(self) -> "Synthesizer":
        if self.stopping.is_set():
            raise Overloaded("the server is stopping: try again soon", retry_after_s=5)
        if not self._loaded.is_set():
            with anyio.move_on_after(_LOAD_WAIT_S):
                await self._loaded.wait()
        if self._synthesizer is not None:
            return self._synthesizer
        if self._failed:
            # Made anew each time: a stored exception would keep every request's frames.
            raise SynthesisFailed("the model could not be loaded: the server's log says why")
        raise Overloaded("the model is still loading: try again soon", retry_after_s=5)

    async def _resolve(
        self,
        principal: Principal,
        request: SpeechRequest | OpenAISpeechRequest,
        synthesizer: "Synthesizer",
    ) -> ResolvedRequest:
        return await ResolvedRequest.of(
            request, synthesizer, principal.account_id, self._accounts.voices
        )

    def _key(self, resolved: "ResolvedRequest", synthesizer: "Synthesizer") -> str | None:
        """What makes a speech sound as it does."""
        voice = resolved.voice
        digest = self._digests.get(voice.content_id)
        if digest is None:
            digest = self._digests[voice.content_id] = voice.digest
        facts = (NATIVE_MODEL, synthesizer.version, digest, resolved.speed, resolved.text)
        return hashlib.sha256(repr(facts).encode()).hexdigest()

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
        if self._synthesizer is not None:
            await self._desk.work(self._synthesizer, self.stopping)


def _bearer(authorization: str | None) -> str:
    """The key in an `Authorization` header."""
    scheme, _, key = (authorization or "").strip().partition(" ")
    if not authorization:
        raise AuthenticationFailed(
            "the API key is missing: send it as 'Authorization: Bearer sk_test_…'"
        )
    if scheme.lower() != "bearer" or not key.strip():
        raise AuthenticationFailed(
            "the Authorization header is wrong: send 'Authorization: Bearer sk_test_…'"
        )
    return key.strip()
