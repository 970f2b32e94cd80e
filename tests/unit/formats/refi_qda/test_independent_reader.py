"""Projects written here and read by another library: nothing is refused, and what it reads is what was coded."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from pyrefiqda import RefiProject  # type: ignore[import-untyped]

from annotator.domain.coding import Coder, CodingState, Stance
from annotator.domain.ids import ArticleId, CodebookId, CoderId
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
    Qualifier,
    SeveralCategories,
    Status,
    YesNo,
)
from annotator.formats.datasets.refi_qda.guids import guid_of
from annotator.formats.datasets.refi_qda.xml_text import allowed
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from tests.drafts import default_codebook
from tests.strategies import CodedArticle as Drawn, coded_articles, spans_in
from tests.unit.formats.datasets.making import (
    CODER,
    VERSION,
    CodingMaker,
    a_codebook,
    a_full_coding,
    a_source,
    all_coded,
)
from tests.unit.formats.nlp_forms.hard_texts import (
    FAMILY,
    HARD,
    QUOTES,
    SOLDIERS,
    SpanMaker,
    a_hard_coding,
    coded_texts,
    span_of,
)
from tests.unit.formats.refi_qda.independent import Independent, all_marks, all_notes, all_places, parsed
from tests.unit.formats.refi_qda.qdpx import written
from tests.unit.formats.refi_qda.schemas import faults
from tests.unit.formats.refi_qda.test_any_coding import one_coding, retelling

Project = tuple[Sequence[CodedArticle], DatasetSource]
Maker = Callable[[], Project]
SECOND = Coder(id=CoderId("coder-2"), name="مُرمِّز ٢ 😀")
GOLD = Coder(id=CoderId("coder-3"), name="Gold", is_gold=True)
drawn_quickly = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


# --- Projects --------------------------------------------------------------------------------------------------------


def small() -> Project:
    coded = all_coded(a_codebook())
    return coded, a_source(coded)


def in_hard_text() -> Project:
    coded = [a_hard_coding().coded(a_codebook())]
    return coded, a_source(coded)


def by_several_people() -> Project:
    """One article coded by two people and by gold, one more by the second alone, the third a coder without work."""
    codebook = a_codebook()
    coded = []
    for number, coder in ((1, CODER), (2, SECOND), (3, GOLD)):
        made = SpanMaker(number, HARD, title="One article & three codings")
        made.article = made.article.model_copy(update={"id": ArticleId("shared")})
        made.header = made.header.model_copy(update={"article_id": ArticleId("shared"), "coder_id": coder.id})
        report = made.report(0)
        spans = [span_of(quote) for quote in QUOTES[number : number + 4]]
        value = made.marked("trigger", spans, MarkedSpan(), report, stance=list(Stance)[number])
        made.marked("killed", [span_of("💥")], Count(low=number), report)
        made.note(value.id, f"note of {coder.name}", is_flagged=coder.is_gold)
        made.note(made.header.id, "on the whole")
        coded.append(replace(made.coded(codebook), coder=coder))
    alone = SpanMaker(4, f"{FAMILY} {SOLDIERS}", title="one ARTICLE & three codings")
    alone.header = alone.header.model_copy(update={"coder_id": SECOND.id, "state": CodingState.DRAFT})
    alone.marked("relevance", [(0, 5)], OneCategory(category="bomb"))
    coded.append(replace(alone.coded(codebook), coder=SECOND))
    idle = Coder(id=CoderId("coder-4"), name="Nobody's work yet")
    return coded, replace(a_source(coded, codebook), coders=(CODER, SECOND, GOLD, idle))


def under_two_versions() -> Project:
    """Two articles, the second coded under a later version of the codebook."""
    later = VERSION.model_copy(update={"id": CodebookId("codebook-2"), "version": 3, "sha256": "d" * 64})
    books = {VERSION.id: a_codebook(), later.id: a_codebook(version=3)}
    coded = []
    for number, version in ((1, VERSION), (2, later)):
        made = SpanMaker(number, HARD)
        made.header = made.header.model_copy(update={"codebook_id": version.id})
        made.marked("killed", [span_of("💥")], Count(best=number), made.report(0))
        coded.append(made.coded(books[version.id]))
    source = replace(a_source(coded), codebooks=books, codebook_versions={VERSION.id: VERSION, later.id: later})
    return coded, source


def gold_of_the_sample() -> Project:
    coded, source = retelling()
    return [coded], source


def with_every_field_of_the_default_codebook() -> Project:
    codebook = default_codebook()
    made = SpanMaker(1, " ".join(f"😀 {field.id} كيدال" for field in codebook.fields))
    report = made.report(0)
    groups = {group.id: made.group(report, group.id, 0) for group in codebook.groups}
    for number, field in enumerate(codebook.fields):
        start = made.article.text.index(f"😀 {field.id}")
        place = None if field.level == "article" else report
        status = Status.CODED if field.type is FieldType.SPAN else list(Status)[number % len(Status)]
        made.marked(field.id, [(start, start + 1)], None, place, groups.get(field.level), status=status)
    coded = [made.coded(codebook)]
    return coded, a_source(coded, codebook)


def without_codings() -> Project:
    return [], a_source([])


def without_anything() -> Project:
    return [], replace(a_source([]), coders=(), codebooks={}, codebook_versions={})


PROJECTS = {
    "small": small,
    "hard text": in_hard_text,
    "several people": by_several_people,
    "two versions": under_two_versions,
    "gold": gold_of_the_sample,
    "every field": with_every_field_of_the_default_codebook,
    "no codings": without_codings,
    "nothing": without_anything,
}
every_project = pytest.mark.parametrize("made", PROJECTS.values(), ids=PROJECTS)


def loaded(folder: Path, project: Project) -> Independent:
    coded, source = project
    written(folder / "out", coded, source)
    return Independent(folder / "out" / "project.qdpx", folder / "unpacked")


# --- What every project says -----------------------------------------------------------------------------------------


@every_project
def test_people_articles_marks_and_notes_are_read_as_they_are(tmp_path: Path, made: Maker) -> None:
    coded, source = project = made()
    found = loaded(tmp_path, project)
    assert found.users == {guid_of("coder", coder.id): coder.name for coder in source.coders}
    assert found.texts == {guid_of("article", one.article.id): one.article.text for one in coded}
    assert found.marks() == all_marks(coded)
    assert found.notes() == all_notes(coded)
    assert set(found.cases) == set(all_places(coded))


@every_project
def test_every_field_and_category_is_a_code_and_sections_are_none(tmp_path: Path, made: Maker) -> None:
    project = made()
    found = loaded(tmp_path, project)
    codable = [name for name, is_codable in found.codes.values() if is_codable]
    wanted = 0
    for codebook in project[1].codebooks.values():
        wanted += len(codebook.fields)
        wanted += sum(2 if one.type is FieldType.BOOLEAN else len(one.categories) for one in codebook.fields)
        assert {section.label for section in codebook.sections} <= {name for name, _ in found.codes.values()}
    assert len(codable) == wanted == len({name.casefold() for name in codable})


@every_project
def test_every_mark_is_coded_with_its_own_field(tmp_path: Path, made: Maker) -> None:
    project = made()
    found = loaded(tmp_path, project).codes_of()
    for one in project[0]:
        for evidence in one.coding.evidence():
            field = one.codebook.fields_by_id[one.coding.values_by_id[evidence.value_id].field]
            names = found[guid_of("evidence", evidence.id)]
            assert names
            assert all(field.label in name for name in names)


@every_project
def test_what_is_known_of_an_article_is_read_with_its_type(tmp_path: Path, made: Maker) -> None:
    project = made()
    found = loaded(tmp_path, project)
    for one in project[0]:
        facts = found.facts[guid_of("article", one.article.id)]
        assert facts["Article: SHA-256 of the text"] == one.article.sha256
        assert facts.get("Article: title", "") == one.article.metadata.title
        assert facts.get("Article: published") == one.article.metadata.published_day


@every_project
def test_the_other_library_writes_what_it_read_and_the_schema_takes_it(tmp_path: Path, made: Maker) -> None:
    found = loaded(tmp_path, made())
    RefiProject.save(found.project, tmp_path / "again.qdpx", tmp_path / "unpacked" / "sources")
    again = Independent(tmp_path / "again.qdpx", tmp_path / "unpacked-again")
    assert again.project == found.project
    assert again.texts == found.texts
    assert faults(again.xml) == []


@every_project
def test_the_archive_holds_the_project_and_its_texts_and_nothing_else(tmp_path: Path, made: Maker) -> None:
    found = loaded(tmp_path, made())
    with zipfile.ZipFile(tmp_path / "out" / "project.qdpx") as archive:
        assert sorted(archive.namelist()) == sorted(["project.qde", *(f"sources/{guid}.txt" for guid in found.texts)])


# --- Any project -----------------------------------------------------------------------------------------------------


def is_readable(text: str) -> bool:
    return not text.startswith("\ufeff")


@drawn_quickly
@given(coded_articles())
def test_any_coding_is_read_as_it_is(tmp_path_factory: pytest.TempPathFactory, drawn: Drawn) -> None:
    coded, source = one_coding(drawn)
    found = loaded(tmp_path_factory.mktemp("any"), ([coded], source))
    taken = [coded] if is_readable(coded.article.text) else []
    assert found.marks() == all_marks(taken)
    assert set(found.cases) == set(all_places(taken))
    said = {note._replace(text=allowed(note.text).text): count for note, count in all_notes(taken).items()}
    assert found.notes() == said


@drawn_quickly
@given(coded_texts())
def test_any_overlapping_marks_in_any_text_are_read_where_they_are(
    tmp_path_factory: pytest.TempPathFactory, made: SpanMaker
) -> None:
    coded = made.coded(a_codebook())
    found = loaded(tmp_path_factory.mktemp("any"), ([coded], a_source([coded])))
    taken = [coded] if is_readable(coded.article.text) else []
    assert found.marks() == all_marks(taken)
    assert list(found.texts.values()) == [one.article.text for one in taken]


@drawn_quickly
@given(coded_articles(max_reports=1), st.data())
def test_any_two_peoples_marks_in_one_article_stay_apart(
    tmp_path_factory: pytest.TempPathFactory, drawn: Drawn, data: st.DataObject
) -> None:
    one, source = one_coding(drawn)
    theirs = SpanMaker(2)
    theirs.article = one.article
    theirs.header = theirs.header.model_copy(update={"article_id": one.article.id, "coder_id": SECOND.id})
    theirs.marked("trigger", data.draw(st.lists(spans_in(one.article.text), max_size=3)), None, theirs.report(0))
    coded = [one, replace(theirs.coded(one.codebook), coder=SECOND)]
    found = loaded(tmp_path_factory.mktemp("any"), (coded, replace(source, coders=(one.coder, SECOND))))
    assert len(found.texts) == is_readable(one.article.text)
    assert found.marks() == all_marks(coded if is_readable(one.article.text) else [])


# --- Values by type --------------------------------------------------------------------------------------------------

CONTENTS: list[tuple[str, Content, dict[str, object]]] = [
    (
        "killed",
        Count(low=3, best=4, high=5, qualifier=Qualifier.RANGE),
        {"Killed: low": 3, "Killed: best": 4, "Killed: high": 5, "Killed: qualifier": "range"},
    ),
    (
        "killed",
        Count(low=0, qualifier=Qualifier.NONE_REPORTED),
        {"Killed: low": 0, "Killed: qualifier": "none_reported"},
    ),
    (
        "when",
        DateRange(start=dt.date(1, 1, 1), end=dt.date(9999, 12, 31), precision=5),
        {"When: start": dt.date(1, 1, 1), "When: end": dt.date(9999, 12, 31), "When: precision": 5},
    ),
    (
        "place",
        Location(verbatim="كيدال 😀", lat=-0.000001, lon=179.999999),
        {"Place: verbatim": "كيدال 😀", "Place: lat": Decimal("-0.000001"), "Place: lon": Decimal("179.999999")},
    ),
    ("weapons", SeveralCategories(categories=("bomb", "gun")), {"Weapons": "Bomb, Gun | rifle"}),
    ("suicide", YesNo(answer=True), {"Suicide": "Yes"}),
    ("sure", OrdinalLevel(level=1), {"Sure": "Low"}),
    (
        "remark",
        FreeText(text=' <b>&amp;"x"</b>\t\n]]> e\u0301 \u2028 '),
        {"Remark": ' <b>&amp;"x"</b>\t\n]]> e\u0301 \u2028 '},
    ),
    ("remark", FreeText(text="\u200f" + SOLDIERS), {"Remark": "\u200f" + SOLDIERS}),
]


@pytest.mark.parametrize(("field", "content", "wanted"), CONTENTS)
def test_a_value_of_an_incident_is_read_with_its_types(
    tmp_path: Path, field: str, content: Content, wanted: dict[str, object]
) -> None:
    made = CodingMaker(1)
    report = made.report(0)
    made.value(field, content, report)
    found = loaded(tmp_path, ([made.coded(a_codebook())], a_source([made.coded(a_codebook())])))
    answers = found.cases[guid_of("report", report.id)]
    assert {name: answers[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("field", "content", "wanted"),
    [
        (
            "name",
            EntityName(verbatim=FAMILY, canonical="Army & Co", aliases=("A", "ب")),
            {"Actor: Name: verbatim": FAMILY, "Actor: Name: canonical": "Army & Co", "Actor: Name: aliases": "A | ب"},
        ),
        (
            "claim",
            AttributedValue(about_field="killed", value="12", source_named=False),
            {"Statement: Claim: about field": "killed", "Statement: Claim: source named": False},
        ),
    ],
)
def test_a_value_of_a_repeating_part_is_read_with_its_types(
    tmp_path: Path, field: str, content: Content, wanted: dict[str, object]
) -> None:
    made = CodingMaker(1)
    report = made.report(0)
    group = made.group(report, "actor" if field == "name" else "said", 0)
    made.value(field, content, report, group)
    coded = [made.coded(a_codebook())]
    answers = loaded(tmp_path, (coded, a_source(coded))).cases[guid_of("group", group.id)]
    assert {name: answers[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    "at",
    [
        dt.date(2024, 2, 29),
        dt.datetime(2024, 5, 1, 8, 30, tzinfo=dt.UTC),
        dt.datetime(2024, 5, 1, 23, 59, 59, 999_999, tzinfo=dt.timezone(dt.timedelta(hours=-11, minutes=-30))),
        dt.datetime(1999, 12, 31, 0, 0),  # noqa: DTZ001 - the source gave no offset
    ],
)
def test_a_day_or_time_is_read_as_the_same_moment(tmp_path: Path, at: dt.date) -> None:
    made = CodingMaker(1)
    made.value("published_on", Moment(at=at))
    coded = [made.coded(a_codebook())]
    answers = loaded(tmp_path, (coded, a_source(coded))).cases[guid_of("coding", made.header.id)]
    assert answers["Published_on: day"] == (at.date() if isinstance(at, dt.datetime) else at)
    assert answers.get("Published_on: day and time", at) == at


def test_states_rounds_and_reasons_are_read(tmp_path: Path) -> None:
    made = a_full_coding()
    made.header = made.header.model_copy(update={"round_id": "pilot", "state": CodingState.DRAFT})
    coded = [made.coded(a_codebook())]
    found = loaded(tmp_path, (coded, a_source(coded)))
    whole = found.cases[guid_of("coding", made.header.id)]
    assert (whole["Coding: state"], whole["Coding: round"]) == ("draft", "pilot")
    assert any(
        answers.get("When: why no words are marked") == "told by the headline" for answers in found.cases.values()
    )


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.CODED])
def test_an_answer_that_is_a_status_is_read_in_words_and_nothing_else(tmp_path: Path, status: Status) -> None:
    made = CodingMaker(1)
    report = made.report(0)
    made.value("killed", None, report, status=status)
    coded = [made.coded(a_codebook())]
    answers = loaded(tmp_path, (coded, a_source(coded))).cases[guid_of("report", report.id)]
    assert answers == {"Killed": status.value.replace("_", " ")}


# --- What the other library would refuse -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("<Note ", '<Note mood="odd" ', "Unknown attribute"),
        ("<Users>", "<Users><Robot/>", "Unknown property"),
        (' isCodable="true"', "", "is_codable"),
        ('typeOfVariable="Date"', 'typeOfVariable="Day"', "type_of_variable"),
        ("<IntegerValue>12<", "<IntegerValue>a dozen<", "integer_value"),
        ("<DateValue>2024-05-01<", "<DateValue>1 May<", "date_value"),
        ('startPosition="', 'startPosition="x', "start_position"),
        (' endPosition="18"', "", "end_position"),
    ],
)
def test_the_other_library_refuses_planted_faults(tmp_path: Path, before: str, after: str, reason: str) -> None:
    found = loaded(tmp_path, small())
    assert before in found.xml
    with pytest.raises(ValueError, match=reason):
        parsed(found.xml.replace(before, after, 1))
