"""Statements that every request runs, compiled once."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

__all__ = ["PreparedStatement"]


class PreparedStatement:
    """A statement whose SQL and order of parameters are kept once they are compiled.

    On SQLite, SQLAlchemy's look-up of them takes longer than the statement itself. Values go to
    the driver as they are, and rows come as the driver gives them: use it for columns whose
    Python type is the driver's own.

    Args:
        statement: A statement with named parameters.
        columns: For an INSERT, the columns whose values are given.
    """

    def __init__(self, statement: sa.ClauseElement, *columns: str) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._compiled: dict[str, tuple[str, dict[str, Any], list[str] | None]] = {}

    def execute(self, tx: sa.Connection, values: Mapping[str, Any]) -> sa.CursorResult[Any]:
        """Execute the statement in a transaction.

        Args:
            tx: A transaction.
            values: Values of the named parameters.
        """
        compiled = self._compiled.get(tx.dialect.name)
        if compiled is None:
            compiled = self._compiled[tx.dialect.name] = self._compile(tx.dialect)
        sql, constants, positions = compiled
        named = {**constants, **values}
        if positions is None:
            return tx.exec_driver_sql(sql, named)
        return tx.exec_driver_sql(sql, tuple([named[name] for name in positions]))

    def _compile(self, dialect: sa.Dialect) -> tuple[str, dict[str, Any], list[str] | None]:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        return str(compiled), constants, getattr(compiled, "positiontup", None)
