"""A store whose database a test takes away, or lets hang."""

import anyio

from phemius_core.errors import Overloaded
from phemius_core.store import Store


class FailingStore(Store):
    def __init__(self, url):
        super().__init__(url)
        self.away = False
        self.hangs_until = None
        """An event that writes wait for before they begin."""
        self.writes = 0

    async def write(self, work, *, durable=True):
        if self.away:
            raise Overloaded("the database does not answer: try again soon")
        if self.hangs_until is not None:
            with anyio.CancelScope(shield=True):
                await self.hangs_until.wait()
        self.writes += 1
        return await super().write(work, durable=durable)

    async def read(self, work):
        if self.away:
            raise Overloaded("the database does not answer: try again soon")
        return await super().read(work)
