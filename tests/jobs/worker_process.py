"""What the worker processes of the tests do. Each has a database connection of its own."""

import os
import random
from dataclasses import replace

import anyio

from phemius_core.accounts import CustomVoices, NewPack
from phemius_core.billing import Billing
from phemius_core.files import open_file_storage
from phemius_core.jobs import (
    ItemResult,
    JobFile,
    JobFiles,
    JobQueue,
    JobStore,
    Worker,
    dispatcher_for,
)
from phemius_core.limits import MemoryRateLimiter
from phemius_core.store import Store

LEASE_S = 1.5


def work_until_killed(url, files, log, ready, pace_s):
    """Works until it is killed; notes each item before it does it."""

    async def work(task, report):
        with log.open("a") as notes:
            notes.write(f"{os.getpid()} {task.job_id} {task.position}\n")
        for step in range(1, 4):
            await anyio.sleep(random.random() * pace_s)
            report(step / 3)
        return ItemResult(JobFile("audio/wav", task.request["text"].encode()), audio_ms=10)

    async def main():
        async with Store(url) as store:
            billing = Billing(store, MemoryRateLimiter())
            job_files = JobFiles(store, open_file_storage(files))
            jobs = JobStore(store, billing.ledger, job_files)
            voices = CustomVoices(store)

            async def clone(task, report):
                outcome = await work(task, report)
                recording = await jobs.input(task.job_id, task.position)
                pack = NewPack(recording.data, "a", {"job": task.job_id})
                voice = task.request["voice_id"]
                return replace(
                    outcome,
                    result={"voice_id": voice},
                    in_transaction=lambda tx: voices.write_pack(tx, task.account_id, voice, pack),
                )

            worker = Worker(
                JobQueue(store, billing.ledger, job_files, lease_s=LEASE_S),
                dispatcher_for(store),
                {"bulk_synthesis": work, "voice_cloning": clone},
                dedicated_types={"voice_cloning"},
            )
            ready.set()
            await worker.run()

    anyio.run(main)
