"""The statements that every request runs, compiled once: compiling costs more than running."""

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite

from phemius_core import store as db
from phemius_core.store import PreparedStatement

__all__ = [
    "CHARGE_BALANCE",
    "COMMIT_RESERVATION",
    "INSERT_LEDGER_ENTRY",
    "INSERT_RESERVATION",
    "RESERVE_CHARS",
    "RESERVE_CHARS_WITHIN_CAP",
    "SELECT_KEY",
    "UPDATE_KEY_LAST_USED",
    "insert_or_ignore",
]


def _bigint(name: str) -> "sa.BindParameter[int]":
    return bindparam(name, type_=sa.BigInteger)


_balance = db.balances.c
_of_month = (_balance.account_id == bindparam("of_account")) & (
    _balance.month == bindparam("of_month")
)

SELECT_KEY = PreparedStatement(
    sa.select(
        db.accounts.c.plan,
        db.api_keys.c.revoked_at,
        db.api_keys.c.expires_at,
        db.api_keys.c.last_used_at,
    )
    .join(db.accounts, db.accounts.c.id == db.api_keys.c.account_id)
    .where(db.api_keys.c.id == bindparam("key_id"))
)

UPDATE_KEY_LAST_USED = PreparedStatement(
    sa.update(db.api_keys)
    .where(db.api_keys.c.id == bindparam("key_id"))
    .values(last_used_at=_bigint("now"))
)

_RESERVE = (
    sa.update(db.balances)
    .where(_of_month)
    .values(reserved=_balance.reserved + _bigint("reserved_chars"))
)

RESERVE_CHARS = PreparedStatement(_RESERVE)

RESERVE_CHARS_WITHIN_CAP = PreparedStatement(
    _RESERVE.where(_balance.used + _balance.reserved + _bigint("reserved_chars") <= _bigint("cap"))
)

INSERT_RESERVATION = PreparedStatement(sa.insert(db.reservations), *db.reservations.c.keys())

COMMIT_RESERVATION = PreparedStatement(
    sa.update(db.reservations)
    .where(
        db.reservations.c.id == bindparam("of_id"),
        db.reservations.c.state == "held",
        db.reservations.c.idempotency_key.is_(None),
        db.reservations.c.chars >= _bigint("charge"),
    )
    .values(state="committed", charged=_bigint("charge"))
    .returning(
        db.reservations.c.account_id,
        db.reservations.c.key_id,
        db.reservations.c.request_id,
        db.reservations.c.endpoint,
        db.reservations.c.month,
        db.reservations.c.created_at,
        db.reservations.c.chars,
    )
)
"""The common case of a settlement in one statement: held, and without idempotency key."""

CHARGE_BALANCE = PreparedStatement(
    sa.update(db.balances)
    .where(_of_month)
    .values(
        used=_balance.used + _bigint("charge"),
        reserved=_balance.reserved - _bigint("freed"),
    )
)

INSERT_LEDGER_ENTRY = PreparedStatement(
    sa.insert(db.ledger), *(column.name for column in db.ledger.c if column.name != "id")
)


def insert_or_ignore(tx: sa.Connection, table: sa.Table, values: dict[str, object]) -> bool:
    """Insert a row unless its primary key exists; return whether it was inserted."""
    if tx.dialect.name == "sqlite":
        return (
            tx.execute(sqlite.insert(table).values(values).on_conflict_do_nothing()).rowcount == 1
        )
    return (
        tx.execute(postgresql.insert(table).values(values).on_conflict_do_nothing()).rowcount == 1
    )
