"""Job items: the time at which they may be claimed and the end of their lease, apart."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Renames the columns of the queue and gives leases a column of their own."""
    op.execute("ALTER TABLE jobs RENAME COLUMN served_at TO last_claimed_at")
    op.execute("ALTER TABLE job_items RENAME COLUMN due_at TO available_at")
    op.add_column("job_items", sa.Column("lease_expires_at", sa.BigInteger(), nullable=True))
    op.execute("UPDATE job_items SET lease_expires_at = available_at WHERE status = 'running'")
    op.execute("DROP INDEX ix_job_items_due")
    op.create_index(
        "ix_job_items_available",
        "job_items",
        ["job_id", "available_at"],
        unique=False,
        sqlite_where=sa.text("status IN ('queued', 'running')"),
        postgresql_where=sa.text("status IN ('queued', 'running')"),
    )
