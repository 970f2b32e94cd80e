"""The event tables as pandas reads them, and words in any script in them and in the MUC-4 templates."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.values import EntityName, FreeText, Location
from annotator.formats.datasets.registry import write_dataset
from annotator.formats.datasets.source import CodedArticle
from tests.drafts import COMPLETE_INCIDENT, Answer, Draft, an_article, exactly, several
from tests.unit.formats.incident_forms.making import (
    CREATED,
    actor,
    coded,
    days,
    rows_of,
    sample,
    source_of,
    victims,
)
from tests.unit.formats.nlp_forms.hard_texts import CAFE, FAMILY, HARD, SOLDIERS

pandas: Any = import_module("pandas")

TABLES = {
    "gtd": "gtd/gtd.csv",
    "acled": "acled/acled.csv",
    "ucdp-ged": "ucdp-ged/ucdp-ged.csv",
    "events": "events/events.csv",
    "reports": "events/reports.csv",
    "crosswalk": "events/crosswalk.csv",
}
NUMBERS = {
    "gtd": ["iyear", "imonth", "iday", "specificity", "attacktype1", "nkill", "nkillter", "nwound", "latitude"],
    "acled": ["year", "time_precision", "geo_precision", "iso", "interaction", "fatalities", "longitude"],
    "ucdp-ged": ["year", "where_prec", "date_prec", "event_clarity", "deaths_a", "best", "high", "low", "latitude"],
    "events": ["report_count", "n_events", "date_precision", "killed_total_low", "wounded_total_best", "longitude"],
}
DAYS = {"acled": ["event_date"], "ucdp-ged": ["date_start", "date_end"], "events": ["date_start", "date_end"]}
ACTOR, PLACE, REGION, TARGET = f"{CAFE} {SOLDIERS} 💥", "كيدال 😀", f"{CAFE}-Nord", FAMILY
LABEL = f"{FAMILY} «deux\u202fmorts», {SOLDIERS}"


def exported(folder: Path, coded_articles: list[CodedArticle]) -> Path:
    forms = ["gtd", "acled", "ucdp-ged", "events", "muc4"]
    write_dataset(source_of(*coded_articles), folder / "out", forms, created=CREATED)
    return folder / "out"


def in_hard_words() -> CodedArticle:
    """Return an incident whose names, place and quotes are emoji, Arabic and combining marks."""
    draft = Draft(article=an_article(HARD))
    answers: dict[str, Answer] = {
        **COMPLETE_INCIDENT,
        "location": Location(name=PLACE, admin1=REGION, country_iso3="MLI", precision=1),
        "incident_date": days("2021-05-06"),
        "weapon": several("firearms"),
        "killed_total": exactly(2),
        "incident_label": FreeText(text=LABEL),
    }
    report = draft.report()
    for field, answer in answers.items():
        draft.put(field, answer, report, quote="💥" if field == "weapon" else "😀 morts")
    for (level, told), quote in (
        (actor(ACTOR), CAFE),
        (("target", {"target": EntityName(verbatim=TARGET)}), FAMILY),
        (victims("soldiers", exactly(2)), f"١٢ {SOLDIERS}"),
    ):
        group = draft.group(report, level)
        for field, answer in told.items():
            draft.put(field, answer, report, group, quote=quote)
    return coded(draft, 6, title=LABEL, source="كيدال")


def numbers_in(cells: list[str]) -> list[float]:
    return [float(cell) for cell in cells if cell]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(tmp_path_factory.mktemp("events"), [*sample(), in_hard_words()])


def read(folder: Path, table: str, **more: Any) -> Any:
    return pandas.read_csv(folder / TABLES[table], **more)


@pytest.mark.parametrize("table", TABLES)
def test_pandas_reads_every_cell_as_it_was_written(folder: Path, table: str) -> None:
    plain = read(folder, table, dtype=str, keep_default_na=False)
    assert len(plain) > 2
    assert plain.to_dict("records") == rows_of(folder / TABLES[table])


@pytest.mark.parametrize("table", NUMBERS)
def test_numbers_are_numbers_and_what_is_not_known_is_missing(folder: Path, table: str) -> None:
    typed, plain = read(folder, table), rows_of(folder / TABLES[table])
    for column in NUMBERS[table]:
        assert pandas.api.types.is_numeric_dtype(typed[column]), column
        assert list(typed[column].dropna()) == numbers_in([row[column] for row in plain])


@pytest.mark.parametrize("table", DAYS)
def test_days_are_days(folder: Path, table: str) -> None:
    typed = read(folder, table, parse_dates=DAYS[table])
    for column in DAYS[table]:
        assert pandas.api.types.is_datetime64_any_dtype(typed[column])
        assert typed[column].dt.strftime("%Y-%m-%d").tolist()[-1] == "2021-05-06"


@pytest.mark.parametrize(
    "table, cells",
    [
        ("gtd", {"city": PLACE, "provstate": REGION, "gname": ACTOR, "target1": TARGET, "summary": LABEL}),
        ("acled", {"location": PLACE, "admin1": REGION, "actor1": ACTOR, "notes": LABEL, "source": "كيدال"}),
        ("ucdp-ged", {"where_coordinates": PLACE, "adm_1": REGION, "side_b": ACTOR, "source_headline": LABEL}),
        ("events", {"place": PLACE, "admin1": REGION, "perpetrators": ACTOR, "targets": TARGET, "label": LABEL}),
        ("reports", {"title": LABEL, "source": "كيدال", "file_name": "6.txt"}),
    ],
)
def test_emoji_arabic_and_combining_marks_are_read_as_they_are(folder: Path, table: str, cells: dict[str, str]) -> None:
    *_, last = read(folder, table).to_dict("records")
    assert {column: last[column] for column in cells} == cells


def test_the_crosswalk_joins_events_reports_and_articles(folder: Path) -> None:
    joined = read(folder, "crosswalk").merge(read(folder, "events"), on="event_id", validate="many_to_one")
    joined = joined.merge(read(folder, "reports"), on=["report_id", "article_id"], validate="one_to_one")
    assert len(joined) == len(read(folder, "reports"))
    assert joined["label"].iloc[-1] == joined["title"].iloc[-1] == LABEL


def test_the_strings_of_a_muc4_template_are_the_actors_name_and_words_of_the_text(tmp_path: Path) -> None:
    told = (exported(tmp_path, [in_hard_words()]) / "muc4" / "templates.txt").read_text("utf-8")
    strings = re.findall('"([^"\n]+)"', told)
    assert set(strings) == {ACTOR, "💥", FAMILY, f"١٢ {SOLDIERS}"}
    assert all(string in HARD for string in strings if string != ACTOR)
