"""`phemius keys`, `accounts`, `usage` and `db`: who may speak, and what it costs."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import anyio
import typer
from rich.console import Console
from rich.table import Table

from phemius_core.errors import InvalidRequest, NotFound
from phemius_core.settings import Settings

if TYPE_CHECKING:
    # The database's packages are loaded by the commands that use it.
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import datetime

    from phemius_core.accounts import Accounts, KeyInfo
    from phemius_core.billing import Billing, Usage

T = TypeVar("T")

DEFAULT = "default"
"""The account that is meant where none is named."""

JsonOption = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
AccountOption = Annotated[str, typer.Option("--account", help="Name or id of the account.")]


def create_apps() -> dict[str, typer.Typer]:
    """The sub-commands by name."""
    keys = typer.Typer(help="API keys: create, list, revoke, rotate.", no_args_is_help=True)
    keys.command("create")(create_key)
    keys.command("list")(list_keys)
    keys.command("revoke")(revoke_key)
    keys.command("rotate")(rotate_key)
    accounts = typer.Typer(help="Accounts and their plans.", no_args_is_help=True)
    accounts.command("list")(list_accounts)
    accounts.command("set-plan")(set_plan)
    database = typer.Typer(help="The database.", no_args_is_help=True)
    database.command("upgrade")(upgrade)
    return {"keys": keys, "accounts": accounts, "db": database}


async def first_key(settings: Settings) -> str | None:
    """Makes an account and a test key on an empty database; None where there is one.

    The account is on the growth plan: who serves it owns it.
    """
    async with _opened(settings) as (accounts, _):
        return await accounts.create_first_key(DEFAULT, plan="growth")


def create_key(
    *,
    plan: Annotated[
        str | None, typer.Option(help="free, developer or growth; free for a new account.")
    ] = None,
    account: AccountOption = DEFAULT,
    live: Annotated[bool, typer.Option("--live", help="A sk_live_ key.")] = False,
) -> None:
    """Print a new key, alone on stdout. It cannot be shown again."""

    async def work(accounts: Accounts, _: Billing) -> str:
        try:
            owner = await accounts.find_account(account)
        except NotFound:
            owner = await accounts.create_account(account, plan=plan or "free")
        if plan not in {None, owner.plan.name}:
            raise InvalidRequest(
                f"account {account} is on the {owner.plan.name} plan: to change it run "
                f"'phemius accounts set-plan {account} {plan}'"
            )
        return (await accounts.keys.create(owner.id, live=live))[1]

    typer.echo(run(work))


def list_keys(
    *,
    account: Annotated[
        str | None, typer.Option("--account", help="Name or id of one account.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List keys by prefix and last four characters."""

    async def work(accounts: Accounts, _: Billing) -> tuple[list[KeyInfo], dict[str, str]]:
        owner = (await accounts.find_account(account)).id if account is not None else None
        names = {each.id: each.name for each in await accounts.list_accounts()}
        return await accounts.keys.list(owner), names

    keys, names = run(work)
    if as_json:
        typer.echo(json.dumps([_key_json(key, names) for key in keys], indent=2))
        return
    table = Table(box=None)
    for name in ("id", "key", "state"):
        table.add_column(name, no_wrap=True, min_width={"id": 36, "key": 20}.get(name, 7))
    for name in ("account", "created", "last used", "expires"):
        table.add_column(name)
    for key in keys:
        table.add_row(
            key.id,
            f"{key.prefix}…{key.last_four}",
            key.state,
            names[key.account_id],
            _short(key.created_at),
            _short(key.last_used_at),
            _short(key.expires_at),
        )
    # An id that is cut off cannot be copied: on a narrow terminal the lines wrap.
    console = Console()
    console.width = max(console.width, 140)
    console.print(table)


def revoke_key(key_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Make a key invalid from its next request on."""

    async def work(accounts: Accounts, _: Billing) -> KeyInfo:
        return await accounts.keys.revoke(key_id)

    key = run(work)
    typer.echo(f"revoked {key.prefix}…{key.last_four}", err=True)


def rotate_key(
    key_id: Annotated[str, typer.Argument(metavar="ID")],
    *,
    overlap_h: Annotated[
        float, typer.Option("--overlap", min=0, help="Hours that the old key stays valid.")
    ] = 24.0,
) -> None:
    """Print a new key in place of an old one, which stays valid for a while."""

    async def work(accounts: Accounts, _: Billing) -> tuple[KeyInfo, str]:
        return await accounts.keys.rotate(key_id, overlap_s=round(overlap_h * 3600))

    _, secret = run(work)
    typer.echo(secret)


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
    account: Annotated[str, typer.Argument(help="Name or id.")],
    plan: Annotated[str, typer.Argument(help="free, developer or growth.")],
) -> None:
    """Move an account to another plan, from now on."""

    async def work(accounts: Accounts, _: Billing) -> str:
        changed = await accounts.set_plan(account, plan)
        return f"{changed.name} is on the {changed.plan.name} plan"

    typer.echo(run(work), err=True)


def usage(
    *,
    account: AccountOption = DEFAULT,
    month: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="This one if none.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what an account used in a month, and what the invoice is."""
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
    from phemius_core.accounts import default_database_url
    from phemius_core.store import upgrade_database

    settings = Settings()
    url = settings.database_url or default_database_url(settings.data_dir)
    typer.echo(f"the schema is at {upgrade_database(url).head}", err=True)


def run(work: Callable[[Accounts, Billing], Awaitable[T]]) -> T:
    """Does some work on the database of the settings."""

    async def main() -> T:
        async with _opened(Settings()) as (accounts, billing):
            return await work(accounts, billing)

    return anyio.run(main)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Accounts, Billing]]:
    from phemius_core.accounts import accounts_and_policy

    # Redis counts requests; no command here makes any.
    pepper = settings.pepper
    async with accounts_and_policy(
        settings.database_url,
        pepper=pepper.get_secret_value() if pepper is not None else None,
        data_dir=settings.data_dir,
    ) as opened:
        yield opened


def _key_json(key: KeyInfo, names: dict[str, str]) -> dict[str, Any]:
    def iso(moment: datetime | None) -> str | None:
        return moment.isoformat() if moment is not None else None

    return {
        "id": key.id,
        "account": names[key.account_id],
        "prefix": key.prefix,
        "last_four": key.last_four,
        "live": key.live,
        "state": key.state,
        "created_at": iso(key.created_at),
        "last_used_at": iso(key.last_used_at),
        "expires_at": iso(key.expires_at),
        "revoked_at": iso(key.revoked_at),
        "rotated_to": key.rotated_to,
    }


def _short(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M") if moment is not None else "-"


def _dollars(micros: int) -> str:
    return f"${micros // 1_000_000:,}.{micros % 1_000_000:06}"
