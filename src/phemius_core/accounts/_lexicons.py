"""Lexicons: an account's own pronunciations of words."""

import json
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from cachetools import LRUCache
from sqlalchemy.dialects import postgresql, sqlite

from phemius_core import store as db
from phemius_core.accounts._principal_cache import PrincipalCache

if TYPE_CHECKING:
    from phemius_core.text import Lexicon

__all__ = ["Lexicons"]

_MAX_CACHED_ENTRIES: Final = 20_000
_FIND = sa.select(db.lexicons.c.entries).where(
    db.lexicons.c.account_id == sa.bindparam("of_account")
)


class Lexicons:
    """The lexicons of all accounts; each has one, which may be empty.

    Args:
        store: Database of the lexicons.
        clock: Returns seconds since 1970.
        principals: Principals that carry the digest of their account's lexicon.
    """

    def __init__(
        self,
        store: db.Store,
        clock: db.Clock = time.time,
        principals: PrincipalCache | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._principals = principals
        self._cached: LRUCache[tuple[str, str], Lexicon] = LRUCache(
            _MAX_CACHED_ENTRIES, getsizeof=lambda lexicon: len(lexicon) + 1
        )

    async def get(self, account_id: str) -> "Lexicon":
        """Return the lexicon of an account as it is now."""
        from phemius_core.text import NO_LEXICON, Lexicon, Pronunciation

        row = await self._store.read(
            lambda tx: tx.execute(_FIND, {"of_account": account_id}).one_or_none()
        )
        if row is None:
            return NO_LEXICON
        lexicon = Lexicon(Pronunciation(**entry) for entry in json.loads(row.entries))
        if len(lexicon) < _MAX_CACHED_ENTRIES:
            self._cached[account_id, lexicon.digest] = lexicon
        return lexicon

    async def of_digest(self, account_id: str, digest: str | None) -> "Lexicon":
        """Return the lexicon of an account, from memory if it was read before.

        Args:
            account_id: The account.
            digest: Digest of the lexicon, as the account's principal has it; None for an empty one.

        Returns:
            That lexicon, or a newer one.
        """
        if digest is None:
            from phemius_core.text import NO_LEXICON

            return NO_LEXICON
        return self._cached.get((account_id, digest)) or await self.get(account_id)

    async def replace(self, account_id: str, lexicon: "Lexicon") -> None:
        """Put a lexicon in place of the one that the account has.

        Requests of this process use it from then on, those of others within 10 s.
        """
        values = {
            "digest": lexicon.digest,
            "entries": json.dumps(
                [asdict(entry) for entry in lexicon.entries],
                ensure_ascii=False,
                separators=(",", ":"),
            ),
            "updated_at": db.now_us(self._clock),
        }

        def write(tx: sa.Connection) -> None:
            insert = postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert
            statement = insert(db.lexicons).values(account_id=account_id, **values)
            tx.execute(statement.on_conflict_do_update(index_elements=["account_id"], set_=values))

        if not len(lexicon):
            await self.delete(account_id)
            return
        await self._store.write(write)
        self._changed()

    async def delete(self, account_id: str) -> None:
        """Delete the lexicon of an account, if it has one."""
        mine = db.lexicons.c.account_id == account_id
        await self._store.write(lambda tx: tx.execute(sa.delete(db.lexicons).where(mine)))
        self.forget(account_id)
        self._changed()

    def forget(self, account_id: str) -> None:
        """Drop what is kept in memory of an account."""
        for key in [key for key in self._cached if key[0] == account_id]:
            del self._cached[key]

    def _changed(self) -> None:
        if self._principals is not None:
            self._principals.clear()
