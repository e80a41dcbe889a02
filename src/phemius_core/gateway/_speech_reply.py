"""The audio of an admitted request, and the settlement of what was delivered."""

import logging
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Final

import anyio
import anyio.to_thread

from phemius_core.audio import AUDIO_FORMATS, AudioFormat, create_encoder
from phemius_core.billing import Admission
from phemius_core.dimensions import SAMPLE_RATE
from phemius_core.errors import Overloaded, PhemiusError, SynthesisFailed
from phemius_core.gateway._metrics import Meter
from phemius_core.gateway._shared_synthesis import AudioPart, Subscriber
from phemius_core.wire import CHARS_BILLED, StreamSummary

__all__ = ["SpeechReply", "frames"]

logger = logging.getLogger(__name__)

_FRAME_BYTES: Final = 32 << 10
_BODY_FRAME_BYTES: Final = 128 << 10
"""Each frame costs some work, and one that is on its way when the client leaves is lost: 2.7 s."""


class SpeechReply:
    """The audio of an admitted request, and the settlement of what was delivered.

    Iterate over `body`, or call `next` until it returns None and then `aclose`. What was not
    delivered is not charged. Once the reply has been ended by the server, both raise the reason.

    Args:
        admission: The admitted request; settled or released by `aclose`.
        subscriber: Source of the audio.
        chars: Characters of the text.
        audio_format: Container of `body`.
        meter: Metrics of the endpoint.
        overdue: Returns why the request must end now; None if it may go on.
    """

    def __init__(
        self,
        admission: Admission,
        subscriber: Subscriber,
        chars: int,
        audio_format: AudioFormat,
        meter: Meter,
        overdue: Callable[[Admission], PhemiusError | None],
    ) -> None:
        self.admission = admission
        """The admitted request."""
        self._subscriber = subscriber
        self._chars = chars
        self._format = audio_format
        self._meter = meter
        self._overdue = overdue
        self._started_at = time.monotonic()
        self._ttfb_ms = 0
        self._first: AudioPart | None = None
        self._in_delivery: AudioPart | None = None
        self._delivered_chars = 0
        self._delivered_samples = 0
        self._closed = False
        self._ended_by: PhemiusError | None = None
        self._receiving: anyio.CancelScope | None = None
        self._when_closed: list[Callable[[SpeechReply], None]] = []

    def when_closed(self, callback: Callable[["SpeechReply"], None]) -> None:
        """Adds a callback that is called once the request is settled."""
        self._when_closed.append(callback)

    @property
    def media_type(self) -> str:
        """Media type of `body`."""
        return AUDIO_FORMATS[self._format].media_type

    @property
    def headers(self) -> Mapping[str, str]:
        """Response headers: the characters billed if all is delivered, and the rate limits."""
        billed = max(0, self._chars - self.admission.prior_chars)
        return {CHARS_BILLED: str(billed), **self.admission.headers}

    @property
    def summary(self) -> StreamSummary:
        """What was charged; final once the reply is closed."""
        billed = self.admission.billed_chars
        return StreamSummary(
            chars_billed=self._delivered_chars if billed is None else billed,
            ttfb_ms=self._ttfb_ms,
            cached=self._subscriber.cached,
        )

    @property
    def is_buffered(self) -> bool:
        """Whether all of the audio was there when it was requested."""
        return self._subscriber.cached

    async def grow(self, chars: int) -> None:
        """Reserves the characters of another piece of text.

        Raises:
            QuotaExceeded: The month's characters do not suffice.
        """
        if not self._chars:
            self._started_at = time.monotonic()
        await self.admission.extend(chars)
        self._chars += chars

    async def begin(self) -> None:
        """Waits for the first audio.

        Raises:
            SynthesisFailed: The model failed, or gave no audio.
            Overloaded: The reply was ended, or the server is stopping.
        """
        self._first = await self._receive()
        self._ttfb_ms = round(1000 * (time.monotonic() - self._started_at))
        if self._first is None:
            raise SynthesisFailed("the model gave no audio: try again")
        self._meter.first_audio(self._ttfb_ms / 1000, cached=self._subscriber.cached)

    async def next(self) -> AudioPart | None:
        """Returns the next part as PCM; None after the last.

        Calling it says that the part before has been delivered.

        Raises:
            SynthesisFailed: The model failed.
            Overloaded: The reply was ended, or the server is stopping.
        """
        if self._in_delivery is not None and not self._closed:
            self._delivered_samples += len(self._in_delivery.pcm) // 2
            if self._in_delivery.chars != self._delivered_chars:
                self._delivered_chars = self._in_delivery.chars
                self.admission.record_delivery(
                    chars=self._delivered_chars,
                    cached=self._subscriber.cached,
                    audio_ms=self._audio_ms,
                )
        self._in_delivery = None
        self._raise_if_ended()
        self._in_delivery, self._first = self._first, None
        if self._in_delivery is None:
            self._in_delivery = await self._receive()
        return self._in_delivery

    def end(self, error: PhemiusError) -> None:
        """Ends the reply: from now on nothing is delivered and `next` raises the error.

        What was received until then is charged when the reply is closed. A reply that is being
        closed is left alone.
        """
        if self._ended_by is None and not self._closed:
            logger.warning("a reply is cut short: %s", error)
            self._ended_by = error
            if self._receiving is not None:
                self._receiving.cancel()

    async def body(self) -> AsyncGenerator[bytes]:
        """Yields the audio in its container, in frames of at most 128 KiB.

        Raises:
            SynthesisFailed: The model failed: the transfer must be cut short.
            Overloaded: The reply was ended, or the server is stopping: likewise.
        """
        encode = create_encoder(self._format)
        while (part := await self.next()) is not None:
            data = part.pcm
            if self._format != "pcm":
                data = await anyio.to_thread.run_sync(encode.feed, data)
            for frame in frames(data, _BODY_FRAME_BYTES):
                self._raise_if_ended()
                yield frame
        if self._format != "pcm" and (rest := encode.finish()):
            yield rest
        self.deliver_all()
        # Before the transfer ends, so that a client that has received all is charged by then.
        try:
            await self.aclose()
        except Overloaded as error:
            logger.error("delivered audio was not charged: %s", error)  # noqa: TRY400

    def deliver_all(self) -> None:
        """Says that the client has received everything."""
        self._delivered_chars = self._chars

    async def aclose(self) -> None:
        """Stops the synthesis, charges what was delivered and releases the rest."""
        if self._closed:
            return
        self._closed = True
        try:
            await self._settle()
        finally:
            for callback in self._when_closed:
                callback(self)

    @property
    def _audio_ms(self) -> int:
        return 1000 * self._delivered_samples // SAMPLE_RATE

    async def _receive(self) -> AudioPart | None:
        self._raise_if_ended()
        with anyio.CancelScope() as self._receiving:
            return await self._subscriber.next()
        self._raise_if_ended()
        raise AssertionError("only `end` cancels the scope")

    def _raise_if_ended(self) -> None:
        if self._ended_by is None and not self._closed:
            error = self._overdue(self.admission)
            if error is not None:
                self.end(error)
        if self._ended_by is not None:
            raise self._ended_by

    async def _settle(self) -> None:
        # How long it takes is bounded by `billing`, which writes a journal if the database hangs.
        with anyio.CancelScope(shield=True):
            try:
                await self._subscriber.aclose()
            finally:
                if self._delivered_chars:
                    billed = await self.admission.settle(
                        chars=self._delivered_chars,
                        cached=self._subscriber.cached,
                        audio_ms=self._audio_ms,
                    )
                    whole = self._delivered_chars == self._chars
                    audio_s = self._delivered_samples / SAMPLE_RATE
                    self._meter.settled(whole=whole, chars=billed, audio_s=audio_s)
                else:
                    await self.admission.release()


def frames(data: bytes, size: int = _FRAME_BYTES) -> list[bytes]:
    """Cuts PCM into frames of at most `size` bytes, an even number."""
    return [data[start : start + size] for start in range(0, len(data), size)]
