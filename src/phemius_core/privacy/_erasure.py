"""Erasure of accounts: in the database, the file storage, the caches, and in other processes.

An erasure revokes the keys of the account and is recorded in the table `erasures` in one
transaction, then deletes what the account has, and at last its name. Each step may be repeated:
an erasure that failed goes on when it is asked for again. Every process that has the services open
looks for new erasures twice a minute and drops what it keeps in memory.
"""

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import anyio

from phemius_core.accounts import Accounts
from phemius_core.accounts import Erasure as RecordedErasure
from phemius_core.cache import AudioCache
from phemius_core.jobs import JobStore
from phemius_core.store import Clock, now_us
from phemius_core.supervisor import supervise

__all__ = ["ErasedAccount", "Erasures"]

logger = logging.getLogger(__name__)

_INTERVAL_S: Final = 30.0
_SECOND_LOOK_AFTER_US: Final = 90 * 1_000_000
"""A request that was admitted before the keys were revoked has written what it writes by then:
no transaction takes longer than a minute."""
_LOOK_BACK_US: Final = 3600 * 1_000_000
"""A process that could not reach the database for a while still finds what it has missed."""


@dataclass(frozen=True, slots=True)
class ErasedAccount:
    """What an erasure has deleted."""

    account_id: str
    jobs: int
    voices: int


class Erasures:
    """Erases accounts, and drops from this process what others have erased.

    Args:
        accounts: Accounts, keys and custom voices.
        jobs: Jobs with their texts and audio.
        audio_cache: Recordings of requests.
        clock: Wall clock in seconds since the epoch.
    """

    def __init__(
        self, accounts: Accounts, jobs: JobStore, audio_cache: AudioCache, clock: Clock = time.time
    ) -> None:
        self._accounts = accounts
        self._jobs = jobs
        self._audio_cache = audio_cache
        self._clock = clock
        self._callbacks: list[Callable[[], None]] = []
        self._since = now_us(clock) - _LOOK_BACK_US
        self._seen: set[tuple[str, int]] = set()
        self._seen_twice: set[tuple[str, int]] = set()

    def on_erasure(self, callback: Callable[[], None]) -> None:
        """Calls a function at each erasure, to drop audio whose owner is not known."""
        self._callbacks.append(callback)

    async def erase(self, name_or_id: str) -> ErasedAccount:
        """Erases an account. If it raises, call it again: it goes on where it stopped.

        Its keys are revoked first, so that requests are refused from then on; a reply in flight
        ends as it would. Jobs are cancelled and deleted with their texts and files, custom voices
        with their voicepacks and recordings, cached audio of the account is dropped. What the
        books need stays under an account without a name: plan, ledger and balances.

        Args:
            name_or_id: Name or id of the account; after its erasure it has only the id.

        Raises:
            NotFound: There is no such account.
            Overloaded: The database, the file storage or Redis does not answer.
        """
        account = await self._accounts.begin_erasure(name_or_id)
        jobs, voices = await self._delete(account.id)
        await self._drop(account.id)
        await self._accounts.complete_erasure(account.id)
        logger.info("erased account %s: %d jobs, %d voices", account.id, jobs, voices)
        return ErasedAccount(account.id, jobs, voices)

    async def watch(self, *, sleep: Callable[[float], Awaitable[None]] = anyio.sleep) -> None:
        """Drops what other processes have erased, until it is cancelled.

        Args:
            sleep: Waits for a number of seconds.
        """

        async def forever() -> None:
            while True:
                await sleep(_INTERVAL_S)
                await self.look()

        await supervise("the look for erased accounts", forever, sleep=sleep)

    async def look(self) -> None:
        """Drops what this process keeps of accounts that were erased since the last look.

        Raises:
            Overloaded: The database, the file storage or Redis does not answer.
        """
        now = now_us(self._clock)
        erasures = await self._accounts.erasures(self._since)
        for erasure in erasures:
            if (key := _key(erasure)) not in self._seen:
                await self._drop(erasure.account_id)
                self._seen.add(key)
            is_due = erasure.completed and erasure.requested_at <= now - _SECOND_LOOK_AFTER_US
            if is_due and key not in self._seen_twice:
                await self._delete(erasure.account_id)
                await self._drop(erasure.account_id)
                self._seen_twice.add(key)
        current = {_key(erasure) for erasure in erasures}
        self._seen &= current
        self._seen_twice &= current
        self._since = now - _LOOK_BACK_US

    async def _delete(self, account_id: str) -> tuple[int, int]:
        jobs = await self._jobs.delete_all(account_id)
        await self._accounts.lexicons.delete(account_id)
        return jobs, await self._accounts.voices.delete_all(account_id)

    async def _drop(self, account_id: str) -> None:
        self._accounts.forget(account_id)
        for callback in self._callbacks:
            callback()
        await self._audio_cache.erase(account_id)


def _key(erasure: RecordedErasure) -> tuple[str, int]:
    return erasure.account_id, erasure.requested_at
