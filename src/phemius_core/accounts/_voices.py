"""Custom voices: an account's own names for voices that speak."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.errors import NotFound, PermissionDenied
from phemius_core.policy import PLANS, Plan

if TYPE_CHECKING:
    from phemius_core.voices import Voice, VoiceCatalogue

__all__ = ["CustomVoice", "CustomVoices"]

_OWN = (db.voices.c.account_id == sa.bindparam("of_account")) & (
    db.voices.c.id == sa.bindparam("of_id")
)
_FIND = sa.select(db.voices).where(_OWN)


@dataclass(frozen=True, slots=True)
class CustomVoice:
    """A voice of one account."""

    id: str
    name: str
    """For people; two voices may have the same."""
    model: str
    spec: str
    """The stock voice or blend that it speaks with."""
    created_at: datetime


class CustomVoices:
    """The custom voices of a store. An account's are nobody else's: not even their ids are told.

    Args:
        store: Where they are kept.
        clock: Seconds since 1970.
        plans: Say how many an account may have.
    """

    def __init__(
        self, store: db.Store, clock: db.Clock = time.time, *, plans: Mapping[str, Plan] = PLANS
    ) -> None:
        self._store = store
        self._clock = clock
        self._plans = plans

    async def create(self, account_id: str, *, name: str, model: str, spec: str) -> CustomVoice:
        """A new voice. However many are created at once, the plan's limit holds.

        Raises:
            PermissionDenied: The account has as many as its plan allows.
        """
        values = {
            "id": db.new_id(),
            "account_id": account_id,
            "name": name,
            "model": model,
            "spec": spec,
            "created_at": db.now_us(self._clock),
        }

        def work(tx: sa.Connection) -> CustomVoice:
            # The account's row is the lock at which creations queue.
            plan = self._plans[
                tx.execute(
                    sa.select(db.accounts.c.plan)
                    .where(db.accounts.c.id == account_id)
                    .with_for_update()
                ).scalar_one()
            ]
            query = sa.select(sa.func.count()).where(db.voices.c.account_id == account_id)
            if plan.max_voices is not None and tx.execute(query).scalar_one() >= plan.max_voices:
                raise PermissionDenied(
                    f"the {plan.name} plan is limited to {plan.max_voices} voices: delete one, "
                    "or change the plan"
                )
            tx.execute(sa.insert(db.voices).values(values))
            return _voice(_row(tx, account_id, str(values["id"])))

        return await self._store.write(work)

    async def list(self, account_id: str) -> "list[CustomVoice]":
        """All of an account, oldest first."""
        query = (
            sa.select(db.voices)
            .where(db.voices.c.account_id == account_id)
            .order_by(db.voices.c.created_at, db.voices.c.id)
        )
        return [_voice(row) for row in await self._store.read(lambda tx: tx.execute(query).all())]

    async def get(self, account_id: str, voice_id: str) -> CustomVoice:
        """One of an account.

        Raises:
            NotFound: There is none, or it is another account's.
        """
        return _voice(await self._store.read(lambda tx: _row(tx, account_id, voice_id)))

    async def resolve(
        self,
        account_id: str,
        name: str | None,
        voice_id: UUID | None,
        catalogue: "VoiceCatalogue",
        *,
        openai: bool = False,
    ) -> "Voice":
        """The voice that a request names, by name or by id; `default` where by neither.

        Raises:
            UnknownVoice: No such name.
            NotFound: No such voice in the account.
        """
        if voice_id is None:
            return catalogue.resolve(name or "default", openai=openai)
        return catalogue.resolve((await self.get(account_id, str(voice_id))).spec)

    async def rename(self, account_id: str, voice_id: str, name: str) -> CustomVoice:
        """Gives a voice another name. Raises as `get`."""

        def work(tx: sa.Connection) -> CustomVoice:
            own = {"of_account": account_id, "of_id": voice_id}
            tx.execute(sa.update(db.voices).where(_OWN).values(name=name), own)
            return _voice(_row(tx, account_id, voice_id))

        return await self._store.write(work)

    async def delete(self, account_id: str, voice_id: str) -> None:
        """Deletes a voice. Raises as `get`."""

        def work(tx: sa.Connection) -> None:
            own = {"of_account": account_id, "of_id": voice_id}
            if tx.execute(sa.delete(db.voices).where(_OWN), own).rowcount == 0:
                raise _unknown(voice_id)

        await self._store.write(work)


def _row(tx: sa.Connection, account_id: str, voice_id: str) -> sa.Row[Any]:
    row = tx.execute(_FIND, {"of_account": account_id, "of_id": voice_id}).first()
    if row is None:
        raise _unknown(voice_id)
    return row


def _unknown(voice_id: str) -> NotFound:
    return NotFound(f"there is no custom voice {voice_id[:40]} in this account")


def _voice(row: sa.Row[Any]) -> CustomVoice:
    return CustomVoice(
        id=row.id,
        name=row.name,
        model=row.model,
        spec=row.spec,
        created_at=db.from_us(row.created_at),
    )
