"""Clients of a drill: speech requests over HTTP and WebSocket, and what came of each."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import httpx2
import websockets

__all__ = ["Client", "Outcome", "Speaker", "summary", "text_of"]

_TIMEOUT_S = 90
_RETRY_S = 0.3
_WORDS = (
    *("river", "garden", "window", "morning", "letter", "copper", "island", "market", "engine"),
    *("shadow", "winter", "silver", "mountain", "station", "harbour", "velvet", "thunder"),
    *("orchard", "lantern", "meadow", "bridge", "candle", "forest"),
)

Transport = Literal["http", "ws"]


def text_of(chance: random.Random, chars: int) -> str:
    """A text of sentences that no cache has seen, of about so many characters."""
    sentences: list[str] = []
    while sum(map(len, sentences)) + len(sentences) < chars:
        words = [chance.choice(_WORDS) for _ in range(chance.randint(5, 11))]
        sentences.append(f"The {' '.join(words)}.")
    return " ".join(sentences)


@dataclass
class Outcome:
    """One request and what its client saw of it."""

    request_id: str
    server: str
    transport: Transport
    text: str
    sent_at: float
    """Seconds on the monotonic clock, as all times here."""
    result: Literal["whole", "cancelled", "left", "cut", "refused", "unreachable"] = "unreachable"
    detail: str = ""
    """Status, close code or kind of exception."""
    told: int | None = None
    """Characters that the reply said are charged, where it was whole."""
    pcm_bytes: int = 0
    words: list[tuple[int, int]] = field(default_factory=list)
    """Offset in the text and milliseconds of audio at the end of each word, where it was told."""
    first_audio_s: float | None = None
    ended_at: float = 0.0

    @property
    def seen(self) -> str:
        return f"{self.transport} {self.result}{f' {self.detail}' if self.detail else ''}"

    @property
    def heard_chars(self) -> int:
        """Offset of the end of the last word whose audio has arrived."""
        heard_ms = self.pcm_bytes // 48
        return max((end for end, end_ms in self.words if end_ms <= heard_ms), default=0)

    def hear(self, pcm: bytes) -> None:
        if self.first_audio_s is None and pcm:
            self.first_audio_s = time.monotonic() - self.sent_at
        self.pcm_bytes += len(pcm)


@dataclass
class Speaker:
    """Makes single requests of one server.

    Args:
        name: Name of the server, for the outcomes.
        url: Base URL.
    """

    name: str
    url: str
    outcomes: list[Outcome] = field(default_factory=list)

    async def http(
        self, http: httpx2.AsyncClient, key: str, text: str, *, leave_after_s: float | None = None
    ) -> Outcome:
        """Speaks a text over HTTP; the client leaves in mid-reply if it is told to."""
        outcome = self._new("http", text)
        headers = {"Authorization": f"Bearer {key}", "X-Request-Id": outcome.request_id}
        try:
            async with http.stream(
                "POST", f"{self.url}/v1/speech", json={"text": text}, headers=headers
            ) as reply:
                if reply.status_code != 200:
                    await reply.aread()
                    outcome.result, outcome.detail = "refused", str(reply.status_code)
                    if reply.status_code == 503 and not reply.headers.get("retry-after"):
                        outcome.detail += " without Retry-After"
                    return outcome
                outcome.result = "cut"
                async for part in reply.aiter_bytes():
                    outcome.hear(part)
                    if leave_after_s is not None and _since(outcome) > leave_after_s:
                        outcome.result = "left"
                        return outcome
                outcome.result = "whole"
                outcome.told = int(reply.headers["x-chars-billed"])
        except (httpx2.HTTPError, OSError) as error:
            outcome.detail = type(error).__name__
        finally:
            outcome.ended_at = time.monotonic()
        return outcome

    async def websocket(
        self,
        key: str,
        text: str,
        *,
        leave_after_s: float | None = None,
        cancel_after_s: float | None = None,
    ) -> Outcome:
        """Speaks a text over a WebSocket of its own; the client may leave, or cancel."""
        outcome = self._new("ws", text)
        try:
            await asyncio.wait_for(
                self._websocket(outcome, key, leave_after_s, cancel_after_s), _TIMEOUT_S
            )
        except websockets.ConnectionClosed as error:
            outcome.result = "cut" if outcome.pcm_bytes else "refused"
            outcome.detail += f" {error.rcvd.code if error.rcvd else 1006}"
        except (websockets.WebSocketException, TimeoutError, OSError) as error:
            outcome.detail = type(error).__name__
        finally:
            outcome.detail = outcome.detail.strip()
            outcome.ended_at = time.monotonic()
        return outcome

    async def _websocket(
        self,
        outcome: Outcome,
        key: str,
        leave_after_s: float | None,
        cancel_after_s: float | None,
    ) -> None:
        url = f"{self.url.replace('http', 'ws', 1)}/v1/speech/stream"
        headers = {"X-Request-Id": outcome.request_id.removesuffix("-1")}
        async with websockets.connect(
            url, max_size=None, additional_headers=headers, open_timeout=30, close_timeout=5
        ) as socket:
            await socket.send(json.dumps({"api_key": key}))
            await socket.send(json.dumps({"text": outcome.text, "timestamps": True}))
            cancelled = False
            async for frame in socket:
                if isinstance(frame, bytes):
                    outcome.hear(frame)
                    if leave_after_s is not None and _since(outcome) > leave_after_s:
                        outcome.result = "left"
                        socket.transport.abort()
                        return
                    if (
                        cancel_after_s is not None
                        and not cancelled
                        and _since(outcome) > cancel_after_s
                    ):
                        cancelled = True
                        await socket.send(json.dumps({"type": "cancel"}))
                    continue
                message = json.loads(frame)
                if message.get("type") == "words":
                    outcome.words += [(word["end"], word["end_ms"]) for word in message["words"]]
                    continue
                if message.get("done"):
                    outcome.told = message["chars_billed"]
                    outcome.result = "cancelled" if message.get("cancelled") else "whole"
                    return
                outcome.detail = str(message.get("code", message))
                if message.get("code") == 5000 and not message.get("retry_after"):
                    outcome.detail += " without retry_after"
            # The server has closed it with 1000 and without `done`.
            outcome.result = "cut" if outcome.pcm_bytes else "refused"
            outcome.detail += " 1000"

    def _new(self, transport: Transport, text: str) -> Outcome:
        number = len(self.outcomes)
        suffix = "-1" if transport == "ws" else ""
        outcome = Outcome(f"{self.name}-{number}{suffix}", self.name, transport, text, _now())
        self.outcomes.append(outcome)
        return outcome


@dataclass
class Client:
    """Speaks one text after another, each of them new, until it is told to stop.

    Args:
        speaker: Makes its requests.
        key: Its API key.
        transport: How it speaks.
        chars: Characters of each text, about.
        pause_s: Seconds between a whole request and the next one.
        seed: Of its texts.
    """

    speaker: Speaker
    key: str
    transport: Transport
    chars: int
    pause_s: float
    seed: int

    async def run(self, stopped: asyncio.Event) -> None:
        chance = random.Random(self.seed)
        limits = httpx2.Limits(max_connections=4)
        async with httpx2.AsyncClient(timeout=_TIMEOUT_S, limits=limits) as http:
            while not stopped.is_set():
                text = text_of(chance, self.chars)
                if self.transport == "http":
                    outcome = await self.speaker.http(http, self.key, text)
                else:
                    outcome = await self.speaker.websocket(self.key, text)
                await asyncio.sleep(self.pause_s if outcome.result == "whole" else _RETRY_S)


def summary(outcomes: Iterable[Outcome]) -> str:
    """What clients saw, with counts, the most frequent first."""
    counts = Counter(outcome.seen for outcome in outcomes)
    return ", ".join(f"{number} {seen}" for seen, number in counts.most_common())


def _now() -> float:
    return time.monotonic()


def _since(outcome: Outcome) -> float:
    return time.monotonic() - outcome.sent_at
