"""Migrations: the schema revision of a database, and its upgrade to this version's."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from phemius_core.errors import MissingExtra, SetupError
from phemius_core.store._database_engine import create_engine, parse_url

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = [
    "DatabaseUnreachable",
    "SchemaState",
    "ensure_schema",
    "schema_state",
    "upgrade_database",
]

logger = logging.getLogger(__name__)

_ADVISORY_LOCK = 0x7068656D69757300
"""Key of the PostgreSQL advisory lock of upgrades: `phemius` in ASCII."""


class DatabaseUnreachable(SetupError):
    """The database cannot be opened now: its server is not there, or refuses the connection."""


@dataclass(frozen=True, slots=True)
class SchemaState:
    """The schema revision of a database."""

    current: str | None
    """Revision of the database; None if it is empty."""
    head: str
    """Revision that this version needs."""
    known: bool
    """False if a newer version of Phemius migrated the database."""

    @property
    def up_to_date(self) -> bool:
        return self.current == self.head


def schema_state(url: str) -> SchemaState:
    """Return the schema revision of the database at `url`.

    Raises:
        SetupError: The database cannot be reached.
    """
    engine = create_engine(parse_url(url))
    try:
        with _connect(engine) as connection:
            return _state(connection)
    finally:
        engine.dispose()


def upgrade_database(url: str) -> SchemaState:
    """Upgrade the database at `url` to this version's schema, in one transaction.

    Several processes may call it at once.

    Raises:
        SetupError: A newer version of Phemius migrated the database, or it cannot be reached.
    """
    engine = create_engine(parse_url(url), timeouts=False)
    try:
        return _upgrade(engine)
    finally:
        engine.dispose()


def ensure_schema(engine: sa.Engine) -> None:
    """Upgrade SQLite to this version's schema; refuse a PostgreSQL that is behind.

    Raises:
        SetupError: PostgreSQL has to be upgraded, or a newer version migrated the database.
    """
    with _connect(engine) as connection:
        state = _state(connection)
    if not state.known:
        raise SetupError(_too_new(state))
    if state.up_to_date:
        return
    if engine.dialect.name == "sqlite":
        _upgrade(engine)
        return
    raise SetupError(
        f"the database schema is at {state.current or 'nothing'}, this version needs "
        f"{state.head}: run 'phemius db upgrade' once, then start again"
    )


def _upgrade(engine: sa.Engine) -> SchemaState:
    from alembic import command

    with _connect(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        # Read again under the lock: another process may have upgraded it meanwhile.
        state = _state(connection)
        if not state.known:
            raise SetupError(_too_new(state))
        if not state.up_to_date:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            logger.info("database schema upgraded from %s to %s", state.current, state.head)
        return SchemaState(current=state.head, head=state.head, known=True)


def _state(connection: sa.Connection) -> SchemaState:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_config())
    head = str(scripts.get_current_head())
    current = MigrationContext.configure(connection).get_current_revision()
    known = current is None or current in {script.revision for script in scripts.walk_revisions()}
    return SchemaState(current=current, head=head, known=known)


def _config() -> "Config":
    try:
        from alembic.config import Config
    except ImportError as exc:
        raise MissingExtra("alembic", "store") from exc
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _too_new(state: SchemaState) -> str:
    return (
        f"the database schema is at {state.current}, which this version does not know (its own "
        f"is {state.head}): install the version of Phemius that migrated it, or a newer one"
    )


@contextmanager
def _connect(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Run one transaction on a new connection; raise `SetupError` if it cannot be opened."""
    try:
        connection = engine.connect()
        transaction = connection.begin()
    except sa.exc.DBAPIError as exc:
        # Without its options, one of which may be a password.
        where = engine.url.set(query={}).render_as_string(hide_password=True)
        raise DatabaseUnreachable(f"the database {where} cannot be opened: {exc.orig}") from exc
    with connection, transaction:
        yield connection
