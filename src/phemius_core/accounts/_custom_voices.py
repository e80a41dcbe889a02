"""Custom voices: voices that belong to an account, blends or cloned ones."""

import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.billing import PLANS, Plan
from phemius_core.errors import NotFound, PermissionDenied

if TYPE_CHECKING:
    from phemius_core.voices import Voice, VoiceCatalogue

__all__ = ["CustomVoice", "CustomVoices", "NewPack"]

_DELETED_AT_ONCE: Final = 10
"""Voices, each with a voicepack and perhaps a recording, that one transaction deletes."""
_MAX_CACHED_PACKS: Final = 16
"""Cloned voicepacks kept in memory, of 0.5 MB each."""
_OWN = (db.voices.c.account_id == sa.bindparam("of_account")) & (
    db.voices.c.id == sa.bindparam("of_id")
)
_WITH_PACKS = sa.outerjoin(db.voices, db.voice_packs, db.voice_packs.c.voice_id == db.voices.c.id)
_SELECT = sa.select(
    db.voices,
    db.voice_packs.c.digest,
    db.voice_packs.c.lang,
    db.voice_packs.c.provenance,
).select_from(_WITH_PACKS)
_FIND = _SELECT.where(_OWN)


@dataclass(frozen=True, slots=True)
class CustomVoice:
    """A custom voice of one account."""

    id: str
    name: str
    """Display name; several voices may have the same."""
    model: str
    spec: str
    """Stock voice or blend that it speaks with, unless it was cloned."""
    created_at: datetime
    provenance: Mapping[str, Any] | None = None
    """What it was cloned from, how and when; None if it was not cloned."""
    digest: str | None = field(default=None, repr=False)
    """SHA-256 of its own voicepack, if it was cloned."""
    lang: str | None = None
    """Language letter of its own voicepack, if it was cloned."""


@dataclass(frozen=True, slots=True)
class NewPack:
    """A voicepack that a custom voice gets by cloning."""

    data: bytes = field(repr=False)
    """The voicepack as `voices.compress_pack` returns it."""
    lang: str
    """Language letter."""
    provenance: Mapping[str, Any]
    """What it was cloned from, how and when; serialised as JSON."""
    reference: bytes | None = field(default=None, repr=False)
    """The recording that it was cloned from, if it is kept."""


@dataclass(frozen=True, slots=True)
class StoredPack:
    """What is stored of a cloned voice."""

    pack: bytes = field(repr=False)
    """The voicepack, as `voices.decompress_pack` reads it."""
    reference: bytes | None = field(repr=False)
    """The recording, a FLAC file, if it was kept."""


class CustomVoices:
    """The custom voices of all accounts. Another account's voice is answered as not found.

    Args:
        store: Database of the voices.
        clock: Returns seconds since 1970.
        plans: The plans by name, which limit the voices of an account.
    """

    def __init__(
        self, store: db.Store, clock: db.Clock = time.time, *, plans: Mapping[str, Plan] = PLANS
    ) -> None:
        self._store = store
        self._clock = clock
        self._plans = plans
        self._packs: OrderedDict[tuple[str, str], Voice] = OrderedDict()
        """By the account, and by language and digest of the voicepack."""

    async def create(self, account_id: str, *, name: str, model: str, spec: str) -> CustomVoice:
        """Create a voice. The plan's limit holds also for concurrent calls.

        Args:
            account_id: Account that owns the voice.
            name: Display name.
            model: Name of the model that speaks it.
            spec: Stock voice or blend that it speaks with.

        Raises:
            PermissionDenied: The account has as many voices as its plan allows.
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
            # The lock on the account's row serialises concurrent creations.
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
        """List an account's voices, oldest first."""
        query = _SELECT.where(db.voices.c.account_id == account_id).order_by(
            db.voices.c.created_at, db.voices.c.id
        )
        return [_voice(row) for row in await self._store.read(lambda tx: tx.execute(query).all())]

    async def get(self, account_id: str, voice_id: str) -> CustomVoice:
        """Return an account's voice.

        Raises:
            NotFound: There is no such voice, or it belongs to another account.
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
        """Return the voice that a request asks for, by name or by id.

        Args:
            account_id: Account that makes the request.
            name: Stock voice or blend; `default` if it and `voice_id` are None.
            voice_id: Id of a custom voice, which takes precedence over `name`.
            catalogue: The stock voices.
            openai: Whether the request came to the OpenAI endpoint, which has names of its own.

        Raises:
            UnknownVoice: There is no stock voice of that name.
            NotFound: The account has no such voice.
        """
        if voice_id is None:
            return catalogue.resolve(name or "default", openai=openai)
        voice = await self.get(account_id, str(voice_id))
        if voice.digest is None:
            return catalogue.resolve(voice.spec)
        return await self._cloned_voice(account_id, voice)

    async def replace_pack(self, account_id: str, voice_id: str, pack: NewPack) -> None:
        """Give a voice another voicepack.

        Raises:
            NotFound: There is no such voice, or it belongs to another account.
        """
        await self._store.write(lambda tx: self.write_pack(tx, account_id, voice_id, pack))

    def write_pack(self, tx: sa.Connection, account_id: str, voice_id: str, pack: NewPack) -> None:
        """`replace_pack` inside a transaction of the caller's."""
        # The lock on the voice's row serialises concurrent clonings and deletions.
        own = {"of_account": account_id, "of_id": voice_id}
        query = sa.select(db.voices.c.id).where(_OWN).with_for_update()
        if tx.execute(query, own).first() is None:
            raise _not_found(voice_id)
        tx.execute(sa.delete(db.voice_packs).where(db.voice_packs.c.voice_id == voice_id))
        tx.execute(
            sa.insert(db.voice_packs).values(
                voice_id=voice_id,
                digest=hashlib.sha256(pack.data).hexdigest(),
                lang=pack.lang,
                pack=pack.data,
                provenance=json.dumps(dict(pack.provenance)),
                reference=pack.reference,
                created_at=db.now_us(self._clock),
            )
        )

    async def _cloned_voice(self, account_id: str, voice: CustomVoice) -> "Voice":
        key = account_id, f"{voice.lang}:{voice.digest}"
        if key not in self._packs:
            query = sa.select(db.voice_packs.c.digest, db.voice_packs.c.lang, db.voice_packs.c.pack)
            query = query.where(db.voice_packs.c.voice_id == voice.id)
            row = await self._store.read(lambda tx: tx.execute(query).first())
            if row is None:
                raise _not_found(voice.id)  # deleted meanwhile
            from phemius_core.voices import Voice, decompress_pack

            key = account_id, f"{row.lang}:{row.digest}"
            self._packs[key] = Voice.of_pack(
                voice.id, decompress_pack(row.pack), row.lang, row.digest
            )
        self._packs.move_to_end(key)
        while len(self._packs) > _MAX_CACHED_PACKS:
            self._packs.popitem(last=False)
        return self._packs[key]

    async def rename(self, account_id: str, voice_id: str, name: str) -> CustomVoice:
        """Give a voice another name.

        Raises:
            NotFound: There is no such voice, or it belongs to another account.
        """

        def work(tx: sa.Connection) -> CustomVoice:
            own = {"of_account": account_id, "of_id": voice_id}
            tx.execute(sa.update(db.voices).where(_OWN).values(name=name), own)
            return _voice(_row(tx, account_id, voice_id))

        return await self._store.write(work)

    async def delete(self, account_id: str, voice_id: str) -> None:
        """Delete a voice and its voicepack.

        Raises:
            NotFound: There is no such voice, or it belongs to another account.
        """

        def work(tx: sa.Connection) -> None:
            own = {"of_account": account_id, "of_id": voice_id}
            if tx.execute(sa.select(db.voices.c.id).where(_OWN).with_for_update(), own).first():
                tx.execute(sa.delete(db.voice_packs).where(db.voice_packs.c.voice_id == voice_id))
            if tx.execute(sa.delete(db.voices).where(_OWN), own).rowcount == 0:
                raise _not_found(voice_id)

        await self._store.write(work)

    async def delete_all(self, account_id: str) -> int:
        """Delete all voices of an account with their voicepacks and recordings, a few at once.

        Returns:
            How many voices were deleted.
        """

        def work(tx: sa.Connection) -> int:
            query = sa.select(db.voices.c.id).where(db.voices.c.account_id == account_id)
            ids = tx.execute(query.limit(_DELETED_AT_ONCE).with_for_update()).scalars().all()
            tx.execute(sa.delete(db.voice_packs).where(db.voice_packs.c.voice_id.in_(ids)))
            tx.execute(sa.delete(db.voices).where(db.voices.c.id.in_(ids)))
            return len(ids)

        deleted = 0
        while some := await self._store.write(work):
            deleted += some
        self.forget(account_id)
        return deleted

    async def stored_pack(self, account_id: str, voice_id: str) -> StoredPack | None:
        """Return what is stored of a cloned voice; None for a voice that was not cloned."""
        query = (
            sa.select(db.voice_packs.c.pack, db.voice_packs.c.reference)
            .join(db.voices, db.voices.c.id == db.voice_packs.c.voice_id)
            .where(db.voices.c.account_id == account_id, db.voices.c.id == voice_id)
        )
        row = await self._store.read(lambda tx: tx.execute(query).first())
        return None if row is None else StoredPack(row.pack, row.reference)

    def forget(self, account_id: str) -> None:
        """Drop the voicepacks of an account from this process' memory."""
        # A copy: a request in another thread's event loop may add one meanwhile.
        for key in [key for key in list(self._packs) if key[0] == account_id]:
            self._packs.pop(key, None)


def _row(tx: sa.Connection, account_id: str, voice_id: str) -> sa.Row[Any]:
    row = tx.execute(_FIND, {"of_account": account_id, "of_id": voice_id}).first()
    if row is None:
        raise _not_found(voice_id)
    return row


def _not_found(voice_id: str) -> NotFound:
    return NotFound(f"this account has no custom voice {voice_id[:40]!r}")


def _voice(row: sa.Row[Any]) -> CustomVoice:
    return CustomVoice(
        id=row.id,
        name=row.name,
        model=row.model,
        spec=row.spec,
        created_at=db.from_us(row.created_at),
        provenance=None if row.provenance is None else json.loads(row.provenance),
        digest=row.digest,
        lang=row.lang,
    )
