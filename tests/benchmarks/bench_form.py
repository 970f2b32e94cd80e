"""How fast the form is: shown anew in 30 ms, refreshed in 5 ms, a row opened in 10 ms, another article in 30 ms.

The coding has two reports, some sixty values and as many quotes, under the default codebook.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from annotator.domain.codebook import Codebook, Field
from annotator.domain.coding import Slot
from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    EntityName,
    FieldType,
    FreeText,
    Location,
    MarkedSpan,
    Moment,
    OneCategory,
    OrdinalLevel,
    SeveralCategories,
    YesNo,
)
from annotator.gui.form import FormView
from annotator.gui.theme import FieldStyle, ThemeName, apply_theme, field_styles
from tests.gui.form.conftest import Draft, load_codebook


def _content(field: Field) -> Content:
    categories = [category.id for category in field.categories]
    day = dt.date(2019, 11, 3)
    by_type: dict[FieldType, Content] = {
        FieldType.COUNT: Count(low=53, best=54, high=60),
        FieldType.DATE: Moment(at=day),
        FieldType.DATE_RANGE: DateRange(start=day, end=day, precision=1),
        FieldType.LOCATION: Location(name="Tessit", admin1="Gao", country_iso3="MLI"),
        FieldType.BOOLEAN: YesNo(answer=True),
        FieldType.ENTITY: EntityName(canonical="The Group"),
        FieldType.TEXT: FreeText(text="an attack on a post"),
        FieldType.SPAN: MarkedSpan(),
        FieldType.ATTRIBUTED_VALUE: AttributedValue(about_field="killed_total", value="53"),
    }
    if field.type is FieldType.CATEGORICAL:
        return OneCategory(category=categories[0])
    if field.type is FieldType.CATEGORICAL_MULTI:
        return SeveralCategories(categories=tuple(categories[:2]))
    if field.type is FieldType.ORDINAL:
        return OrdinalLevel(level=field.categories[0].level or 0)
    return by_type[field.type]


def _normal_coding(codebook: Codebook) -> Draft:
    draft = Draft(codebook)
    _fill(draft, codebook.fields_at("article"), Slot(""))
    for _ in range(2):
        report = draft.report()
        _fill(draft, codebook.fields_at("incident"), Slot("", report))
        for level in ("victim_group", "perpetrator", "statement"):
            _fill(draft, codebook.fields_at(level), Slot("", report, draft.group(report, level)))
    return draft


def _fill(draft: Draft, fields: tuple[Field, ...], where: Slot) -> None:
    for field in fields:
        slot = where._replace(field=field.id)
        draft.put(slot, _content(field))
        draft.mark(slot, "At least 53 soldiers")


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook()


@pytest.fixture(scope="module")
def styles(codebook: Codebook) -> dict[str, FieldStyle]:
    return field_styles(codebook, ThemeName.LIGHT)


@pytest.fixture(scope="module")
def drafts(codebook: Codebook) -> tuple[Draft, Draft]:
    return _normal_coding(codebook), _normal_coding(codebook)


@pytest.fixture
def form(
    qapp: QApplication, qtbot: QtBot, codebook: Codebook, styles: dict[str, FieldStyle], drafts: tuple[Draft, Draft]
) -> Iterator[FormView]:
    apply_theme(qapp, ThemeName.LIGHT)
    host = QWidget()
    host.resize(400, 900)
    qtbot.addWidget(host)
    form = FormView(host)
    form.resize(400, 900)
    form.set_codebook(codebook, styles)
    form.show_coding(drafts[0].coding, drafts[0].problems())
    host.show()
    yield form
    host.hide()
    qapp.setStyleSheet("")


def test_the_coding_is_a_normal_one(drafts: tuple[Draft, Draft]) -> None:
    assert 55 <= len(list(drafts[0].coding.values())) <= 75
    assert 55 <= len(list(drafts[0].coding.evidence())) <= 75


def test_show_a_coding_for_the_first_time(
    form: FormView,
    benchmark: BenchmarkFixture,
    codebook: Codebook,
    styles: dict[str, FieldStyle],
    drafts: tuple[Draft, Draft],
) -> None:
    coding, problems = drafts[0].coding, drafts[0].problems()

    def show(fresh: FormView) -> None:
        fresh.set_codebook(codebook, styles)
        fresh.show_coding(coding, problems)

    def make() -> tuple[tuple[FormView], dict[str, object]]:
        return (FormView(form.parentWidget()),), {}

    benchmark.pedantic(show, setup=make, rounds=20)  # type: ignore[no-untyped-call]


def test_show_another_article(form: FormView, benchmark: BenchmarkFixture, drafts: tuple[Draft, Draft]) -> None:
    codings = cycle([(draft.coding, draft.problems()) for draft in reversed(drafts)])
    benchmark(lambda: form.show_coding(*next(codings)))


def test_refresh_after_a_change(form: FormView, benchmark: BenchmarkFixture, drafts: tuple[Draft, Draft]) -> None:
    draft, problems = drafts[0], drafts[0].problems()
    revision = draft.revise()
    revision.set_content(Slot("killed_total", draft.coding.reports()[0].id), Count(best=3))
    codings = cycle([revision.coding, draft.coding])
    benchmark(lambda: form.refresh(next(codings), problems))


def test_open_one_row_after_another(form: FormView, benchmark: BenchmarkFixture, drafts: tuple[Draft, Draft]) -> None:
    report = drafts[0].coding.reports()[0].id
    fields = [field for field in drafts[0].codebook.fields if field.level == "incident"]
    slots = [Slot(field.id, report) for field in fields]
    for slot in slots:
        form.activate(slot)
    turn = cycle(slots)
    benchmark(lambda: form.activate(next(turn)))


def test_refresh_with_ten_thousand_quotes_on_one_value(
    form: FormView, benchmark: BenchmarkFixture, drafts: tuple[Draft, Draft]
) -> None:
    draft = drafts[0]
    template = next(draft.coding.evidence())
    many = [template.model_copy(update={"id": f"{template.id}-{index:05}"}) for index in range(10_000)]
    crowded = replace(draft.coding, evidence_by_id={**draft.coding.evidence_by_id, **{one.id: one for one in many}})
    benchmark.pedantic(form.refresh, args=(crowded, ()), rounds=10)  # type: ignore[no-untyped-call]
