"""A copy of all that is stored of an account, as a ZIP file."""

import dataclasses
import json
import os
import secrets
import zipfile
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import anyio
import anyio.to_thread
import sqlalchemy as sa

from phemius_core import store as db
from phemius_core.accounts import Account, Accounts
from phemius_core.audio_formats import AUDIO_FORMATS
from phemius_core.errors import NotFound, SetupError
from phemius_core.jobs import CLONING, JobRecord, JobStore
from phemius_core.store import Store

__all__ = ["export_account"]

_ROWS_AT_ONCE: Final = 500
_EXTENSIONS: Final = {
    spec.media_type.split(";")[0]: spec.extension for spec in AUDIO_FORMATS.values()
}
_README: Final = """\
What this server stores of one account. Times are UTC, `month` is year and month, money is in
micro-dollars, `chars` are charged characters.

account.json            the account
keys.json               its API keys, without the keys themselves, which are not stored
plans.json              changes of its plan
lexicon.json            its pronunciations
balances.json           characters used and reserved in each month
ledger.jsonl            one line for each charge
voices/ID/voice.json    a custom voice; pack: its voicepack; reference.flac: its recording
jobs/ID/job.json        a job
jobs/ID/items.jsonl     its items, each with its request and so its text
jobs/ID/0.wav           the audio of an item; 0-input.flac: the recording of a voice cloning
"""


async def export_account(
    store: Store, accounts: Accounts, jobs: JobStore, name_or_id: str, target: Path
) -> Account:
    """Writes all that is stored of an account into a ZIP file that only its owner can read.

    Args:
        store: Database of the account.
        accounts: Accounts of that database.
        jobs: Jobs of that database.
        name_or_id: Name or id of the account.
        target: Path of the file; one that is there is replaced.

    Returns:
        The account.

    Raises:
        NotFound: There is no such account.
        SetupError: The file cannot be written.
        Overloaded: The database or the file storage does not answer.
    """
    account = await accounts.find_account(name_or_id)
    part = target.with_name(f".{target.name}-{secrets.token_hex(8)}")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w") as archive:
                await _Export(store, accounts, jobs, account, archive).write()
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise SetupError(f"the export {target} cannot be written: {error.strerror}") from error
    return account


class _Export:
    def __init__(
        self,
        store: Store,
        accounts: Accounts,
        jobs: JobStore,
        account: Account,
        archive: zipfile.ZipFile,
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._jobs = jobs
        self._account = account
        self._archive = archive

    async def write(self) -> None:
        account_id = self._account.id
        await self._write("README.txt", _README.encode())
        await self._write_json(
            "account.json",
            {
                "id": account_id,
                "name": self._account.name,
                "plan": self._account.plan.name,
                "created_at": self._account.created_at,
            },
        )
        keys = await self._accounts.keys.list(account_id)
        await self._write_json("keys.json", [dataclasses.asdict(key) for key in keys])
        await self._write_json("plans.json", await self._rows(db.plan_changes, "at"))
        await self._write_json("balances.json", await self._rows(db.balances))
        await self._write_lines("ledger.jsonl", self._ledger())
        lexicon = await self._accounts.lexicons.get(account_id)
        entries = [dataclasses.asdict(entry) for entry in lexicon.entries]
        await self._write_json("lexicon.json", entries)
        for voice in await self._accounts.voices.list(account_id):
            folder = f"voices/{voice.id}"
            await self._write_json(f"{folder}/voice.json", dataclasses.asdict(voice))
            pack = await self._accounts.voices.stored_pack(account_id, voice.id)
            if pack is not None:
                await self._write(f"{folder}/pack", pack.pack)
                if pack.reference is not None:
                    await self._write(f"{folder}/reference.flac", pack.reference)
        cursor: str | None = None
        while True:
            found, cursor = await self._jobs.list(account_id, limit=100, cursor=cursor)
            for job in found:
                await self._write_job(job)
            if cursor is None:
                break

    async def _write_job(self, job: JobRecord) -> None:
        folder = f"jobs/{job.id}"
        await self._write_json(f"{folder}/job.json", dataclasses.asdict(job))
        # A job that is deleted meanwhile has no more files.
        with suppress(NotFound):
            await self._write_lines(f"{folder}/items.jsonl", self._items(job))
            for position in range(job.items):
                with suppress(NotFound):
                    await self._write_output(folder, job, position)
                if job.type == CLONING:
                    with suppress(NotFound):  # it is deleted when the job ends
                        recording = await self._jobs.input(job.id, position)
                        await self._write(f"{folder}/{position}-input.flac", recording.data)

    async def _write_output(self, folder: str, job: JobRecord, position: int) -> None:
        output = await self._jobs.open_output(self._account.id, job.id, position)
        extension = _EXTENSIONS.get(output.media_type.split(";")[0], ".bin")
        try:
            entry = self._archive.open(f"{folder}/{position}{extension}", "w", force_zip64=True)
            try:
                while chunk := await output.read():
                    await anyio.to_thread.run_sync(entry.write, chunk)
            finally:
                entry.close()
        finally:
            await output.aclose()

    async def _items(self, job: JobRecord) -> AsyncIterator[dict[str, Any]]:
        start = 0
        while items := await self._jobs.items(
            self._account.id, job.id, start=start, limit=_ROWS_AT_ONCE
        ):
            for item in items:
                yield dataclasses.asdict(item)
            start = items[-1].position + 1

    async def _ledger(self) -> AsyncIterator[dict[str, Any]]:
        ledger, last = db.ledger.c, 0
        while True:
            query = (
                sa.select(db.ledger)
                .where(ledger.account_id == self._account.id, ledger.id > last)
                .order_by(ledger.id)
                .limit(_ROWS_AT_ONCE)
            )
            rows = await self._read(query)
            for row in rows:
                yield row
            if not rows:
                return
            last = rows[-1]["id"]

    async def _rows(self, table: sa.Table, order: str = "month") -> list[dict[str, Any]]:
        return await self._read(
            sa.select(table).where(table.c.account_id == self._account.id).order_by(table.c[order])
        )

    async def _read(self, query: "sa.Select[Any]") -> list[dict[str, Any]]:
        return await self._store.read(
            lambda tx: [_row(row) for row in tx.execute(query).mappings()]
        )

    async def _write_json(self, name: str, value: Any) -> None:
        await self._write(name, _json(value, indent=2))

    async def _write_lines(self, name: str, values: AsyncIterator[dict[str, Any]]) -> None:
        with self._archive.open(_compressed(name), "w", force_zip64=True) as entry:
            async for value in values:
                entry.write(_json(value) + b"\n")

    async def _write(self, name: str, data: bytes) -> None:
        await anyio.to_thread.run_sync(self._archive.writestr, _compressed(name), data)


def _compressed(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    if name.endswith((".json", ".jsonl", ".txt")):
        entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _row(row: "sa.RowMapping") -> dict[str, Any]:
    """Returns a row with its times written as such."""
    return {
        name: db.from_us(value) if name in {"at", "settled_at"} else value
        for name, value in row.items()
    }


def _json(value: Any, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_text).encode()


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
