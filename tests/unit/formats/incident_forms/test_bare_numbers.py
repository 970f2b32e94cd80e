"""A number that leaves without the words around it or its range is listed, once per report and column."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.values import Qualifier
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.incident_forms.bare_numbers import BareNumber, Told, told_numbers
from annotator.formats.datasets.incident_forms.writers import incident_writers
from annotator.formats.datasets.output import DryFolder
from annotator.formats.datasets.refused import CHANGED
from tests.drafts import Answer, count, draft_of, exactly, one, several
from tests.unit.formats.incident_forms.making import TOWN, coded, rows_of, source_of, victims, written

AT_LEAST_54 = count(54, 54, None, Qualifier.AT_LEAST)
ABOUT_6 = count(None, 6, None, Qualifier.ABOUT)
SIX_TO_8 = count(6, None, 8, Qualifier.RANGE)
ABOUT_50 = count(50, 50, 50, Qualifier.ABOUT)
AT_MOST_9 = count(None, 9, 9, Qualifier.AT_MOST)
DOZENS = count(None, None, None, Qualifier.DOZENS)

Groups = tuple[tuple[str, Mapping[str, Answer]], ...]


def listed(
    form: str, folder: Path, changes: Mapping[str, Answer], *groups: tuple[str, Mapping[str, Answer]]
) -> tuple[FormResult, list[dict[str, str]]]:
    """Return what was written, and the lines of the list that name a field."""
    result = written(incident_writers[form], folder, coded(draft_of({"location": TOWN, **changes}, *groups)))
    path = folder / "refused.csv"
    return result, [row for row in rows_of(path) if row["field"]] if path.exists() else []


def told(form: str, folder: Path, changes: Mapping[str, Answer], *groups: Any) -> dict[str, tuple[str, str]]:
    """Return field and what was coded and written, by column."""
    lines = listed(form, folder, changes, *groups)[1]
    assert len({line["column"] for line in lines}) == len(lines)
    return {line["column"]: (line["field"], line["reason"].partition(" not told. ")[2]) for line in lines}


@pytest.mark.parametrize(
    "form, changes, groups, expected",
    [
        ("acled", {"killed_total": exactly(50)}, (), {}),
        ("acled", {"killed_total": ABOUT_50}, (), {"fatalities": "Coded: Killed “about 50”; written: 50."}),
        ("acled", {"killed_total": SIX_TO_8}, (), {"fatalities": "Coded: Killed “6 to 8”; written: 6."}),
        (
            "acled",
            {"killed_total": AT_LEAST_54, "killed_perpetrators": exactly(3)},
            (),
            {"fatalities": "Coded: Killed “at least 54”; written: 57."},
        ),
        ("acled", {"killed_total": DOZENS}, (), {}),
        (
            "acled",
            {"killed_total": exactly(5)},
            (victims("perpetrators", ABOUT_6), victims("perpetrators", exactly(1))),
            {"fatalities": "Coded: Attackers killed in a victim group “about 6”; written: 12."},
        ),
        (
            "gtd",
            {"killed_total": AT_LEAST_54, "killed_perpetrators": ABOUT_6, "wounded_total": SIX_TO_8},
            (),
            {
                "nkill": "Coded: Killed “at least 54”, Attackers killed “about 6”; written: 60.",
                "nkillter": "Coded: Attackers killed “about 6”; written: 6.",
                "nwound": "Coded: Wounded “6 to 8”; written: 6.",
            },
        ),
        ("gtd", {"killed_total": AT_LEAST_54, "killed_perpetrators": DOZENS}, (), {}),
        ("gtd", {"perp_number": ABOUT_50}, (), {"nperps": "Coded: Number of attackers “about 50”; written: 50."}),
        (
            "gtd",
            {"tactic": several("kidnapping")},
            (victims("civilians", vg_missing=ABOUT_6), victims("soldiers", vg_missing=exactly(2))),
            {"nhostkid": "Coded: Missing in a victim group “about 6”; written: 8."},
        ),
        ("gtd", {"tactic": several("armed_assault")}, (victims("civilians", vg_missing=ABOUT_6),), {}),
        ("ucdp-ged", {"killed_total": count(6, 7, 8, Qualifier.RANGE)}, (victims("soldiers", exactly(7)),), {}),
        (
            "ucdp-ged",
            {"killed_total": SIX_TO_8},
            (victims("soldiers", exactly(6)),),
            {"best": "Coded: Killed “6 to 8”; written: 6."},
        ),
        (
            "ucdp-ged",
            {"killed_total": AT_LEAST_54, "killed_perpetrators": exactly(3)},
            (),
            {
                "deaths_unknown": "Coded: Killed “at least 54”; written: 54.",
                "high": "Coded: Killed “at least 54”; written: 57.",
            },
        ),
        (
            "ucdp-ged",
            {"killed_total": None},
            (victims("civilians", ABOUT_6),),
            {
                "deaths_civilians": "Coded: Killed in a victim group “about 6”; written: 6.",
                "high": "Coded: Killed in a victim group “about 6”; written: 6.",
                "low": "Coded: Killed in a victim group “about 6”; written: 6.",
            },
        ),
        (
            "ucdp-ged",
            {"killed_total": AT_MOST_9},
            (victims("soldiers", exactly(9)),),
            {"low": "Coded: Killed “at most 9”; written: 9."},
        ),
    ],
)
def test_a_number_with_words_or_a_range_is_listed_with_what_is_written(
    tmp_path: Path, form: str, changes: Mapping[str, Answer], groups: Groups, expected: Mapping[str, str]
) -> None:
    found = told(form, tmp_path / "out", changes, *groups)
    assert {column: sentence for column, (_, sentence) in found.items()} == expected


def test_a_line_names_its_report_its_column_and_the_fields_of_what_was_coded(tmp_path: Path) -> None:
    changes: dict[str, Answer] = {"killed_total": AT_LEAST_54, "killed_perpetrators": ABOUT_6}
    result, (line,) = listed("acled", tmp_path / "out", changes)
    assert (line["outcome"], line["what"], line["report_number"]) == (CHANGED, "cell", "1")
    assert (line["column"], line["field"]) == ("fatalities", "killed_total | killed_perpetrators")
    assert line["id"] == rows_of(tmp_path / "out" / "acled.csv")[0]["event_id_cnty"]
    assert any("1 cell was changed" in remark and "a number alone" in remark for remark in result.remarks)


@pytest.mark.parametrize("form", ["gtd", "acled", "ucdp-ged"])
def test_what_is_refused_has_no_line_of_its_numbers(tmp_path: Path, form: str) -> None:
    changes: dict[str, Answer] = {"stage": one("threatened"), "killed_total": AT_LEAST_54}
    assert listed(form, tmp_path / "out", changes)[1] == []


def test_a_preview_counts_the_numbers_as_the_export_lists_them(tmp_path: Path) -> None:
    article = coded(draft_of({"location": TOWN, "killed_total": AT_LEAST_54}))
    folder = DryFolder()
    with incident_writers["gtd"].open(source_of(article), folder) as sink:
        sink.add(article)
        sink.finished()
    assert [(line.outcome, line.field, line.column) for line in folder.refused] == [(CHANGED, "killed_total", "nkill")]


def test_an_empty_cell_hides_no_number_and_a_zero_does() -> None:
    numbers = [BareNumber("a", "f", "Killed", ABOUT_6), BareNumber("b", "f", "Wounded", SIX_TO_8)]
    assert list(told_numbers({"a": None, "b": 0}, numbers)) == [
        Told("b", "f", "Coded: Wounded “6 to 8”; written: 0."),
    ]
    assert list(told_numbers({}, numbers)) == []
