"""Server processes of the tests, which share a database and a Redis."""

import os
import random
import time
from dataclasses import dataclass

import anyio
from billed_account import PEPPER

from phemius_core.accounts import Accounts
from phemius_core.billing import Billing
from phemius_core.errors import QuotaExceeded, RateLimited
from phemius_core.limits import MemoryRateLimiter, RedisRateLimiter
from phemius_core.store import Store

SEGMENT_CHARS = 20


@dataclass
class Outcome:
    charged: int
    admitted: int
    refused: int


def admit_one_request_per_key(url, keys, chars, barrier, outcomes):
    """Admit and settle one request of each key, all at once; put an `Outcome`."""

    async def main():
        outcome = Outcome(0, 0, 0)
        async with Store(url) as store:
            accounts, billing = Accounts(store, PEPPER), Billing(store, MemoryRateLimiter())

            async def speak(key):
                principal = await accounts.authenticate(key)
                try:
                    admission = await billing.admit(
                        principal, endpoint="/v1/speech", chars=chars, request_id="r"
                    )
                except QuotaExceeded:
                    outcome.refused += 1
                    return
                async with admission:
                    await anyio.sleep(random.random() / 20)
                    billed = await admission.settle(chars=chars)
                    outcome.charged += billed
                    outcome.admitted += 1

            barrier.wait(60)
            async with anyio.create_task_group() as tasks:
                for key in keys:
                    tasks.start_soon(speak, key)
        outcomes.put(outcome)

    anyio.run(main)


def speak_until_killed(url, key, log, ready):
    """Speak segment by segment and write each to `log` once it was delivered."""

    async def main():
        output = os.open(log, os.O_WRONLY | os.O_APPEND)
        async with Store(url) as store:
            accounts, billing = Accounts(store, PEPPER), Billing(store, MemoryRateLimiter())
            principal = await accounts.authenticate(key)

            async def speak():
                while True:
                    segments = random.randint(1, 5)
                    async with await billing.admit(
                        principal,
                        endpoint="/v1/speech",
                        chars=segments * SEGMENT_CHARS,
                        request_id="r",
                        count_request=False,
                    ) as admission:
                        for number in range(1, segments + 1):
                            await anyio.sleep(0.001)
                            line = f"{admission.id} {number * SEGMENT_CHARS}\n"
                            os.write(output, line.encode())
                        await admission.settle(chars=segments * SEGMENT_CHARS)

            ready.set()
            async with anyio.create_task_group() as tasks:
                for _ in range(4):
                    tasks.start_soon(speak)

    anyio.run(main)


def count_requests_until(url, redis_url, key, window_s, until, outcomes):
    """Count requests without pause; put the times before and after each admitted one."""

    async def main():
        admitted = []
        async with Store(url) as store:
            limiter = RedisRateLimiter(redis_url, window_s=window_s)
            accounts, billing = Accounts(store, PEPPER), Billing(store, limiter)
            principal = await accounts.authenticate(key)

            async def count():
                while (before := time.monotonic()) < until:
                    try:
                        await billing.count_request(principal)
                    except RateLimited:
                        await anyio.sleep(random.random() / 50)
                    else:
                        admitted.append((before, time.monotonic()))

            async with anyio.create_task_group() as tasks:
                for _ in range(4):
                    tasks.start_soon(count)
            await limiter.aclose()
        outcomes.put(admitted)

    anyio.run(main)
