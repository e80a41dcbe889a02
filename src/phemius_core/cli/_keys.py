"""`phemius keys`: create, list, revoke and rotate API keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from phemius_core.cli._accounts import DEFAULT_ACCOUNT, AccountOption, JsonOption, run
from phemius_core.errors import InvalidRequest, NotFound

if TYPE_CHECKING:
    from datetime import datetime

    from phemius_core.accounts import Accounts, KeyInfo
    from phemius_core.billing import Billing


def create_app() -> typer.Typer:
    app = typer.Typer(help="Create, list, revoke and rotate API keys.", no_args_is_help=True)
    app.command("create")(create_key)
    app.command("list")(list_keys)
    app.command("revoke")(revoke_key)
    app.command("rotate")(rotate_key)
    return app


def create_key(
    *,
    plan: Annotated[
        str | None,
        typer.Option(help="Plan of a new account: free (the default), developer or growth."),
    ] = None,
    account: AccountOption = DEFAULT_ACCOUNT,
    live: Annotated[
        bool, typer.Option("--live", help="Create a sk_live_ key, not sk_test_.")
    ] = False,
) -> None:
    """Create a key, and its account if there is none; print only the key, this once, on stdout."""

    async def work(accounts: Accounts, _: Billing) -> str:
        try:
            owner = await accounts.find_account(account)
        except NotFound:
            owner = await accounts.create_account(account, plan=plan or "free")
        if plan not in {None, owner.plan.name}:
            raise InvalidRequest(
                f"account {account} is on the {owner.plan.name} plan: to change it, run "
                f"'phemius accounts set-plan {account} {plan}'"
            )
        return (await accounts.keys.create(owner.id, live=live))[1]

    typer.echo(run(work))


def list_keys(
    *,
    account: Annotated[
        str | None,
        typer.Option("--account", help="Name or id of an account; all accounts if not given."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List keys by their prefix and last four characters."""

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
    # Lines wrap on a narrow terminal: an id that is cut off could not be copied.
    console = Console()
    console.width = max(console.width, 140)
    console.print(table)


def revoke_key(key_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the key.")]) -> None:
    """Revoke a key from its next request on."""

    async def work(accounts: Accounts, _: Billing) -> KeyInfo:
        return await accounts.keys.revoke(key_id)

    key = run(work)
    typer.echo(f"revoked {key.prefix}…{key.last_four}", err=True)


def rotate_key(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the key.")],
    *,
    overlap_h: Annotated[
        float, typer.Option("--overlap", min=0, help="Hours that the old key stays valid.")
    ] = 24.0,
) -> None:
    """Replace a key, which stays valid for a while; print only the new key, on stdout."""

    async def work(accounts: Accounts, _: Billing) -> tuple[KeyInfo, str]:
        return await accounts.keys.rotate(key_id, overlap_s=round(overlap_h * 3600))

    _, secret = run(work)
    typer.echo(secret)


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
