"""The tables. A change here needs a migration as well; a test compares the two.

Times are microseconds since 1970. `balances` has the one row that all concurrent requests of
an account update; its `used` is always the sum of the account's ledger for that month.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

__all__ = [
    "accounts",
    "api_keys",
    "balances",
    "erasures",
    "file_usage",
    "idempotency",
    "installation",
    "job_files",
    "job_items",
    "jobs",
    "ledger",
    "lexicons",
    "metadata",
    "plan_changes",
    "reservations",
    "voice_packs",
    "voices",
]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only in a column of exactly the type INTEGER.
_Serial = BigInteger().with_variant(Integer, "sqlite")

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("plan", String(40), nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

erasures = Table(
    "erasures",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("requested_at", BigInteger, nullable=False, index=True),
    Column("completed_at", BigInteger),
)
"""Accounts that were erased, or whose erasure has begun. An account that is here gets no keys."""

plan_changes = Table(
    "plan_changes",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("plan", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "account_id", "at"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("prefix", String(20), nullable=False),
    Column("last_four", String(4), nullable=False),
    Column("live", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("last_used_at", BigInteger),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("rotated_to", String(36)),
)

balances = Table(
    "balances",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("used", BigInteger, nullable=False),
    Column("reserved", BigInteger, nullable=False),
    CheckConstraint("used >= 0", name="used"),
    CheckConstraint("reserved >= 0", name="reserved"),
)

reservations = Table(
    "reservations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("key_id", ForeignKey("api_keys.id"), nullable=False),
    Column("request_id", String(128), nullable=False),
    Column("endpoint", String(64), nullable=False),
    Column("month", Integer, nullable=False),
    Column("chars", BigInteger, nullable=False),
    Column("prior_chars", BigInteger, nullable=False),
    Column("idempotency_key", LargeBinary(32)),
    Column("state", String(10), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("charged", BigInteger, nullable=False),
    CheckConstraint("chars >= 0", name="chars"),
    CheckConstraint("state IN ('held', 'committed', 'released', 'expired')", name="state"),
    # Few reservations are held, many have ended: the sweep must not read the latter.
    Index(
        "ix_reservations_held",
        "account_id",
        "expires_at",
        sqlite_where=text("state = 'held'"),
        postgresql_where=text("state = 'held'"),
    ),
    Index(
        "ix_reservations_lapsing",
        "expires_at",
        sqlite_where=text("state = 'held'"),
        postgresql_where=text("state = 'held'"),
    ),
    Index(
        "ix_reservations_ended",
        "expires_at",
        sqlite_where=text("state <> 'held'"),
        postgresql_where=text("state <> 'held'"),
    ),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("reservation_id", String(32), nullable=False, unique=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("key_id", ForeignKey("api_keys.id"), nullable=False),
    Column("request_id", String(128), nullable=False),
    Column("endpoint", String(64), nullable=False),
    Column("month", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("settled_at", BigInteger, nullable=False),
    Column("chars", BigInteger, nullable=False),
    Column("cached", Boolean, nullable=False),
    Column("audio_ms", BigInteger, nullable=False),
    CheckConstraint("chars >= 0", name="chars"),
    Index(None, "account_id", "month"),
    sqlite_autoincrement=True,
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("key", LargeBinary(32), primary_key=True),
    Column("body", LargeBinary(32), nullable=False),
    Column("reservation_id", String(32), nullable=False),
    Column("charged", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index(None, "created_at"),
)

voices = Table(
    "voices",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("model", String(40), nullable=False),
    Column("spec", String(200), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index(None, "account_id", "created_at"),
)

voice_packs = Table(
    "voice_packs",
    metadata,
    Column("voice_id", ForeignKey("voices.id"), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("lang", String(1), nullable=False),
    Column("pack", LargeBinary, nullable=False),
    Column("provenance", Text, nullable=False),
    Column("reference", LargeBinary),
    Column("created_at", BigInteger, nullable=False),
)
"""Voicepacks of cloned voices, used in place of their `spec`, as `voices.pack_bytes` returns
them. `reference` is the recording, if it is kept."""

lexicons = Table(
    "lexicons",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("entries", Text, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)
"""Pronunciations of accounts, which are replaced whole: JSON, and the digest of what it says."""

_OPEN = "status IN ('queued', 'running')"
_STATUSES = "status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')"

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("key_id", ForeignKey("api_keys.id"), nullable=False),
    Column("type", String(40), nullable=False),
    Column("status", String(10), nullable=False),
    Column("options", Text, nullable=False),
    Column("request_id", String(128), nullable=False),
    Column("idempotency_key", LargeBinary(32)),
    Column("body", LargeBinary(32), nullable=False),
    Column("items", Integer, nullable=False),
    Column("succeeded", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("chars", BigInteger, nullable=False),
    Column("audio_ms", BigInteger, nullable=False),
    Column("result", Text),
    Column("error", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("last_claimed_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("deletion_claimed_at", BigInteger),
    CheckConstraint(_STATUSES, name="status"),
    UniqueConstraint("account_id", "idempotency_key"),
    Index(None, "account_id", "created_at", "id"),
    Index(
        "ix_jobs_open", "last_claimed_at", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)
    ),
    Index(
        "ix_jobs_unfinished", "account_id", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)
    ),
    Index(
        "ix_jobs_deleting",
        "deletion_claimed_at",
        sqlite_where=text("deletion_claimed_at IS NOT NULL"),
        postgresql_where=text("deletion_claimed_at IS NOT NULL"),
    ),
    Index(
        "ix_jobs_ended",
        "ended_at",
        sqlite_where=text("ended_at IS NOT NULL"),
        postgresql_where=text("ended_at IS NOT NULL"),
    ),
)
"""`last_claimed_at` orders jobs: the one whose last claim is the longest ago is next. A job with
`deletion_claimed_at`, the time at which a process has begun to delete it, is no longer shown."""

job_items = Table(
    "job_items",
    metadata,
    Column("job_id", ForeignKey("jobs.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("request", Text, nullable=False),
    Column("status", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("available_at", BigInteger, nullable=False),
    Column("lease_expires_at", BigInteger),
    Column("worker", String(36)),
    Column("reservation_id", String(32)),
    Column("progress", Float, nullable=False),
    Column("chars", BigInteger, nullable=False),
    Column("audio_ms", BigInteger, nullable=False),
    Column("error", Text),
    CheckConstraint(_STATUSES, name="status"),
    Index(
        "ix_job_items_open",
        "job_id",
        "position",
        sqlite_where=text(_OPEN),
        postgresql_where=text(_OPEN),
    ),
)
"""Workers claim items one at a time: a queued one from `available_at` on, a running one once
`lease_expires_at` has passed without a heartbeat."""

job_files = Table(
    "job_files",
    metadata,
    Column("job_id", ForeignKey("jobs.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("role", String(10), primary_key=True),
    Column("media_type", String(40), nullable=False),
    Column("data", LargeBinary),
    Column("key", String(300)),
    Column("size_bytes", BigInteger),
    CheckConstraint("role IN ('input', 'output')", name="role"),
)
"""`key` names a file of the file storage. Files of earlier versions are in `data` instead."""

file_usage = Table(
    "file_usage",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    CheckConstraint("bytes >= 0", name="bytes"),
)
"""`bytes` is always the size of all files of the account's jobs."""

installation = Table(
    "installation",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("files_collected_at", BigInteger, nullable=False),
)
"""One row. Its random `id` begins the keys of this database's files, so that two databases may
share a file storage; `files_collected_at` is when files that no row names were last looked for."""
