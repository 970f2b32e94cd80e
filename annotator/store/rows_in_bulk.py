"""Rows by the thousand as the driver has them; what SQLAlchemy makes of them takes longer than reading them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Column, Connection, Table, select


def rows_named(connection: Connection, column: Column[Any], names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows of a column's table that have one of these names in it, the columns in the table's order."""
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    statement = f"{_whole(column.table)} WHERE {column} IN ({','.join('?' * len(names))})"
    return driver.execute(statement, names).fetchall()


@cache
def _whole(table: Table) -> str:
    """Return what selects a whole table; working that out for every batch would take as long as reading it."""
    return str(select(table))
