"""Events, reports and the crosswalk between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.values import Qualifier, Status, YesNo
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.incident_forms.event_report import (
    CROSSWALK_COLUMNS,
    EVENT_COLUMNS,
    REPORT_COLUMNS,
    EventReportWriter,
)
from tests.drafts import Answer, Draft, count, draft_of, exactly, one
from tests.unit.formats.incident_forms.making import (
    TOWN,
    WORDS_ONLY,
    a_claim,
    a_target,
    actor,
    coded,
    days,
    rows_of,
    sample,
    written,
)

FILES = ("events.csv", "reports.csv", "crosswalk.csv")


def event_of(tmp_path: Path, changes: dict[str, Answer], *groups: tuple[str, dict[str, Answer]]) -> dict[str, str]:
    written(EventReportWriter(), tmp_path / "out", coded(draft_of(changes, *groups)))
    (row,) = rows_of(tmp_path / "out" / "events.csv")
    return row


def test_the_three_files_join_on_their_ids(tmp_path: Path) -> None:
    result = written(EventReportWriter(), tmp_path / "out", *sample())
    events, reports, crosswalk = (rows_of(tmp_path / "out" / name) for name in FILES)
    assert [file.name for file in result.files] == [*FILES, "refused.csv"]
    assert [file.rows for file in result.files[:3]] == [len(events), len(reports), len(crosswalk)]
    assert {row["event_id"] for row in events} == {row["event_id"] for row in crosswalk}
    assert {row["report_id"] for row in reports} == {row["report_id"] for row in crosswalk}
    assert {row["article_id"] for row in reports} == {row["article_id"] for row in crosswalk}


def test_each_file_has_its_columns(tmp_path: Path) -> None:
    written(EventReportWriter(), tmp_path / "out", *sample())
    for name, columns in zip(FILES, (EVENT_COLUMNS, REPORT_COLUMNS, CROSSWALK_COLUMNS), strict=True):
        header = (tmp_path / "out" / name).read_text("utf-8").splitlines()[0]
        assert header == ",".join(columns)


def test_nothing_is_refused_not_even_threats_and_aggregates(tmp_path: Path) -> None:
    written(EventReportWriter(), tmp_path / "out", *sample())
    assert [row["stage"] for row in rows_of(tmp_path / "out" / "events.csv")] == [
        "accomplished",
        "accomplished",
        "threatened",
        "accomplished",
    ]
    assert {row["outcome"] for row in rows_of(tmp_path / "out" / "refused.csv")} == {"changed"}


def test_an_event_tells_when_where_who_and_what(tmp_path: Path) -> None:
    row = event_of(
        tmp_path,
        {"location": TOWN, "incident_date": days("2021-05-01", "2021-05-02", 2), "suicide": YesNo(answer=True)},
        actor("A | B"),
        actor("C"),
        a_claim(claimant="C"),
        a_target("post"),
    )
    assert (row["date_start"], row["date_end"], row["date_precision"]) == ("2021-05-01", "2021-05-02", "2")
    assert (row["place"], row["country_iso3"], row["latitude"]) == ("Gao", "MLI", "16.27")
    assert (row["perpetrators"], row["claimants"], row["targets"]) == (r"A \| B | C", "C", "post")
    assert (row["suicide"], row["tactics"], row["report_count"]) == ("true", "armed_assault", "1")


@pytest.mark.parametrize(
    "answer, cells",
    [
        (exactly(0), ("0", "0", "0", "exact")),
        (count(54, 54, None, Qualifier.AT_LEAST), ("54", "54", "", "at_least")),
        (WORDS_ONLY[Qualifier.DOZENS], ("", "", "", "dozens")),
        (Status.NOT_MENTIONED, ("", "", "", "")),
        (None, ("", "", "", "")),
    ],
)
def test_words_stay_words_and_missing_is_not_zero(tmp_path: Path, answer: Answer, cells: tuple[str, ...]) -> None:
    row = event_of(tmp_path, {"killed_total": answer})
    assert tuple(row[f"killed_total_{part}"] for part in ("low", "best", "high", "words")) == cells


@pytest.mark.parametrize(
    "changes, is_aggregate, n_events",
    [
        ({}, "false", ("1", "", "", "")),
        ({"focus": one("aggregate"), "n_events": exactly(2)}, "true", ("2", "2", "2", "exact")),
        (
            {"focus": one("aggregate"), "n_events": count(2, None, None, Qualifier.AT_LEAST)},
            "true",
            ("", "2", "", "at_least"),
        ),
        ({"focus": one("aggregate"), "n_events": WORDS_ONLY[Qualifier.SEVERAL]}, "true", ("", "", "", "several")),
        ({"focus": one("aggregate")}, "true", ("", "", "", "")),
        ({"n_events": exactly(2)}, "false", ("2", "2", "2", "exact")),
    ],
)
def test_an_aggregate_tells_how_many_events_it_sums_up(
    tmp_path: Path, changes: dict[str, Answer], is_aggregate: str, n_events: tuple[str, ...]
) -> None:
    row = event_of(tmp_path, changes)
    assert row["is_aggregate"] == is_aggregate
    assert tuple(row[f"n_events{part}"] for part in ("", "_low", "_high", "_words")) == n_events


def test_a_report_tells_where_it_comes_from(tmp_path: Path) -> None:
    written(EventReportWriter(), tmp_path / "out", coded(draft_of(), title="A title", url="http://x", source="Post"))
    (row,) = rows_of(tmp_path / "out" / "reports.csv")
    assert (row["report_number"], row["coder"], row["codebook"], row["state"]) == (
        "1",
        "Coder, one",
        "incident",
        "draft",
    )
    assert (row["article_id"], row["file_name"], row["title"]) == ("article-1", "1.txt", "A title")
    assert (row["published"], row["source"], row["url"]) == ("2021-05-10", "Post", "http://x")
    assert (row["focus"], row["coder_confidence"]) == ("main", "3")


def test_the_fields_without_a_column_are_told(tmp_path: Path) -> None:
    result: FormResult = written(EventReportWriter(), tmp_path / "out", *sample())
    assert any("toll_scope" in remark for remark in result.remarks)


def test_an_article_without_an_incident_leaves_no_row(tmp_path: Path) -> None:
    result = written(EventReportWriter(), tmp_path / "out", coded(Draft()))
    assert [file.rows for file in result.files] == [0, 0, 0]
