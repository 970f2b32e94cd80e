"""No cell of the incident forms is a formula, and every text altered for that is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.values import FreeText
from annotator.formats.datasets.incident_forms.writers import incident_writers
from annotator.formats.datasets.refused import CHANGED
from annotator.formats.datasets.source import CodedArticle
from tests.drafts import draft_of
from tests.unit.formats.incident_forms.making import CODER, TOWN, actor, coded, rows_of, written

FORMULA = "=HYPERLINK(A1)"
TABLES = {
    "gtd": ("gtd.csv", {"coder", "summary", "gname"}),
    "acled": ("acled.csv", {"coder", "notes", "actor1", "source"}),
    "ucdp-ged": ("ucdp-ged.csv", {"coder", "side_a", "source_article", "source_headline"}),
    "events": ("events.csv", {"label", "perpetrators"}),
}


def hostile() -> CodedArticle:
    """Return an incident whose texts are formulas wherever people write texts, at negative coordinates."""
    south = TOWN.model_copy(update={"lat": -1.5, "lon": -0.04})
    draft = draft_of({"incident_label": FreeText(text=FORMULA), "location": south}, actor(FORMULA))
    found = coded(draft, title=FORMULA, source=FORMULA)
    return CodedArticle(found.article, CODER.model_copy(update={"name": FORMULA}), found.coding, found.codebook)


@pytest.mark.parametrize("form", sorted(TABLES))
def test_texts_like_formulas_get_an_apostrophe_and_numbers_stay_numbers(tmp_path: Path, form: str) -> None:
    name, columns = TABLES[form]
    written(incident_writers[form], tmp_path / "out", hostile())
    (row,) = rows_of(tmp_path / "out" / name)
    assert {column for column, cell in row.items() if cell == f"'{FORMULA}"} == columns
    assert not [cell for cell in row.values() if cell.startswith(("=", "@", "+"))]
    assert (row["latitude"], row["longitude"]) == ("-1.5", "-0.04")


@pytest.mark.parametrize("form", sorted(TABLES))
def test_every_altered_cell_is_listed_and_counted(tmp_path: Path, form: str) -> None:
    name, columns = TABLES[form]
    result = written(incident_writers[form], tmp_path / "out", hostile())
    listed = [row for row in rows_of(tmp_path / "out" / "refused.csv") if "like a formula" in row["reason"]]
    assert {row["outcome"] for row in listed} == {CHANGED}
    assert {row["column"] for row in listed} >= columns
    assert {cell.column for cell in result.altered if cell.file == name} == columns
    assert result.altered_count == len(listed)
    assert any("like a formula" in remark for remark in result.remarks)


def test_reports_and_crosswalk_are_guarded_too(tmp_path: Path) -> None:
    written(incident_writers["events"], tmp_path / "out", hostile())
    (report,), (pair,) = (rows_of(tmp_path / "out" / name) for name in ("reports.csv", "crosswalk.csv"))
    assert (report["coder"], report["title"], report["source"]) == (f"'{FORMULA}",) * 3
    assert pair["coder"] == f"'{FORMULA}"


@pytest.mark.parametrize("form", sorted(TABLES))
def test_tables_without_such_texts_begin_with_their_first_column_and_list_nothing(tmp_path: Path, form: str) -> None:
    result = written(incident_writers[form], tmp_path / "out", coded(draft_of({"location": TOWN}, actor("Front"))))
    assert (tmp_path / "out" / TABLES[form][0]).read_bytes()[:1].isascii()
    assert (result.altered, result.altered_count) == ((), 0)
    assert not (tmp_path / "out" / "refused.csv").exists()
