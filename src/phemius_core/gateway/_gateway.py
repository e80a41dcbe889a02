"""The gateway: one object behind a server that authenticates, admits, synthesises and settles."""

import hashlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import anyio
import anyio.to_thread
from anyio.abc import TaskGroup
from cachetools import LRUCache

from phemius_core.accounts import CustomVoices, Lexicons, Principal
from phemius_core.audio import AudioFormat
from phemius_core.billing import Idempotency, Usage
from phemius_core.errors import Overloaded, PhemiusError
from phemius_core.gateway._authentication import BoundedAuthentication
from phemius_core.gateway._lifecycle import InFlight, WaitForDisconnect, run_until_disconnect
from phemius_core.gateway._metrics import GatewayState, Metrics
from phemius_core.gateway._open_replies import OpenReplies
from phemius_core.gateway._open_websockets import OpenWebSocket, OpenWebSockets
from phemius_core.gateway._resolve_request import ResolvedRequest, endpoint_of
from phemius_core.gateway._shared_synthesis import SharedSyntheses
from phemius_core.gateway._speech_reply import SpeechReply
from phemius_core.gateway._speech_slots import SpeechSlots
from phemius_core.gateway._synthesizer_loader import SynthesizerLoader
from phemius_core.gateway._usage_reports import UsageReports
from phemius_core.jobs import JobStore, JobSubmitter, run_embedded_worker
from phemius_core.limits import BoundedQueue, ByteBudget, HeldBytes
from phemius_core.services import Services, open_services
from phemius_core.settings import Settings
from phemius_core.store import Month
from phemius_core.supervisor import supervise
from phemius_core.wire import NATIVE_MODEL, OpenAISpeechRequest, SpeechRequest

if TYPE_CHECKING:
    from phemius_core.synthesis import Synthesizer
    from phemius_core.text import Explanation

__all__ = ["Gateway"]

logger = logging.getLogger(__name__)

_LOOK_INTERVAL_S: Final = 5
"""How often the threads of the engines are looked at."""


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
        self._websockets = OpenWebSockets(
            max_open=self.settings.max_sockets,
            max_per_account=self.settings.max_sockets_per_account,
            max_unauthenticated=self.settings.max_unauthenticated_sockets,
        )
        self._failed = anyio.Event()
        self._failure: str | None = None
        self._given = synthesizer
        self._entered = False
        self._stack = AsyncExitStack()
        self._services: Services
        self._tasks: TaskGroup
        self._loader = SynthesizerLoader(self._open_synthesizer)
        self._in_flight: InFlight
        self._previews: BoundedQueue
        self._usage_reports: UsageReports
        self._syntheses: SharedSyntheses
        self._authentication = BoundedAuthentication(
            max_failures=self.settings.max_failed_authentications,
            max_requests=self.settings.max_other_requests,
        )
        large = self.settings.max_bodies_bytes * 3 // 4
        ordinary = self.settings.max_bodies_bytes - large
        self._bodies = ByteBudget(ordinary, per_owner=ordinary // 4, what="request bodies")
        self._large_bodies = ByteBudget(large, per_owner=large // 4, what="uploads")
        self.body_parsers: anyio.CapacityLimiter
        """Limits the threads that parse large request bodies."""
        self._replies: OpenReplies
        self._slots = SpeechSlots(self.settings.max_speeches_per_account)
        self._voice_digests: LRUCache[str, str] = LRUCache(256)

    async def __aenter__(self) -> Self:
        if self._entered:
            raise RuntimeError(
                "this gateway is open already: give each server a gateway of its own"
            )
        self.stopping = anyio.Event()
        self._failed = anyio.Event()
        self._failure = None
        self._in_flight = InFlight()
        self._loader = SynthesizerLoader(self._open_synthesizer)
        self._previews = BoundedQueue(1, max_waiting=16, max_per_owner=4, what="previews")
        self._usage_reports = UsageReports()
        self.body_parsers = anyio.CapacityLimiter(2)
        async with AsyncExitStack() as stack:
            self._services = await stack.enter_async_context(open_services(self.settings))
            tasks = self._tasks = await stack.enter_async_context(anyio.create_task_group())
            stack.callback(tasks.cancel_scope.cancel)
            self._syntheses = SharedSyntheses(tasks, self._services.audio_cache)
            self._replies = OpenReplies(
                self._services.billing, max_reply_s=self.settings.max_speech_s
            )
            tasks.start_soon(self._watch_tasks)
            tasks.start_soon(supervise, "the watch over the engines", self._watch_engines)
            tasks.start_soon(supervise, "the renewal of reservations", self._replies.run)
            tasks.start_soon(supervise, "the work in the background", self._load_and_work)
            self._stack = stack.pop_all()
        self._entered = True
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._check_tasks()
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

    @property
    def failure(self) -> str | None:
        """Why the gateway cannot go on, or None; only a new process helps."""
        return self._failure

    @property
    def healthy(self) -> bool:
        """Whether the gateway can go on; it may be loading its model still, or again."""
        return self._failure is None

    async def wait_failed(self) -> str:
        """Returns once the gateway cannot go on, with the reason: the process should exit."""
        await self._failed.wait()
        return self._failure or ""

    @property
    def services(self) -> Services:
        """The services of this server: accounts, billing, jobs and what they stand on."""
        return self._services

    @property
    def voices(self) -> CustomVoices:
        """The custom voices of the accounts."""
        return self._services.accounts.voices

    @property
    def lexicons(self) -> Lexicons:
        """The pronunciations of the accounts."""
        return self._services.accounts.lexicons

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
        """`ready`, `loading`, `stopping` or `failed`.

        While a model that could not be loaded is tried again it is `failed`; the log says why.
        """
        if not self.healthy:
            return "failed"
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

    async def authenticate(self, authorization: str | None, *, address: str = "") -> Principal:
        """Returns the principal of an `Authorization` header, and counts the request.

        Args:
            authorization: Value of the header.
            address: Address of the client, as `http.client_address` returns it; its failures are
                not counted if it is empty.

        Raises:
            AuthenticationFailed: There is no header, it is no bearer token, or its API key is
                unknown, expired or revoked.
            RateLimited: Too many authentications from this address have failed, or the key has
                sent too many requests of any kind.
        """
        accounts = self._services.accounts
        return await self._authentication.authenticate(
            accounts, accounts.authenticate, authorization, address
        )

    async def authenticate_cached(
        self, authorization: str | None, *, address: str = ""
    ) -> Principal:
        """`authenticate` for a request that goes on to `speak`, whose admission checks the key.

        Args:
            authorization: As for `authenticate`.
            address: As for `authenticate`.

        Raises:
            AuthenticationFailed: As `authenticate`.
            RateLimited: As `authenticate`.
        """
        accounts = self._services.accounts
        return await self._authentication.authenticate(
            accounts, accounts.authenticate_cached, authorization, address
        )

    def hold_body(self, principal: Principal | None, *, large: bool) -> HeldBytes:
        """Begins to count the bytes of a request body; close the result when it is dropped.

        Large bodies have three quarters of `max_bodies_bytes` and ordinary ones the rest, so that
        uploads do not keep speech from being asked for. An account has a quarter of each.

        Args:
            principal: Who sends the body.
            large: Whether it counts with the large ones.
        """
        budget = self._large_bodies if large else self._bodies
        return budget.hold("" if principal is None else principal.account_id)

    async def reauthenticate(self, principal: Principal) -> Principal:
        """Returns the principal as the database knows it now, or knew it within the last 10 s.

        Args:
            principal: Principal of a key that was authenticated before.

        Raises:
            AuthenticationFailed: The key has been revoked or has expired.
        """
        return await self._services.accounts.reauthenticate(principal)

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
            ConcurrencyExceeded: Too many speech requests of the account are in flight.
            SynthesisFailed: The model failed before the first audio; nothing is charged.
            Overloaded: The server is full, or the model is still loading.
            ClientDisconnected: The client disconnected before the first audio.
        """
        meter = self.metrics.of(endpoint_of(request))
        with meter.refusals(), ExitStack() as slot:
            slot.callback(self._slots.take(principal.account_id))
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
                    else self._cache_key(resolved, synthesizer, principal.account_id),
                    lambda: resolved.stream(synthesizer, principal.account_id, incoming),
                    text=resolved.text,
                    owner=principal.account_id,
                )
            except BaseException:
                await admission.release()
                raise
            reply = SpeechReply(
                admission,
                subscriber,
                len(resolved.text),
                audio_format,
                meter,
                overdue=self._replies.overdue,
            )
            self._in_flight.add(reply)
            reply.when_closed(self._in_flight.discard)
            self._replies.add(reply)
            give_back = slot.pop_all().close
            reply.when_closed(lambda _reply: give_back())
            if incoming is not None:
                return reply
            try:
                await run_until_disconnect(
                    reply.begin, None if subscriber.cached else wait_for_disconnect
                )
            except BaseException as error:
                await reply.aclose()
                if isinstance(error, PhemiusError):
                    error.headers = {**admission.headers, **error.headers}
                raise
            return reply

    @property
    def websockets(self) -> int:
        """Number of open WebSockets."""
        return len(self._websockets)

    @contextmanager
    def open_websocket(
        self, address: str, *, is_idle: Callable[[], bool], evict: Callable[[], None]
    ) -> Iterator[OpenWebSocket]:
        """Gives a WebSocket its place among those that are open, while the context lasts.

        Args:
            address: Network address of the client; empty if it is not known.
            is_idle: Says whether the WebSocket could be closed without a loss.
            evict: Asks it to close, to make room for another one.

        Raises:
            Overloaded: As many are open as may be and none is idle, or the address has too many
                that are not authenticated.
        """
        place = self._websockets.open(address, is_idle=is_idle, evict=evict)
        self._in_flight.add(place)
        try:
            yield place
        finally:
            place.close()
            self._in_flight.discard(place)

    async def preview(self, principal: Principal, request: SpeechRequest) -> "Explanation":
        """Explains how a text would be spoken. Makes no audio and costs nothing.

        Raises:
            InvalidRequest: The voice is unknown, or there is nothing to speak.
            NotFound: The account has no such custom voice.
            ConcurrencyExceeded: Too many previews of the account are waiting.
            Overloaded: The model is still loading, or too many previews of all are waiting.
        """
        synthesizer = await self._ready_synthesizer()
        resolved = await self._resolve(principal, request, synthesizer)

        def explain() -> "Explanation":
            return synthesizer.explain(
                resolved.text,
                voice=resolved.voice,
                text_format=resolved.text_format,
                lexicon=resolved.lexicon,
            )

        async with self._previews.slot(principal.account_id):
            return await anyio.to_thread.run_sync(explain)

    async def usage(self, principal: Principal, month: str | None = None) -> Usage:
        """Returns what the principal's account used in a month, and what it costs.

        Args:
            principal: Who asks.
            month: A UTC month such as `2026-11`; the current one by default.

        Raises:
            InvalidRequest: `month` is not a month.
            ConcurrencyExceeded: Too many reports of the account are waiting.
            Overloaded: Too many reports of all accounts are waiting.
        """
        return await self._usage_reports.read(
            self._services.billing,
            principal.account_id,
            None if month is None else Month.parse(month),
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
        accounts = self._services.accounts
        return await ResolvedRequest.of(request, synthesizer, principal, accounts)

    def _cache_key(
        self, resolved: ResolvedRequest, synthesizer: "Synthesizer", account_id: str
    ) -> str:
        """Returns a digest of everything that shapes the audio, and of who may have it."""
        voice = resolved.voice
        digest = self._voice_digests.get(voice.content_id)
        if digest is None:
            digest = self._voice_digests[voice.content_id] = voice.digest
        # The markup of SSML is part of the text; the voices that it names are stock voices.
        facts = [NATIVE_MODEL, synthesizer.cache_version, digest, resolved.speed, resolved.text]
        if resolved.text_format is not None:
            facts.append(resolved.text_format)
        if len(resolved.lexicon):
            facts.append(resolved.lexicon.digest)
        if self.settings.cache_scope == "account":
            facts.append(account_id)
        return hashlib.sha256(repr(tuple(facts)).encode()).hexdigest()

    def _open_synthesizer(self) -> "Synthesizer":
        from phemius_core.synthesis import open_synthesizer

        synthesizer = self._given or open_synthesizer(self.settings)
        try:
            synthesizer.warm()
        except BaseException:
            if self._given is None:
                synthesizer.close()
            raise
        return synthesizer

    async def _load_and_work(self) -> None:
        """Loads the model, then works on jobs until the server stops."""
        synthesizer = self._loader.synthesizer or await self._loader.load()
        self._services.erasures.on_erasure(synthesizer.clear_cache)
        if self.settings.jobs != "embedded":
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

    async def _watch_tasks(self) -> None:
        """Lasts as long as the background tasks."""
        try:
            await anyio.sleep_forever()
        finally:
            self._check_tasks()

    def _check_tasks(self) -> None:
        if self._tasks.cancel_scope.cancel_called and not self.stopping.is_set():
            self._fail("its background tasks have ended: see the server's log")

    async def _watch_engines(self) -> None:
        while True:
            await anyio.sleep(_LOOK_INTERVAL_S)
            synthesizer = self._loader.synthesizer
            if synthesizer is not None and not synthesizer.scheduler.revive():
                self._fail("the threads of its engines have ended and cannot be replaced")

    def _fail(self, reason: str) -> None:
        if self._failure is None:
            self._failure = reason
            logger.critical("this server cannot go on: %s", reason)
            self._failed.set()
