"""What the worker processes of the tests do. Each has a database connection of its own."""

import os
import random

import anyio

from phemius_core.jobs import File, JobQueue, Jobs, Outcome, Worker, dispatcher_for
from phemius_core.policy import MemoryRateLimiter, Policy
from phemius_core.store import Store

LEASE_S = 1.5


def labour(url, log, ready, pace_s):
    """Works until it is killed; notes each item before it does it."""

    async def work(task, report):
        with log.open("a") as notes:
            notes.write(f"{os.getpid()} {task.job_id} {task.position}\n")
        for step in range(1, 4):
            await anyio.sleep(random.random() * pace_s)
            report(step / 3)
        return Outcome(File("audio/wav", task.request["text"].encode()), audio_ms=10)

    async def main():
        async with Store(url) as store:
            policy = Policy(store, MemoryRateLimiter())
            worker = Worker(
                JobQueue(store, policy.charges, lease_s=LEASE_S),
                Jobs(store, policy.charges),
                dispatcher_for(store),
                {"bulk_synthesis": work},
            )
            ready.set()
            await worker.run()

    anyio.run(main)
