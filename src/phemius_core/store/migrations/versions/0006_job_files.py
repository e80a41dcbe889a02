"""Job files in a file storage, deletion in steps, and indexes that queries of the queue can use."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OPEN = sa.text("status IN ('queued', 'running')")


def upgrade() -> None:
    """Lets files be kept outside the database; those of earlier versions stay in their rows."""
    installation = op.create_table(
        "installation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("files_collected_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.bulk_insert(installation, [{"id": uuid.uuid4().hex, "files_collected_at": 0}])
    _let_data_be_null()
    op.add_column("job_files", sa.Column("key", sa.String(length=300), nullable=True))
    op.add_column("job_files", sa.Column("size_bytes", sa.BigInteger(), nullable=True))
    op.create_table(
        "file_usage",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("bytes >= 0", name=op.f("ck_file_usage_bytes")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_file_usage_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_file_usage")),
    )
    op.execute(
        "INSERT INTO file_usage (account_id, bytes) "
        "SELECT jobs.account_id, SUM(LENGTH(job_files.data)) FROM job_files "
        "JOIN jobs ON jobs.id = job_files.job_id GROUP BY jobs.account_id"
    )
    op.add_column("jobs", sa.Column("deletion_claimed_at", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_jobs_deleting",
        "jobs",
        ["deletion_claimed_at"],
        unique=False,
        sqlite_where=sa.text("deletion_claimed_at IS NOT NULL"),
        postgresql_where=sa.text("deletion_claimed_at IS NOT NULL"),
    )
    op.create_index(
        "ix_jobs_unfinished",
        "jobs",
        ["account_id"],
        unique=False,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.execute("DROP INDEX ix_job_items_available")
    op.create_index(
        "ix_job_items_open",
        "job_items",
        ["job_id", "position"],
        unique=False,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def _let_data_be_null() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.alter_column("job_files", "data", existing_type=sa.LargeBinary(), nullable=True)
        return
    # SQLite has no statement for it, and copying the table would write all audio again while
    # nobody else can write. https://sqlite.org/lang_altertable.html describes this way.
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = replace(sql, 'data BLOB NOT NULL', 'data BLOB') "
        "WHERE type = 'table' AND name = 'job_files'"
    )
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
