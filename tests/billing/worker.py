"""What the processes of the tests do. Each is a server of its own, on shared stores."""

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
    sold: int
    admitted: int
    refused: int


def sell(url, secrets, chars, barrier, outcomes):
    """One request per secret, all at once; tells what was sold."""

    async def main():
        outcome = Outcome(0, 0, 0)
        async with Store(url) as store:
            accounts, billing = Accounts(store, PEPPER), Billing(store, MemoryRateLimiter())

            async def speak(secret):
                principal = await accounts.authenticate(secret)
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
                    outcome.sold += billed
                    outcome.admitted += 1

            barrier.wait(60)
            async with anyio.create_task_group() as tasks:
                for secret in secrets:
                    tasks.start_soon(speak, secret)
        outcomes.put(outcome)

    anyio.run(main)


def speak_until_killed(url, secret, log, ready):
    """Speaks segment by segment and notes each in `log` once it was delivered."""

    async def main():
        output = os.open(log, os.O_WRONLY | os.O_APPEND)
        async with Store(url) as store:
            accounts, billing = Accounts(store, PEPPER), Billing(store, MemoryRateLimiter())
            principal = await accounts.authenticate(secret)

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


def hammer(url, redis_url, secret, window_s, until, outcomes):
    """Asks as often as it can; tells when each request was admitted, from and to."""

    async def main():
        admitted = []
        async with Store(url) as store:
            limiter = RedisRateLimiter(redis_url, window_s=window_s)
            accounts, billing = Accounts(store, PEPPER), Billing(store, limiter)
            principal = await accounts.authenticate(secret)

            async def ask():
                while (before := time.monotonic()) < until:
                    try:
                        await billing.count_request(principal)
                    except RateLimited:
                        await anyio.sleep(random.random() / 50)
                    else:
                        admitted.append((before, time.monotonic()))

            async with anyio.create_task_group() as tasks:
                for _ in range(4):
                    tasks.start_soon(ask)
            await limiter.aclose()
        outcomes.put(admitted)

    anyio.run(main)
