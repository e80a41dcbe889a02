"""The replies that are open: their reservations are renewed, and those that must end are ended."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

import anyio

from phemius_core.billing import Admission, Billing
from phemius_core.errors import Overloaded, PhemiusError
from phemius_core.gateway._speech_reply import SpeechReply
from phemius_core.store import now_us

__all__ = ["OpenReplies"]

logger = logging.getLogger(__name__)

_RENEWALS_PER_TTL: Final = 3
_MARGIN_OF_TTL: Final = 15
"""A reply ends a fifteenth of the time to live before its reservation may expire."""
_TICK_S: Final = 2


class OpenReplies:
    """Renews the reservations of open replies, and ends the replies that must not go on.

    A reply that is read slowly may be open for longer than a reservation is held. All reservations
    are renewed in one transaction. A reply ends if its renewal is refused, if none has succeeded
    for so long that the reservation may be about to expire, and at the end of its longest life. It
    then delivers nothing more; what it has delivered is charged while the reservation holds.

    Args:
        billing: Holds the reservations; its clock is the one that counts.
        max_reply_s: Longest life of a reply, from its admission, in seconds.
        tick_s: Real time between two looks at the replies.
    """

    def __init__(self, billing: Billing, *, max_reply_s: float, tick_s: float = _TICK_S) -> None:
        self._billing = billing
        self._max_reply_s = max_reply_s
        self._tick_s = tick_s
        ttl_us = billing.ledger.reservation_ttl_us
        self._renewal_interval_us = ttl_us // _RENEWALS_PER_TTL
        self._margin_us = ttl_us // _MARGIN_OF_TTL
        self._renewed_at = now_us(billing.clock)
        self._failing = False
        self._open: dict[SpeechReply, int | None] = {}
        """The open replies, and when each was ended, in microseconds since 1970."""

    def __len__(self) -> int:
        return len(self._open)

    def add(self, reply: SpeechReply) -> None:
        """Looks after a reply until it is closed."""
        self._open[reply] = None
        reply.when_closed(self._discard)

    def overdue(self, admission: Admission) -> PhemiusError | None:
        """Returns why a request must end now; None if it may go on."""
        now = now_us(self._billing.clock)
        if now >= admission.held_until - self._margin_us:
            return Overloaded(
                "the database did not answer for too long to go on with this reply: try again soon"
            )
        if now >= admission.created_at + self._max_reply_s * 1_000_000:
            return Overloaded(
                f"the reply was open for {self._max_reply_s:g} s: read it faster, or send less "
                "text at once"
            )
        return None

    async def run(self) -> None:
        """Renews and ends replies until cancelled."""
        async with anyio.create_task_group() as tasks:
            # Apart from each other: a database that hangs must not keep replies from ending.
            tasks.start_soon(self._every_tick, self.renew_if_due)
            tasks.start_soon(self._every_tick, self.end_overdue)

    async def renew_if_due(self) -> None:
        """Renews the reservations if a third of their time to live is over, or if that failed."""
        now = now_us(self._billing.clock)
        if now < self._renewed_at + self._renewal_interval_us:
            return
        try:
            await self.renew()
        except Overloaded as error:
            if not self._failing:
                logger.warning("reservations are not renewed: %s", error)
            self._failing = True
        else:
            self._failing = False
            self._renewed_at = now

    async def renew(self) -> None:
        """Renews the reservations of all open replies, and ends the replies that have lost theirs.

        Raises:
            Overloaded: The database does not answer.
        """
        replies = {
            reply.admission: reply for reply, ended_at in self._open.items() if ended_at is None
        }
        for admission in await self._billing.renew(replies.keys()):
            self._end(
                replies[admission],
                Overloaded("the reservation of this request was lost: send it again"),
            )

    async def end_overdue(self) -> None:
        """Ends the replies that must end now, and closes those that were ended a while ago.

        A reply that is ended counts what its client is just receiving. If the client receives
        nothing, the reply is closed without that.
        """
        now = now_us(self._billing.clock)
        for reply, ended_at in list(self._open.items()):
            if ended_at is None:
                error = self.overdue(reply.admission)
                if error is not None:
                    self._end(reply, error)
            elif now >= ended_at + self._margin_us // 2:
                await reply.aclose()

    def _end(self, reply: SpeechReply, error: PhemiusError) -> None:
        if self._open.get(reply, 0) is None:
            self._open[reply] = now_us(self._billing.clock)
            reply.end(error)

    def _discard(self, reply: SpeechReply) -> None:
        self._open.pop(reply, None)

    async def _every_tick(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await anyio.sleep(self._tick_s)
            try:
                await work()
            except Exception:
                # An error here must neither end the server nor leave the other replies alone.
                logger.exception("cannot look after the open replies")
