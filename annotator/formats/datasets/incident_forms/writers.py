"""The incident forms by name, made only when asked for since they need the default codebook's fields."""

from __future__ import annotations

from annotator.formats.datasets.form import Writer
from annotator.formats.datasets.incident_forms.acled import Acled
from annotator.formats.datasets.incident_forms.event_report import EventReportWriter
from annotator.formats.datasets.incident_forms.event_table import EventTableWriter
from annotator.formats.datasets.incident_forms.gtd import Gtd
from annotator.formats.datasets.incident_forms.muc4 import Muc4Writer
from annotator.formats.datasets.incident_forms.ucdp_ged import UcdpGed

_writers: tuple[Writer, ...] = (
    EventTableWriter("gtd", "GTD columns (one row per incident)", Gtd()),
    EventTableWriter("acled", "ACLED columns (one row per incident)", Acled()),
    EventTableWriter("ucdp-ged", "UCDP GED columns (one row per deadly incident)", UcdpGed()),
    Muc4Writer(),
    EventReportWriter(),
)
incident_writers: dict[str, Writer] = {writer.name: writer for writer in _writers}
"""Every incident form by its name."""
