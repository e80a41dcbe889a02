"""What an error of the database driver means: whether a retry may help, and what to log."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

__all__ = ["AWAY", "BUSY", "READ_ONLY", "Failure", "failure_of"]


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure of the database that may be over soon."""

    kind: str
    """For the log, as a predicate: `does not answer`."""
    message: str
    """What the client is told."""
    retry_after_s: int = 1
    stale_connections: bool = False
    """Whether pooled connections lead to a server that will not serve: after a failover they still
    lead to the old primary."""
    writes_only: bool = False
    """Whether reads may go on to succeed meanwhile."""


AWAY: Final = Failure(
    "does not answer", "the database does not answer: try again soon", stale_connections=True
)
BUSY: Final = Failure("is too busy", "the database is too busy: try again soon", retry_after_s=2)
READ_ONLY: Final = Failure(
    "takes no writes",
    "the database takes no writes at the moment: try again soon",
    retry_after_s=5,
    stale_connections=True,
    writes_only=True,
)

_BUG: Final = (
    sa.exc.IntegrityError,
    sa.exc.ProgrammingError,
    sa.exc.DataError,
    sa.exc.NotSupportedError,
)
"""Errors that are the statement's fault: a retry fails in the same way."""
_BY_SQLSTATE: Final = {
    "25006": READ_ONLY,  # read-only transaction: a standby, or default_transaction_read_only
    "53100": READ_ONLY,  # disk full
    "53200": BUSY,  # out of memory
    "53300": BUSY,  # too many connections
    "55P03": BUSY,  # lock_timeout
    "57014": BUSY,  # statement_timeout
}
_BY_SQLITE_NAME: Final = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_FULL": READ_ONLY,
    "SQLITE_READONLY": READ_ONLY,
}


def failure_of(error: sa.exc.DBAPIError) -> Failure | None:
    """Returns what a driver's error means; None if the statement is at fault.

    What is not known is taken for a database that does not answer: after a crash or a failover
    drivers raise errors of almost any class.
    """
    if isinstance(error, _BUG):
        return None
    sqlstate = getattr(error.orig, "sqlstate", None)
    if sqlstate is not None:
        return _BY_SQLSTATE.get(sqlstate, AWAY)
    # Extended codes, such as SQLITE_READONLY_DBMOVED, begin with the primary one.
    name = "_".join(getattr(error.orig, "sqlite_errorname", "").split("_")[:2])
    return _BY_SQLITE_NAME.get(name, AWAY)
