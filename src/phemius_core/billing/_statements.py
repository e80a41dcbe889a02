"""The statements that every request runs, built once: building costs more than running."""

import sqlalchemy as sa
from sqlalchemy import bindparam as p
from sqlalchemy.dialects import postgresql, sqlite

from phemius_core import store as db
from phemius_core.store import Prepared

__all__ = [
    "CHARGE",
    "COMMIT_HELD",
    "FIND_KEY",
    "INSERT_LEDGER",
    "INSERT_RESERVATION",
    "TAKE",
    "TAKE_CAPPED",
    "TOUCH_KEY",
    "insert_or_ignore",
]

_balance = db.balances.c
_of_month = (_balance.account_id == p("of_account")) & (_balance.month == p("of_month"))

FIND_KEY = Prepared(
    sa.select(
        db.accounts.c.plan,
        db.api_keys.c.revoked_at,
        db.api_keys.c.expires_at,
        db.api_keys.c.last_used_at,
    )
    .join(db.accounts, db.accounts.c.id == db.api_keys.c.account_id)
    .where(db.api_keys.c.id == p("key_id"))
)

TOUCH_KEY = Prepared(
    sa.update(db.api_keys)
    .where(db.api_keys.c.id == p("key_id"))
    .values(last_used_at=p("now", type_=sa.BigInteger))
)

_TAKE = (
    sa.update(db.balances)
    .where(_of_month)
    .values(reserved=_balance.reserved + p("taken", type_=sa.BigInteger))
)

TAKE = Prepared(_TAKE)

TAKE_CAPPED = Prepared(
    _TAKE.where(
        _balance.used + _balance.reserved + p("taken", type_=sa.BigInteger)
        <= p("cap", type_=sa.BigInteger)
    )
)

INSERT_RESERVATION = Prepared(sa.insert(db.reservations), *db.reservations.c.keys())

COMMIT_HELD = Prepared(
    sa.update(db.reservations)
    .where(
        db.reservations.c.id == p("of_id"),
        db.reservations.c.state == "held",
        db.reservations.c.idempotency_key.is_(None),
        db.reservations.c.chars >= p("charge", type_=sa.BigInteger),
    )
    .values(state="committed", charged=p("charge", type_=sa.BigInteger))
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

CHARGE = Prepared(
    sa.update(db.balances)
    .where(_of_month)
    .values(
        used=_balance.used + p("charge", type_=sa.BigInteger),
        reserved=_balance.reserved - p("freed", type_=sa.BigInteger),
    )
)

INSERT_LEDGER = Prepared(
    sa.insert(db.ledger), *(column.name for column in db.ledger.c if column.name != "id")
)


def insert_or_ignore(tx: sa.Connection, table: sa.Table, values: dict[str, object]) -> bool:
    """Inserts a row unless its primary key is taken; True where it did."""
    if tx.dialect.name == "sqlite":
        return (
            tx.execute(sqlite.insert(table).values(values).on_conflict_do_nothing()).rowcount == 1
        )
    return (
        tx.execute(postgresql.insert(table).values(values).on_conflict_do_nothing()).rowcount == 1
    )
