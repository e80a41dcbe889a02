"""Erasures of accounts, which every server looks up to drop what it keeps in memory."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "erasures",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("completed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_erasures_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_requested_at"), "erasures", ["requested_at"], unique=False)
