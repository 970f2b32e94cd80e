"""Rows by the thousand as the driver has them; what SQLAlchemy makes of them takes longer than reading them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Connection, Table, select, true

_ALL = true()


def rows_named(
    connection: Connection, column: Column[Any], names: Sequence[Any], among: ColumnElement[bool] = _ALL
) -> list[tuple[Any, ...]]:
    """Return the rows of a column's table that have one of these names in it, the columns in the table's order.

    ``among`` is a condition without values to bind, always the same one: its statement is kept.
    """
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    statement = f"{_all_rows(column.table, among)} AND {column} IN ({','.join('?' * len(names))})"
    return driver.execute(statement, names).fetchall()


@cache
def _all_rows(table: Table, among: ColumnElement[bool]) -> str:
    """Return what selects them; working that out for every batch would take as long as reading it."""
    return str(select(table).where(among))
