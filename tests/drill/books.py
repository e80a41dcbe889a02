"""Compares what is charged with what was delivered, request by request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx2

from tests.drill.clients import Outcome
from tests.drill.processes import Deployment

__all__ = ["Books", "close_books"]


@dataclass
class Books:
    """Sums over requests, and every request whose charge does not fit its delivery."""

    whole: int = 0
    """Requests that were delivered whole."""
    delivered_chars: int = 0
    """Characters of the requests that were delivered whole."""
    charged_chars: int = 0
    """What the ledger says of those."""
    part_requests: int = 0
    """Requests of which a part was delivered."""
    part_chars: int = 0
    """What the ledger says of those."""
    wrong: list[str] = field(default_factory=list)
    free: list[str] = field(default_factory=list)
    """Requests of which a client has heard whole segments that are not charged."""

    def __str__(self) -> str:
        text = (
            f"{self.whole} whole, {self.delivered_chars} characters, charged "
            f"{self.charged_chars}; {self.part_requests} in part, charged {self.part_chars}"
        )
        text += f"; FREE: {self.free}" if self.free else ""
        return text + (f"; WRONG: {self.wrong}" if self.wrong else "")


def close_books(deployment: Deployment, outcomes: Sequence[Outcome], key: str) -> Books:
    """Compares outcomes with the ledger.

    A request that was delivered whole must be charged its text, and told so. Of another one the
    charge must end where a segment of its text ends; every segment is charged of which the client
    knows that it has heard all and something of the next; and nothing where no audio arrived.

    Args:
        deployment: Its database holds the ledger; one of its servers explains segments.
        outcomes: The requests.
        key: An API key, for the explanations.
    """
    rows = deployment.query("SELECT request_id, chars FROM ledger")
    charged: dict[str, list[int]] = {}
    for request_id, chars in rows:
        charged.setdefault(str(request_id), []).append(int(str(chars)))
    books = Books()
    for outcome in outcomes:
        entries = charged.get(outcome.request_id, [])
        if len(entries) > 1:
            books.wrong.append(f"{outcome.request_id} is charged {len(entries)} times")
        chars = sum(entries)
        if outcome.result == "whole":
            books.whole += 1
            books.delivered_chars += len(outcome.text)
            books.charged_chars += chars
            if not chars == outcome.told == len(outcome.text):
                books.wrong.append(
                    f"{outcome.request_id} was delivered whole: {len(outcome.text)} characters, "
                    f"told {outcome.told}, charged {chars}"
                )
            continue
        if outcome.pcm_bytes:
            books.part_requests += 1
            books.part_chars += chars
        elif chars:
            books.wrong.append(f"{outcome.request_id} got no audio and is charged {chars}")
        if chars or outcome.heard_chars:
            ends = _segment_ends(deployment, outcome.text, key)
            heard = max((end for end in ends if end < outcome.heard_chars), default=0)
            if chars < heard:
                books.free.append(f"{outcome.request_id}: {heard} heard, {chars} charged")
            if chars and chars not in ends:
                books.wrong.append(f"{outcome.request_id}: {chars} is not the end of a segment")
    return books


def _segment_ends(deployment: Deployment, text: str, key: str) -> set[int]:
    reply = httpx2.post(
        f"{deployment.url(next(iter(deployment.ports)))}/v1/speech/preview",
        json={"text": text},
        headers={"Authorization": f"Bearer {key}"},
        timeout=60,
    )
    segments: Sequence[Mapping[str, int]] = reply.json()["segments"]
    return {segment["end"] for segment in segments} | {len(text)}
