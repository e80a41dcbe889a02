"""Replies over audio in memory, the processes that serve them, and a clock that tests set."""

from contextlib import suppress

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts import Accounts
from phemius_core.billing import Billing, SettlementJournal
from phemius_core.errors import Overloaded
from phemius_core.gateway._metrics import GatewayState, Metrics
from phemius_core.gateway._open_replies import OpenReplies
from phemius_core.gateway._shared_synthesis import AudioPart
from phemius_core.gateway._speech_reply import SpeechReply
from phemius_core.limits import MemoryRateLimiter
from tests.failing_store import FailingStore

__all__ = [
    "FailingStore",
    "Process",
    "Reader",
    "Source",
    "balance",
    "create_principal",
    "ledger_chars",
    "parts_of",
]

PEPPER = b"pepper for tests" * 2
SEGMENT_CHARS = 50
WINDOWS = 3
"""Parts of each segment; its characters count with the last one."""
PART = bytes(480)


def parts_of(chars):
    """The parts of a text of `chars` characters."""
    parts, spoken = [], 0
    while spoken < chars:
        end = min(chars, spoken + SEGMENT_CHARS)
        parts += [AudioPart(PART, spoken)] * (WINDOWS - 1) + [AudioPart(PART, end)]
        spoken = end
    return parts


class Source:
    """The audio of one request."""

    cached = False

    def __init__(self, parts):
        self._parts = iter(parts)
        self.closed = False

    async def next(self):
        return next(self._parts, None)

    async def aclose(self):
        self.closed = True


class Reader:
    """A client: what it received, and what of it may be charged."""

    def __init__(self, reply, chars):
        self.reply = reply
        self.chars = chars
        self.delivered = 0
        """Characters of the segments that were received to their end."""
        self.open = True
        self._taken = None

    async def read(self):
        """Receive what was sent last, and ask for more; returns whether there may be more."""
        try:
            part = await self.reply.next()
        except Exception:
            # The server received this request for more only if the part before got through.
            if self._taken is not None and self.reply.admission.billed_chars is None:
                self.delivered = self._taken.chars
            await self.leave()
            raise
        if self._taken is not None:
            self.delivered = self._taken.chars
        self._taken = part
        if part is None:
            self.delivered = self.chars
            self.reply.deliver_all()
            await self.leave()
        return part is not None

    async def leave(self):
        self.open = False
        await self.reply.aclose()


class Process:
    """What a server process has in memory."""

    def __init__(self, store, clock, folder, *, max_reply_s=7200):
        self.journal = SettlementJournal(folder, "db")
        self.billing = Billing(store, MemoryRateLimiter(clock), clock, journal=self.journal)
        self.replies = OpenReplies(self.billing, max_reply_s=max_reply_s)
        self.readers = []
        self._meter = Metrics(
            lambda: GatewayState(ready=True, websockets=0, cache_hits=0, cache_misses=0, queue=None)
        ).of("/v1/speech")

    async def speak(self, principal, chars, *, source=None):
        admission = await self.billing.admit(
            principal, endpoint="/v1/speech", chars=chars, request_id="r", count_request=False
        )
        reply = SpeechReply(
            admission,
            source or Source(parts_of(chars)),
            chars,
            "pcm",
            self._meter,
            overdue=self.replies.overdue,
        )
        self.replies.add(reply)
        reader = Reader(reply, chars)
        self.readers.append(reader)
        return reader

    async def tick(self):
        """What its background tasks do every few seconds."""
        await self.replies.renew_if_due()
        await self.replies.end_overdue()
        for work in (self.billing.replay_journal, self.billing.sweep_unless_held):
            with suppress(Overloaded):
                await work()

    def kill(self):
        """End it as SIGKILL does: the locks of its journal are released, and nothing else."""
        self.billing.close()
        self.journal.close()
        for reader in self.readers:
            reader.open = False


async def create_principal(store, clock, name, plan="free"):
    accounts = Accounts(store, PEPPER, clock)
    account = await accounts.create_account(name, plan=plan)
    _, key = await accounts.keys.create(account.id)
    return await accounts.authenticate(key)


async def balance(store, principal):
    """Characters used and reserved in all months."""
    query = sa.select(
        sa.func.coalesce(sa.func.sum(db.balances.c.used), 0),
        sa.func.coalesce(sa.func.sum(db.balances.c.reserved), 0),
    ).where(db.balances.c.account_id == principal.account_id)
    return tuple(await store.read(lambda tx: tx.execute(query).one()))


async def ledger_chars(store, principal):
    query = sa.select(sa.func.coalesce(sa.func.sum(db.ledger.c.chars), 0)).where(
        db.ledger.c.account_id == principal.account_id
    )
    return await store.read(lambda tx: tx.execute(query).scalar())
