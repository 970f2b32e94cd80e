"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}

LOSES_ROWS_OF: frozenset[str] = frozenset()
"""Tables that may have fewer rows afterwards."""


def upgrade() -> None:
    """Go forward."""
    ${upgrades if upgrades else "pass"}
