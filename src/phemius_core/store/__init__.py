"""The database of accounts, billing and jobs: tables, transactions and migrations."""

from phemius_core.errors import MissingExtra

try:
    import sqlalchemy  # noqa: F401
except ImportError as exc:  # pragma: no cover - a test of the extras runs without it
    raise MissingExtra("sqlalchemy", "store") from exc

from phemius_core.store._migrate import (
    DatabaseUnreachable,
    SchemaState,
    schema_state,
    upgrade_database,
)
from phemius_core.store._prepared_statement import PreparedStatement
from phemius_core.store._store import ClosedStore, Store
from phemius_core.store._tables import (
    accounts,
    api_keys,
    balances,
    erasures,
    file_usage,
    idempotency,
    installation,
    job_files,
    job_items,
    jobs,
    ledger,
    lexicons,
    metadata,
    plan_changes,
    reservations,
    voice_packs,
    voices,
)
from phemius_core.store._time import Clock, Month, from_us, new_id, now_us, ordered_id

__all__ = [
    "Clock",
    "ClosedStore",
    "DatabaseUnreachable",
    "Month",
    "PreparedStatement",
    "SchemaState",
    "Store",
    "accounts",
    "api_keys",
    "balances",
    "erasures",
    "file_usage",
    "from_us",
    "idempotency",
    "installation",
    "job_files",
    "job_items",
    "jobs",
    "ledger",
    "lexicons",
    "metadata",
    "new_id",
    "now_us",
    "ordered_id",
    "plan_changes",
    "reservations",
    "schema_state",
    "upgrade_database",
    "voice_packs",
    "voices",
]
