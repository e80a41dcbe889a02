"""The gateway: one object behind a server that authenticates, admits, synthesises and settles."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

import anyio
import anyio.to_thread
from anyio.abc import TaskGroup
from cachetools import LRUCache

from phemius_core.accounts import CustomVoices, Principal
from phemius_core.audio import AudioFormat
from phemius_core.billing import Idempotency, Usage
from phemius_core.errors import AuthenticationFailed, Overloaded, PhemiusError
from phemius_core.gateway._lifecycle import InFlight, WaitForDisconnect, run_until_disconnect
from phemius_core.gateway._metrics import GatewayState, Metrics
from phemius_core.gateway._resolve_request import ResolvedRequest, endpoint_of
from phemius_core.gateway._shared_synthesis import SharedSyntheses
from phemius_core.gateway._speech_reply import SpeechReply
from phemius_core.gateway._synthesizer_loader import SynthesizerLoader
from phemius_core.jobs import JobStore, JobSubmitter, run_embedded_worker
from phemius_core.services import Services, open_services
from phemius_core.settings import Settings
from phemius_core.store import Month
from phemius_core.wire import NATIVE_MODEL, OpenAISpeechRequest, SpeechRequest

if TYPE_CHECKING:
    from phemius_core.synthesis import Synthesizer
    from phemius_core.text import Explanation

__all__ = ["Gateway"]


class Gateway:
    """The core behind one server: services and a speech model, opened together.

    Enter it before use. The model loads in the background, so that the server answers health
    checks meanwhile; `ready` says when it can speak.

    Args:
        settings: Settings of the server; read from the environment and `.env` by default.
        synthesizer: A synthesizer to use in place of the one that the settings describe; it is
            not closed with the gateway.
    """

    def __init__(
        self, settings: Settings | None = None, *, synthesizer: "Synthesizer | None" = None
    ) -> None:
        self.settings = settings or Settings()
        self.metrics = Metrics(lambda: self.state)
        self.stopping = anyio.Event()
        """Set once the server is stopping."""
        self.websockets = 0
        """Number of open WebSockets."""
        self._failed = anyio.Event()
        self._given = synthesizer
        self._entered = False
        self._stack = AsyncExitStack()
        self._services: Services
        self._tasks: TaskGroup
        self._loader = SynthesizerLoader(self._open_synthesizer)
        self._in_flight: InFlight
        self._previews: anyio.CapacityLimiter
        self._syntheses: SharedSyntheses
        self._voice_digests: LRUCache[str, str] = LRUCache(256)

    async def __aenter__(self) -> Self:
        if self._entered:
            raise RuntimeError(
                "this gateway is open already: give each server a gateway of its own"
            )
        self.stopping = anyio.Event()
        self._failed = anyio.Event()
        self._in_flight = InFlight()
        self._loader = SynthesizerLoader(self._open_synthesizer)
        self._previews = anyio.CapacityLimiter(1)
        async with AsyncExitStack() as stack:
            self._services = await stack.enter_async_context(open_services(self.settings))
            tasks = await stack.enter_async_context(anyio.create_task_group())
            stack.callback(tasks.cancel_scope.cancel)
            self._tasks = tasks
            self._syntheses = SharedSyntheses(tasks, self._services.audio_cache)
            tasks.start_soon(self._load_and_work)
            self._stack = stack.pop_all()
        self._entered = True
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None or self._tasks.cancel_scope.cancel_called:
            self._failed.set()
        with anyio.CancelScope(shield=True):
            self.stopping.set()
            self._syntheses.stop()
            await self._in_flight.wait_drained()
        await self._stack.aclose()
        self._entered = False
        synthesizer = self._loader.synthesizer
        if synthesizer is not None and self._given is None:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(synthesizer.close)

    async def stop(self) -> None:
        """Refuses new speech, and fails what is still being spoken after `stop_timeout_s`.

        Returns once no reply is in flight and every WebSocket is closed. Servers call it when
        they are told to stop; leaving the gateway does the same without the time to finish.
        """
        self.stopping.set()
        await self._in_flight.wait_drained(self.settings.stop_timeout_s)
        self._syntheses.stop()
        await self._in_flight.wait_drained()

    async def wait_failed(self) -> str:
        """Returns once the gateway cannot go on, with the reason: the process should exit."""
        await self._failed.wait()
        return "a task of the gateway has failed"

    @property
    def services(self) -> Services:
        """The services of this server: accounts, billing, jobs and what they stand on."""
        return self._services

    @property
    def voices(self) -> CustomVoices:
        """The custom voices of the accounts."""
        return self._services.accounts.voices

    @property
    def jobs(self) -> JobStore:
        """The jobs of the accounts."""
        return self._services.jobs

    @property
    def job_submitter(self) -> JobSubmitter:
        """Accepts new jobs."""
        return self._services.job_submitter

    @property
    def ready(self) -> bool:
        """Whether the model is loaded and has spoken its first word."""
        return self._loader.synthesizer is not None and not self.stopping.is_set()

    @property
    def status(self) -> str:
        """`ready`, `loading`, `stopping` or `failed`; the log says why loading failed."""
        if self.stopping.is_set():
            return "stopping"
        if self._loader.failed:
            return "failed"
        return "ready" if self.ready else "loading"

    @property
    def state(self) -> GatewayState:
        """The figures that `/metrics` shows as gauges."""
        synthesizer = self._loader.synthesizer
        return GatewayState(
            ready=self.ready,
            websockets=self.websockets,
            cache_hits=self._syntheses.hits,
            cache_misses=self._syntheses.misses,
            queue=None if synthesizer is None else synthesizer.scheduler.stats(),
        )

    async def authenticate(self, authorization: str | None) -> Principal:
        """Returns the principal of an `Authorization` header.

        Raises:
            AuthenticationFailed: There is no header, it is no bearer token, or its API key is
                unknown, expired or revoked.
        """
        return await self._services.accounts.authenticate(_bearer(authorization))

    async def authenticate_cached(self, authorization: str | None) -> Principal:
        """`authenticate` for a request that goes on to `speak`, whose admission checks the key.

        Raises:
            AuthenticationFailed: As `authenticate`.
        """
        return await self._services.accounts.authenticate_cached(_bearer(authorization))

    async def speak(
        self,
        principal: Principal,
        request: SpeechRequest | OpenAISpeechRequest,
        *,
        request_id: str,
        audio_format: AudioFormat = "pcm",
        idempotency: tuple[str, bytes] | None = None,
        incoming: AsyncIterator[str | None] | None = None,
        wait_for_disconnect: WaitForDisconnect | None = None,
    ) -> SpeechReply:
        """Admits a request and waits for its first audio.

        Args:
            principal: Who is charged.
            request: Text, voice and speed.
            request_id: Recorded in the ledger.
            audio_format: Container of the reply's body.
            idempotency: The `Idempotency-Key` header and the body it came with.
            incoming: Pieces of the text of a `StreamRequest` with input `stream`, as they arrive;
                None stands for a flush. The iterator reserves its characters with
                `SpeechReply.grow` before it yields.
            wait_for_disconnect: The synthesis is cancelled if this returns before the first audio.

        Returns:
            A reply that must be closed. Its audio has begun, unless the text is incoming.

        Raises:
            InvalidRequest: The voice is unknown, there is nothing to speak, or the idempotency key
                is bad.
            NotFound: The account has no such custom voice.
            RateLimited: Too many requests, or the month's characters are used up.
            SynthesisFailed: The model failed before the first audio; nothing is charged.
            Overloaded: The server is full, or the model is still loading.
            ClientDisconnected: The client disconnected before the first audio.
        """
        meter = self.metrics.of(endpoint_of(request))
        with meter.refusals():
            synthesizer = await self._ready_synthesizer()
            resolved = await self._resolve(principal, request, synthesizer)
            admission = await self._services.billing.admit(
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
                    else self._cache_key(resolved, synthesizer),
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
                if wait_for_disconnect is None or subscriber.cached:
                    await reply.begin()
                else:
                    await run_until_disconnect(reply.begin, wait_for_disconnect)
            except BaseException as error:
                await reply.aclose()
                if isinstance(error, PhemiusError):
                    error.headers = {**admission.headers, **error.headers}
                raise
            return reply

    @contextmanager
    def counted_websocket(self) -> Iterator[None]:
        """Counts a WebSocket as open while the context lasts.

        Raises:
            Overloaded: `max_sockets` WebSockets are open.
        """
        if self.websockets >= self.settings.max_sockets:
            raise Overloaded(
                f"{self.settings.max_sockets} WebSockets are open already: try again soon",
                retry_after_s=5,
            )
        self.websockets += 1
        websocket = object()
        self._in_flight.add(websocket)
        try:
            yield
        finally:
            self.websockets -= 1
            self._in_flight.discard(websocket)

    async def preview(self, principal: Principal, request: SpeechRequest) -> "Explanation":
        """Explains how a text would be spoken. Makes no audio and costs nothing.

        Raises:
            InvalidRequest: The voice is unknown, or there is nothing to speak.
            NotFound: The account has no such custom voice.
            Overloaded: The model is still loading.
        """
        synthesizer = await self._ready_synthesizer()
        resolved = await self._resolve(principal, request, synthesizer)

        def explain() -> "Explanation":
            return synthesizer.explain(resolved.text, voice=resolved.voice)

        return await anyio.to_thread.run_sync(explain, limiter=self._previews)

    async def usage(self, principal: Principal, month: str | None = None) -> Usage:
        """Returns what the principal's account used in a month, and what it costs.

        Args:
            principal: Who asks.
            month: A UTC month such as `2026-11`; the current one by default.

        Raises:
            InvalidRequest: `month` is not a month.
        """
        return await self._services.billing.usage(
            principal.account_id, None if month is None else Month.parse(month)
        )

    async def _ready_synthesizer(self) -> "Synthesizer":
        if self.stopping.is_set():
            raise Overloaded("the server is stopping: try again soon", retry_after_s=5)
        return await self._loader.wait()

    async def _resolve(
        self,
        principal: Principal,
        request: SpeechRequest | OpenAISpeechRequest,
        synthesizer: "Synthesizer",
    ) -> ResolvedRequest:
        return await ResolvedRequest.of(request, synthesizer, principal.account_id, self.voices)

    def _cache_key(self, resolved: ResolvedRequest, synthesizer: "Synthesizer") -> str | None:
        """Returns a digest of everything that shapes the audio."""
        voice = resolved.voice
        digest = self._voice_digests.get(voice.content_id)
        if digest is None:
            digest = self._voice_digests[voice.content_id] = voice.digest
        facts = (NATIVE_MODEL, synthesizer.version, digest, resolved.speed, resolved.text)
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    def _open_synthesizer(self) -> "Synthesizer":
        from phemius_core.synthesis import open_synthesizer

        return self._given or open_synthesizer(self.settings)

    async def _load_and_work(self) -> None:
        """Loads the model, then works on jobs until the server stops."""
        synthesizer = await self._loader.load()
        if synthesizer is None or self.settings.jobs != "embedded":
            return
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(
                run_embedded_worker,
                self.jobs,
                self.job_submitter.submitted,
                lambda: self._services.open_worker(synthesizer),
            )
            await self.stopping.wait()
            tasks.cancel_scope.cancel()


def _bearer(authorization: str | None) -> str:
    """Returns the API key in an `Authorization` header."""
    scheme, _, key = (authorization or "").strip().partition(" ")
    if not authorization:
        raise AuthenticationFailed(
            "the API key is missing: send it as 'Authorization: Bearer sk_test_…'"
        )
    if scheme.lower() != "bearer" or not key.strip():
        raise AuthenticationFailed(
            "the Authorization header is not a bearer token: send 'Authorization: Bearer sk_test_…'"
        )
    return key.strip()
