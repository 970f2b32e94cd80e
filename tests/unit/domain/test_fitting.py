"""What fits codebook and article is taken; everything else has its reason."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from annotator.domain.article import Article
from annotator.domain.codebook import Codebook
from annotator.domain.coding import Coding, Evidence, Group, Note, Report, Value
from annotator.domain.errors import CodingError
from annotator.domain.fitting import check_content, misfit
from annotator.domain.ids import ArticleId, EvidenceId, GroupId, NoteId, ReportId, ValueId
from annotator.domain.text import Span, quote_at
from annotator.domain.values import (
    LARGEST_COUNT,
    Content,
    Count,
    DateRange,
    EntityName,
    FreeText,
    Location,
    OrdinalLevel,
    Status,
)
from tests.drafts import Draft, default_codebook, draft_of, exactly, one, several


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return default_codebook()


def a_draft() -> Draft:
    """Return a coding that fits, with a group, evidence with its context and a note."""
    draft = draft_of({}, ("victim_group", {"vg_type": one("soldiers"), "vg_killed": exactly(2)}))
    # The drafts of other tests leave prefix and suffix out.
    whole = [_with_context(record, draft.article) for record in draft.coding.evidence_by_id.values()]
    changed = draft.coding.with_entities(whole)
    note = Note(id=NoteId("note"), coding_id=draft.header.id, subject_id=draft.header.id, text="x")
    fitting = Draft(draft.codebook, draft.article)
    fitting.header = draft.header
    fitting._records = [*_parts(changed), note]
    return fitting


def _with_context(evidence: Evidence, article: Article) -> Evidence:
    quote = quote_at(article.text, evidence.span)
    return evidence.model_copy(update={"prefix": quote.prefix, "suffix": quote.suffix})


def _parts(coding: Coding) -> list[object]:
    mappings = (coding.reports_by_id, coding.groups_by_id, coding.values_by_id, coding.evidence_by_id)
    return [record for records in mappings for record in records.values()]


def test_a_coding_made_in_the_form_fits() -> None:
    draft = a_draft()
    assert misfit(draft.coding, draft.codebook, draft.article) == ""
    assert misfit(Coding(draft.header), draft.codebook, draft.article) == ""


def report(draft: Draft) -> Report:
    return draft.coding.reports()[0]


def value(draft: Draft, field: str) -> Value:
    return next(found for found in draft.coding.values() if found.field == field)


def evidence(draft: Draft) -> Evidence:
    return next(iter(draft.coding.evidence_by_id.values()))


def changed(record: str, **update: object) -> Callable[[Draft], object]:
    return lambda draft: (evidence(draft) if record == "evidence" else value(draft, record)).model_copy(update=update)


def a_group(**update: object) -> Callable[[Draft], object]:
    return lambda draft: Group(
        id=GroupId("g"), coding_id=draft.header.id, report_id=report(draft).id, level="victim_group", position=9
    ).model_copy(update=update)


MISFITS: list[tuple[Callable[[Draft], object], str]] = [
    (changed("killed_total", field="colour"), "The codebook has no field colour."),
    (changed("killed_total", content=FreeText(text="two")), "Killed (total) takes a count, not a text."),
    (changed("event_type", content=one("parade")), "has no category parade."),
    (changed("tactic", content=several("armed_assault", "parade")), "has no category parade."),
    (changed("tactic", content=several()), "takes at least one category."),
    (changed("coder_confidence", content=OrdinalLevel(level=99)), "has no level 99."),
    (changed("killed_total", report_id=None), "Killed (total) does not belong where it was coded."),
    (changed("killed_total", report_id=ReportId("elsewhere")), "does not belong where it was coded."),
    (changed("killed_total", group_id=GroupId("elsewhere")), "does not belong where it was coded."),
    (changed("vg_killed", group_id=None), "does not belong where it was coded."),
    (changed("vg_killed", group_id=GroupId("elsewhere")), "does not belong where it was coded."),
    (changed("article_relevance", report_id=ReportId("report-0000")), "does not belong where it was coded."),
    (changed("killed_total", status=Status.UNCLEAR), "has an answer although its status is “unclear”."),
    (changed("evidence", quote="Gunman"), "The quote “Gunman” is not what the article says there."),
    (changed("evidence", prefix="x"), "is not what the article says there."),
    (changed("evidence", suffix=""), "is not what the article says there."),
    (changed("evidence", start=5000, end=5003), "A span from 5000 to 5003 does not lie in an article of"),
    (changed("evidence", end=0), "A span from 0 to 0 does not lie in an article of"),
    (changed("evidence", value_id=ValueId("elsewhere")), "belongs to a value that is not in the coding."),
    (a_group(level="weather"), "The codebook has no repeating part named weather."),
    (a_group(report_id=ReportId("elsewhere")), "A victim_group belongs to an incident that is not in the coding."),
    (
        lambda draft: Note(id=NoteId("n"), coding_id=draft.header.id, subject_id="elsewhere", text="x"),
        "A note is about something that is not in the coding.",
    ),
]


@pytest.mark.parametrize(
    "made, reason", MISFITS, ids=[f"{number} {reason[:40]}" for number, (_, reason) in enumerate(MISFITS)]
)
@pytest.mark.parametrize("is_deleted", [False, True])
def test_what_does_not_fit_has_its_reason(made: Callable[[Draft], object], reason: str, *, is_deleted: bool) -> None:
    draft = a_draft()
    record = made(draft).model_copy(update={"is_deleted": is_deleted})  # type: ignore[attr-defined]
    found = misfit(draft.coding.with_entities([record]), draft.codebook, draft.article)
    assert reason in found
    assert found.endswith(".")


def test_a_coding_of_another_article_does_not_fit() -> None:
    draft = a_draft()
    other = draft.article.model_copy(update={"id": ArticleId("other")})
    assert misfit(draft.coding, draft.codebook, other) == "The coding is of another article."


def test_a_status_the_codebook_does_not_have_does_not_fit(codebook: Codebook) -> None:
    draft = a_draft()
    strict = codebook.model_copy(update={"statuses": (Status.CODED,)})
    assert "which the codebook does not have" in misfit(draft.coding, strict, draft.article)


def test_values_without_content_fit_when_they_are_coded() -> None:
    draft = a_draft()
    bare = value(draft, "killed_total").model_copy(update={"content": None})
    assert misfit(draft.coding.with_entities([bare]), draft.codebook, draft.article) == ""
    loose = Evidence(
        id=EvidenceId("e"), coding_id=draft.header.id, value_id=bare.id, start=0, end=6, quote="Gunmen",
        suffix=quote_at(draft.article.text, Span(0, 6)).suffix,
    )  # fmt: skip
    assert misfit(draft.coding.with_entities([bare, loose]), draft.codebook, draft.article) == ""


@pytest.mark.parametrize("content", [Count(best=2), exactly(3)])
def test_content_that_fits_is_let_through(codebook: Codebook, content: Content) -> None:
    check_content(codebook.fields_by_id["killed_total"], content)


@pytest.mark.parametrize("part", ["low", "best", "high"])
@pytest.mark.parametrize("number", [-1, LARGEST_COUNT + 1, 10**24])
def test_a_number_that_some_form_could_not_keep_is_refused(codebook: Codebook, part: str, number: int) -> None:
    field = codebook.fields_by_id["killed_total"]
    for fitting in (0, LARGEST_COUNT):
        check_content(field, Count.model_validate({part: fitting}))
    with pytest.raises(CodingError, match=r"takes a number from 0 to 999,999,999,999,999\.$"):
        check_content(field, Count.model_validate({part: number}))


@pytest.mark.parametrize(("name", "most"), [("lat", 90), ("lon", 180)])
def test_coordinates_that_lie_nowhere_are_refused(codebook: Codebook, name: str, most: int) -> None:
    field = codebook.fields_by_id["location"]
    for fitting in (-most, 0, most):
        check_content(field, Location.model_validate({name: fitting}))
    for beyond in (-most - 0.001, most + 0.001, 1e300):
        with pytest.raises(CodingError, match=f"takes a {name} between -{most} and {most} degrees"):
            check_content(field, Location.model_validate({name: beyond}))


def test_too_many_categories_are_counted(codebook: Codebook) -> None:
    field = codebook.fields_by_id["tactic"].model_copy(update={"max_categories": 1})
    names = [category.id for category in field.categories[:2]]
    with pytest.raises(CodingError, match="takes at most 1 categories"):
        check_content(field, several(*names))


@pytest.mark.parametrize("character, name", [("\0", "U+0000"), ("\ud83d", "U+D83D"), ("\udfff", "U+DFFF")])
@pytest.mark.parametrize(
    "field, made",
    [
        ("incident_label", lambda words: FreeText(text=words)),
        ("location", lambda words: Location(name=words)),
        ("location", lambda words: Location(description=words)),
        ("incident_date", lambda words: DateRange(expression=words)),
        ("target", lambda words: EntityName(canonical=words)),
        ("target", lambda words: EntityName(aliases=("A", words))),
    ],
)
def test_words_with_a_character_that_no_text_file_holds_are_refused(
    codebook: Codebook, field: str, made: Callable[[str], Content], character: str, name: str
) -> None:
    check_content(codebook.fields_by_id[field], made("قتل 😀 e\u0301\t\n\x01"))
    with pytest.raises(
        CodingError, match=f"cannot hold the character {re.escape(name)}, which no text file can"
    ) as told:
        check_content(codebook.fields_by_id[field], made(f"a{character}b"))
    assert told.value.message.startswith(codebook.fields_by_id[field].label)
    assert told.value.remedy


def test_notes_and_reasons_from_elsewhere_with_such_a_character_do_not_fit() -> None:
    draft = a_draft()
    given = value(draft, "killed_total")
    note = Note(id=NoteId("n"), coding_id=draft.header.id, subject_id=given.id, text="a\0b")
    assert "U+0000" in misfit(draft.coding.with_entities([note]), draft.codebook, draft.article)
    told = given.model_copy(update={"missing_evidence_reason": "\0"})
    assert "no text file can hold" in misfit(draft.coding.with_entities([told]), draft.codebook, draft.article)
