"""Statements that every request runs, compiled once."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

__all__ = ["Prepared"]


class Prepared:
    """A statement whose SQL and order of parameters are kept: on SQLite, SQLAlchemy's look-up of
    them takes longer than the statement.

    Values go to the driver as they are, and rows come as the driver gives them: for columns
    whose Python type is the driver's own.

    Args:
        statement: With named parameters.
        columns: Of an INSERT: those that are given.
    """

    def __init__(self, statement: sa.ClauseElement, *columns: str) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._compiled: dict[str, tuple[str, dict[str, Any], list[str] | None]] = {}

    def run(self, tx: sa.Connection, values: Mapping[str, Any]) -> sa.CursorResult[Any]:
        """Executes it.

        Args:
            tx: A transaction.
            values: Its parameters.
        """
        known = self._compiled.get(tx.dialect.name)
        if known is None:
            known = self._compiled[tx.dialect.name] = self._compile(tx.dialect)
        sql, constants, order = known
        named = {**constants, **values}
        if order is None:
            return tx.exec_driver_sql(sql, named)
        return tx.exec_driver_sql(sql, tuple([named[name] for name in order]))

    def _compile(self, dialect: sa.Dialect) -> tuple[str, dict[str, Any], list[str] | None]:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        return str(compiled), constants, getattr(compiled, "positiontup", None)
