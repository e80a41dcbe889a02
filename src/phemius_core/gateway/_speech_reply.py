"""Audio on its way to a caller, and the account of what was delivered."""

import logging
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Final

import anyio
import anyio.to_thread

from phemius_core.audio import AUDIO_FORMATS, AudioFormat, create_encoder
from phemius_core.billing import Admission
from phemius_core.engine import SAMPLE_RATE
from phemius_core.errors import Overloaded, SynthesisFailed
from phemius_core.gateway._metrics import Meter
from phemius_core.gateway._shared_synthesis import AudioPart, Subscriber
from phemius_core.wire import CHARS_BILLED, StreamSummary

__all__ = ["SpeechReply"]

logger = logging.getLogger(__name__)

_FRAME_BYTES: Final = 32 << 10
_BODY_FRAME_BYTES: Final = 128 << 10
"""Each frame costs some work, and so much may be lost with whoever leaves: 2.7 s of PCM."""
_CLOSE_TIMEOUT_S: Final = 30


class SpeechReply:
    """Audio on its way to a caller, and the account of what was delivered.

    Iterate `body`, or ask for the `next` part until there is none, then `aclose`. What was not
    delivered is not charged.
    """

    def __init__(
        self,
        admission: Admission,
        subscriber: Subscriber,
        chars: int,
        audio_format: AudioFormat,
        meter: Meter,
    ) -> None:
        self._admission = admission
        self._subscriber = subscriber
        self._chars = chars
        self._format = audio_format
        self._meter = meter
        self._started = time.monotonic()
        self._ttfb_ms = 0
        self._first: AudioPart | None = None
        self._taking: AudioPart | None = None
        self._delivered = 0
        self._samples = 0
        self._closed = False
        self._on_closed: Callable[[SpeechReply], None] | None = None

    def when_closed(self, call: Callable[["SpeechReply"], None]) -> None:
        """Called once the account is settled."""
        self._on_closed = call

    @property
    def media_type(self) -> str:
        return AUDIO_FORMATS[self._format].media_type

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
            cached=self._subscriber.cached,
        )

    @property
    def is_buffered(self) -> bool:
        """Whether all of it has been made."""
        return self._subscriber.cached

    async def grow(self, chars: int) -> None:
        """Reserves more characters, for text that comes in pieces.

        Raises:
            QuotaExceeded: The month's characters do not suffice.
        """
        if not self._chars:
            self._started = time.monotonic()
        await self._admission.grow(chars)
        self._chars += chars

    async def begin(self) -> None:
        """Waits for the first audio."""
        self._first = await self._subscriber.next()
        self._ttfb_ms = round(1000 * (time.monotonic() - self._started))
        if self._first is None:
            raise SynthesisFailed("the model gave no audio: try again")
        self._meter.first_audio(self._ttfb_ms / 1000, cached=self._subscriber.cached)

    async def next(self) -> AudioPart | None:
        """The next part, as PCM; None after the last. Who asks has taken the one before.

        Raises:
            SynthesisFailed: The model failed on the way.
        """
        if self._taking is not None:
            self._samples += len(self._taking.pcm) // 2
            self._delivered = self._taking.chars
        self._taking, self._first = self._first, None
        if self._taking is None:
            self._taking = await self._subscriber.next()
        return self._taking

    async def body(self) -> AsyncGenerator[bytes]:
        """The audio in the container asked for, in frames of at most 128 KiB.

        Raises:
            SynthesisFailed: The model failed on the way: cut the transfer short.
        """
        encode = create_encoder(self._format)
        while (part := await self.next()) is not None:
            data = part.pcm
            if self._format != "pcm":
                data = await anyio.to_thread.run_sync(encode.feed, data)
            for frame in frames(data, _BODY_FRAME_BYTES):
                yield frame
        if self._format != "pcm" and (rest := encode.finish()):
            yield rest
        self.deliver_all()
        # Before the transfer ends, so that whoever has slowest all finds it on the account.
        try:
            await self.aclose()
        except Overloaded as error:
            logger.error("a delivered speech is not charged: %s", error)  # noqa: TRY400

    def deliver_all(self) -> None:
        """The caller has taken everything to the end."""
        self._delivered = self._chars

    async def aclose(self) -> None:
        """Stops what is still being made, charges what was delivered, gives back the rest."""
        if self._closed:
            return
        self._closed = True
        try:
            await self._settle()
        finally:
            if self._on_closed is not None:
                self._on_closed(self)

    async def _settle(self) -> None:
        with anyio.move_on_after(_CLOSE_TIMEOUT_S, shield=True) as scope:
            try:
                await self._subscriber.aclose()
            finally:
                if self._delivered:
                    billed = await self._admission.settle(
                        chars=self._delivered,
                        cached=self._subscriber.cached,
                        audio_ms=1000 * self._samples // SAMPLE_RATE,
                    )
                    whole = self._delivered == self._chars
                    audio_s = self._samples / SAMPLE_RATE
                    self._meter.settled(whole=whole, chars=billed, audio_s=audio_s)
                else:
                    await self._admission.release()
        if scope.cancelled_caught:
            logger.error("settling took over %d s: what is held lapses", _CLOSE_TIMEOUT_S)


def frames(data: bytes, size: int = _FRAME_BYTES) -> list[bytes]:
    """Cuts bytes into frames of at most that size, 32 KiB if none is given, at samples."""
    return [data[start : start + size] for start in range(0, len(data), size)]
