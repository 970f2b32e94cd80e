"""A package's facts for tests."""

from __future__ import annotations

import datetime as dt

from annotator.domain.ids import ProjectId
from annotator.formats.replication.about import About, Origin, licence_named

ORIGIN = Origin(
    project_id=ProjectId("project-1"),
    project_name="Raids 2024",
    head=42,
    head_hash="a" * 64,
    at=dt.datetime(2024, 6, 1, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-2))),
    app_version="0.1.0",
)
ABOUT = About(title="Raids", authors=("Family, Given", "A group"), licence=licence_named("CC-BY-4.0"))
