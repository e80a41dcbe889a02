"""Faults under load, one after another: what clients see, what is charged, when it is over."""

import asyncio
import itertools
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import httpx2

from tests.drill.books import Books, close_books
from tests.drill.clients import Client, Outcome, Speaker, summary
from tests.drill.processes import Deployment

__all__ = ["FAULTS", "Fault", "Finding", "bulk_job", "run_faults"]

_BEFORE_S: Final = 4
_AFTER_S: Final = 6
_RECOVERY_TIMEOUT_S: Final = 90


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that happens to a deployment, for a time."""

    name: str
    begin: Callable[[Deployment], None]
    end: Callable[[Deployment], None] = lambda _: None
    lasts_s: float = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a fault."""

    fault: str
    seen: str
    books: Books
    recovery_s: dict[str, float]
    """Seconds from the end of the fault to the first request of each server that began after it
    and was whole."""
    gap_s: dict[str, float]
    """Longest time without a whole request, of each server."""


def _kill(name: str) -> Callable[[Deployment], None]:
    return lambda deployment: deployment.processes[name].signal(signal.SIGKILL)


def _terminate(name: str) -> Callable[[Deployment], None]:
    return lambda deployment: deployment.processes[name].signal(signal.SIGTERM)


def _kill_gunicorn_worker(deployment: Deployment) -> None:
    for pid in deployment.processes["flask"].children():
        os.kill(pid, signal.SIGKILL)


FAULTS: Final = (
    Fault("nothing", lambda _: None, lasts_s=5),
    Fault("kill -9 FastAPI server", _kill("fastapi")),
    Fault("kill -9 gunicorn worker", _kill_gunicorn_worker),
    Fault("kill -9 gunicorn master", _kill("flask")),
    Fault("SIGTERM FastAPI server", _terminate("fastapi")),
    Fault("SIGTERM Flask server", _terminate("flask")),
    Fault("kill -9 job worker", _kill("worker")),
    Fault("Redis stopped 15 s", lambda d: d.redis.stop(), lambda d: d.redis.start(), lasts_s=15),
    Fault(
        "PostgreSQL crashed, 15 s",
        lambda d: d.postgres.stop(immediately=True),
        lambda d: d.postgres.start(),
        lasts_s=15,
    ),
    Fault(
        "PostgreSQL read-only 20 s",
        lambda d: d.postgres.set_read_only(read_only=True),
        lambda d: d.postgres.set_read_only(read_only=False),
        lasts_s=20,
    ),
)


def run_faults(
    deployment: Deployment,
    keys: Sequence[str],
    *,
    faults: Sequence[Fault],
    scale: float = 1,
    report: Callable[[Finding], None] = lambda _: None,
) -> list[Finding]:
    """Lets every fault happen while clients speak.

    Args:
        deployment: Servers of both adapters and a worker, running.
        keys: API keys of the clients, which take turns in server, transport and length of text.
        faults: What happens, one after another.
        scale: Factor of the time that faults last.
        report: Called with each finding.
    """
    return asyncio.run(_run(deployment, keys, faults, scale, report))


async def _run(
    deployment: Deployment,
    keys: Sequence[str],
    faults: Sequence[Fault],
    scale: float,
    report: Callable[[Finding], None],
) -> list[Finding]:
    findings = []
    for number, fault in enumerate(faults):
        speakers = [Speaker(f"f{number}-{name}", deployment.url(name)) for name in deployment.ports]
        stopped = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            for index, key in enumerate(keys):
                client = Client(
                    speakers[index % len(speakers)],
                    key,
                    transport="http" if index // 2 % 2 else "ws",
                    chars=310 if index // 4 % 2 else 62,
                    pause_s=0.7,
                    seed=1000 * number + index,
                )
                tasks.create_task(client.run(stopped))
            await asyncio.sleep(_BEFORE_S * scale)
            began_at = time.monotonic()
            await asyncio.to_thread(fault.begin, deployment)
            await asyncio.sleep(fault.lasts_s * scale)
            await asyncio.to_thread(fault.end, deployment)
            over_at = time.monotonic()
            deadline = over_at + _RECOVERY_TIMEOUT_S
            while time.monotonic() < deadline and not all(
                _first_whole(speaker.outcomes, over_at) for speaker in speakers
            ):
                await asyncio.sleep(0.1)
            await asyncio.sleep(_AFTER_S * scale)
            stopped.set()
        await asyncio.to_thread(_wait_settled, deployment, speakers)
        outcomes = [outcome for speaker in speakers for outcome in speaker.outcomes]
        during = [outcome for outcome in outcomes if outcome.ended_at >= began_at]
        finding = Finding(
            fault.name,
            summary(during),
            await asyncio.to_thread(close_books, deployment, outcomes, keys[0]),
            {speaker.name: _recovery_s(speaker.outcomes, over_at) for speaker in speakers},
            {speaker.name: _longest_gap_s(speaker.outcomes) for speaker in speakers},
        )
        findings.append(finding)
        report(finding)
    return findings


def _first_whole(outcomes: Sequence[Outcome], since: float) -> Outcome | None:
    whole = [o for o in outcomes if o.result == "whole" and o.sent_at >= since]
    return min(whole, key=lambda outcome: outcome.ended_at, default=None)


def _recovery_s(outcomes: Sequence[Outcome], over_at: float) -> float:
    first = _first_whole(outcomes, over_at)
    return float("inf") if first is None else round(first.ended_at - over_at, 1)


def _longest_gap_s(outcomes: Sequence[Outcome]) -> float:
    ends = sorted(outcome.ended_at for outcome in outcomes if outcome.result == "whole")
    return round(max((b - a for a, b in itertools.pairwise(ends)), default=0.0), 1)


def _wait_settled(deployment: Deployment, speakers: Sequence[Speaker]) -> None:
    """Waits until every server answers and nothing of these requests is held any more."""
    for name in deployment.ports:
        deployment.wait_ready(name)
    prefixes = tuple(f"{speaker.name}-" for speaker in speakers)
    query = "SELECT request_id FROM reservations WHERE state = 'held'"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and any(
        str(request_id).startswith(prefixes) for (request_id,) in deployment.query(query)
    ):
        time.sleep(0.25)


def bulk_job(deployment: Deployment, key: str, items: int) -> str:
    """Creates a bulk job; returns its id."""
    texts = [{"text": f"This is the bulk item number {number}."} for number in range(items)]
    reply = httpx2.post(
        f"{deployment.url('fastapi')}/v1/jobs",
        json={"type": "bulk_synthesis", "items": texts, "format": "ogg"},
        headers={"Authorization": f"Bearer {key}"},
        timeout=30,
    )
    reply.raise_for_status()
    return str(reply.json()["id"])
