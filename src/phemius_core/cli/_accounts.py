"""`phemius accounts`, `usage` and `db`, and how commands open the database."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import anyio
import typer
from rich.console import Console
from rich.table import Table

from phemius_core.errors import InvalidRequest
from phemius_core.settings import Settings

if TYPE_CHECKING:
    # The database's packages are loaded by the commands that use it.
    from collections.abc import AsyncIterator, Awaitable, Callable

    from phemius_core.accounts import Accounts
    from phemius_core.billing import Billing, Usage
    from phemius_core.privacy import ErasedAccount
    from phemius_core.services import Services

T = TypeVar("T")

DEFAULT_ACCOUNT = "default"
"""Account of commands without `--account`."""

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AccountOption = Annotated[str, typer.Option("--account", help="Name or id of the account.")]


def create_apps() -> dict[str, typer.Typer]:
    """Return the command groups of this module by name."""
    accounts = typer.Typer(help="List accounts, change plans, export, erase.", no_args_is_help=True)
    accounts.command("list")(list_accounts)
    accounts.command("set-plan")(set_plan)
    accounts.command("export")(export)
    accounts.command("erase")(erase)
    database = typer.Typer(help="Upgrade the database.", no_args_is_help=True)
    database.command("upgrade")(upgrade)
    return {"accounts": accounts, "db": database}


async def first_key(settings: Settings) -> str | None:
    """Create an account and a test key if the database has no accounts; return the key.

    The account is on the growth plan, as whoever runs the server owns it.
    """
    async with _opened(settings) as (accounts, _):
        return await accounts.create_first_key(DEFAULT_ACCOUNT, plan="growth")


async def has_accounts(settings: Settings) -> bool:
    """Return whether the database has an account."""
    async with _opened(settings) as (accounts, _):
        return await accounts.any()


def list_accounts(*, as_json: JsonOption = False) -> None:
    """List accounts and their plans."""

    async def work(accounts: Accounts, _: Billing) -> list[dict[str, str]]:
        return [
            {
                "id": each.id,
                "name": each.name,
                "plan": each.plan.name,
                "created_at": each.created_at.isoformat(),
            }
            for each in await accounts.list_accounts()
        ]

    rows = run(work)
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    table = Table("id", "name", "plan", "created", box=None)
    for row in rows:
        table.add_row(row["id"], row["name"], row["plan"], row["created_at"][:16])
    Console().print(table)


def set_plan(
    account: Annotated[str, typer.Argument(help="Name or id of the account.")],
    plan: Annotated[str, typer.Argument(help="free, developer or growth.")],
) -> None:
    """Move an account to another plan, from now on."""

    async def work(accounts: Accounts, _: Billing) -> str:
        changed = await accounts.set_plan(account, plan)
        return f"{changed.name} is on the {changed.plan.name} plan"

    typer.echo(run(work), err=True)


def export(
    account: Annotated[str, typer.Argument(help="Name or id of the account.")],
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="The ZIP file to write.")],
) -> None:
    """Write all that is stored of an account into a ZIP file, with its texts and its audio."""

    async def main() -> str:
        from phemius_core.privacy import export_account

        async with _services(Settings()) as services:
            exported = await export_account(
                services.store, services.accounts, services.jobs, account, output
            )
            return exported.name

    typer.echo(f"exported {anyio.run(main)} to {output}", err=True)


def erase(
    account: Annotated[str, typer.Argument(help="Name or id of the account.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Erase it; nothing brings it back.")] = False,
) -> None:
    """Erase an account: keys, texts, audio, voices, recordings, cached audio.

    What the books need stays under an account without a name. If the command fails, run it again.
    """
    if not yes:
        raise InvalidRequest(
            f"account {account!r} would be erased for good: export it if anybody may ask for its "
            "data, then add --yes"
        )

    async def main() -> ErasedAccount:
        from phemius_core.services import open_services

        # With Redis, whose cached audio is erased too.
        async with open_services(Settings()) as services:
            return await services.erasures.erase(account)

    erased = anyio.run(main)
    typer.echo(
        f"erased {account}: {erased.jobs} jobs, {erased.voices} voices, all keys; servers drop "
        f"cached audio within a minute; the ledger stays under {erased.account_id}",
        err=True,
    )


def usage(
    *,
    account: AccountOption = DEFAULT_ACCOUNT,
    month: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="UTC month; the current one if not given.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show an account's usage of a month and its invoice."""
    from phemius_core.store import Month

    async def work(accounts: Accounts, billing: Billing) -> Usage:
        owner = await accounts.find_account(account)
        return await billing.usage(owner.id, Month.parse(month) if month else None)

    report = run(work)
    if as_json:
        typer.echo(json.dumps(report.as_dict(), indent=2))
        return
    console = Console()
    cap = report.plan.monthly_chars
    limit = "no cap" if cap is None else f"of {cap:,}"
    console.print(
        f"{account}, {report.month}, {report.plan.name} plan: {report.chars:,} characters "
        f"({limit}), {report.requests:,} requests, {report.audio_ms / 1000:,.1f} s of audio",
        highlight=False,
        soft_wrap=True,
    )
    for title, rows in (
        ("day", [(str(day.day), day) for day in report.by_day]),
        ("key", [(f"{key.prefix}…{key.last_four}", key) for key in report.by_key]),
    ):
        table = Table(title, "requests", "characters", "audio s", box=None)
        for name, row in rows:
            table.add_row(
                name, f"{row.requests:,}", f"{row.chars:,}", f"{row.audio_ms / 1000:,.1f}"
            )
        console.print(table)
    bill = report.invoice
    console.print(
        f"invoice: {_dollars(bill.total_micros)} = {_dollars(bill.fee_micros)} fee + "
        f"{_dollars(bill.overage_micros)} for {bill.overage_chars:,} characters beyond "
        f"{bill.included_chars:,}",
        highlight=False,
        soft_wrap=True,
    )


def upgrade() -> None:
    """Bring the database to this version's schema."""
    from phemius_core.services import default_database_url
    from phemius_core.store import upgrade_database

    settings = Settings()
    url = settings.database_url or default_database_url(settings.data_dir)
    typer.echo(f"the database schema is at {upgrade_database(url).head}", err=True)


def run(work: Callable[[Accounts, Billing], Awaitable[T]]) -> T:
    """Open the database of the settings and return what `work` returns."""

    async def main() -> T:
        async with _opened(Settings()) as (accounts, billing):
            return await work(accounts, billing)

    return anyio.run(main)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Accounts, Billing]]:
    async with _services(settings) as services:
        yield services.accounts, services.billing


@asynccontextmanager
async def _services(settings: Settings) -> AsyncIterator[Services]:
    from phemius_core.services import open_services

    # Redis counts requests; no command makes any.
    without_redis = settings.model_copy(update={"redis_url": None, "cache_redis_url": None})
    async with open_services(without_redis) as services:
        yield services


def _dollars(micros: int) -> str:
    return f"${micros // 1_000_000:,}.{micros % 1_000_000:06}"
