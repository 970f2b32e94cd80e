"""What can be asked of a project."""

from __future__ import annotations

import datetime as dt

import pytest

from annotator.domain.article import Article
from annotator.domain.coding import Coding, CodingState, Note
from annotator.domain.errors import CodingError, ProjectError
from annotator.domain.ids import ArticleId, CodebookId, ImportId, NoteId, new_id
from annotator.domain.text import Span
from annotator.store import articles
from annotator.store.project_file import ProjectFile
from tests.store.making import (
    TEXT,
    Desk,
    a_codebook,
    a_coder,
    a_report,
    a_value,
    an_article,
    an_import,
    bring_in,
    some_evidence,
    tamper,
)

UTC = dt.UTC


def put(desk: Desk, *entities: object) -> None:
    with desk.project.write(coder_id=None, article_id=None, verb="put", label="putting") as unit:
        for entity in entities:
            unit.put(entity)  # type: ignore[arg-type]


def coding(desk: Desk, article: int = 0) -> Coding | None:
    with desk.project.read() as reader:
        return reader.coding(desk.articles[article].id, desk.coder.id)


# --- Coders, codebooks, imports ---


def test_coders_come_in_the_order_they_joined_without_those_deleted(desk: Desk) -> None:
    second, third = a_coder("B"), a_coder("A")
    put(desk, second, third)
    put(desk, second.model_copy(update={"is_deleted": True}))
    with desk.project.read() as reader:
        assert reader.coders() == (desk.coder, third)
        assert reader.coder_named("A") == third
        assert reader.coder_named("B") is None
        assert reader.coder_named("a") is None


def test_codebooks_come_oldest_first_and_are_found_even_when_deleted(desk: Desk) -> None:
    second = a_codebook(2)
    put(desk, second)
    with desk.project.read() as reader:
        assert reader.codebooks() == (desk.codebook, second)
    put(desk, desk.codebook.model_copy(update={"is_deleted": True}))
    with desk.project.read() as reader:
        assert reader.codebooks() == (second,)
        assert reader.codebook(desk.codebook.id).is_deleted


def test_an_unknown_codebook_is_named(desk: Desk) -> None:
    with desk.project.read() as reader, pytest.raises(CodingError, match="no codebook 12"):
        reader.codebook(CodebookId("12"))


def test_imports_know_their_articles(desk: Desk) -> None:
    with desk.project.read() as reader:
        (found,) = reader.imports()
    assert (found.id, found.article_count, found.source) == (desk.articles_import.id, 3, "a folder")


# --- Articles ---


def read_articles(project: ProjectFile, wanted: list[ArticleId] | None) -> list[Article]:
    with project.read() as reader:
        return list(reader.articles(wanted))


def test_an_article_comes_back_as_it_went_in(desk: Desk) -> None:
    with desk.project.read() as reader:
        assert [reader.article(article.id) for article in desk.articles] == list(desk.articles)


def test_an_unknown_article_is_named(desk: Desk) -> None:
    with desk.project.read() as reader:
        for ask in (reader.article, reader.row_number):
            with pytest.raises(CodingError, match="no article 12"):
                ask(ArticleId("12"))


def test_articles_stream_by_publication_with_the_unknown_last(desk: Desk) -> None:
    articles_import = an_import()
    published: list[dt.datetime | dt.date | None] = [
        None,
        dt.datetime(2019, 11, 2, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
        dt.datetime(2019, 11, 3, 1, 0, tzinfo=UTC),
        dt.date(2019, 11, 1),
        dt.date(1, 1, 1),
        dt.datetime(9999, 12, 31, 23, 59, tzinfo=dt.timezone(dt.timedelta(hours=-12))),
    ]
    added = [an_article(articles_import.id, f"Text {n}", published=when) for n, when in enumerate(published)]
    bring_in(desk.project, articles_import, added)
    with desk.project.read() as reader:
        order = [article.id for article in reader.articles([article.id for article in added])]
        assert [article.id for article in reader.articles()][-1] == added[0].id
    assert order == [added[number].id for number in (4, 3, 2, 1, 5, 0)]


def test_named_articles_are_streamed_once_and_strangers_passed_over(desk: Desk) -> None:
    wanted = [desk.articles[2].id, desk.articles[0].id, desk.articles[2].id, ArticleId("stranger")]
    with desk.project.read() as reader:
        assert [article.id for article in reader.articles(wanted)] == [desk.articles[0].id, desk.articles[2].id]
        assert list(reader.articles([])) == []


def test_more_articles_than_fit_one_statement_stream_in_order(desk: Desk) -> None:
    articles_import = an_import()
    days = [dt.date(2001, 1, 1) + dt.timedelta(days=number * 37 % 1009) for number in range(1_205)]
    added = [an_article(articles_import.id, str(day), published=day) for day in days]
    bring_in(desk.project, articles_import, added)
    with desk.project.read() as reader:
        named = [article.text for article in reader.articles([article.id for article in added])]
        every = [article.text for article in reader.articles()]
        assert len(reader.article_hashes([article.sha256 for article in added])) == len(set(days))
        assert reader.article_count() == 1_208
    assert named == sorted(map(str, days))
    assert every == [*named, *(article.text for article in desk.articles)]


@pytest.mark.parametrize("at_once", [1, 2, 3, 100])
def test_articles_are_the_same_in_the_same_order_however_many_are_read_together(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(articles, "TEXTS_AT_ONCE", at_once)
    wanted = [article.id for article in reversed(desk.articles)]
    with desk.project.read() as reader:
        assert list(reader.articles()) == list(desk.articles)
        assert list(reader.articles([*wanted, ArticleId("stranger")])) == list(desk.articles)
        assert list(reader.articles(wanted[:1])) == [desk.articles[2]]


def test_a_damaged_article_is_named(desk: Desk) -> None:
    desk.project.close()
    tamper(desk.path, f"UPDATE article SET published = 'soon' WHERE id = '{desk.articles[1].id}'")  # noqa: S608
    with desk.reopened() as project:
        for wanted in (None, [desk.articles[1].id]):
            with pytest.raises(ProjectError, match=rf"a stored article cannot be read \({desk.articles[1].id}\)"):
                read_articles(project, wanted)
        assert read_articles(project, [desk.article.id]) == [desk.article]


def test_articles_of_an_import_taken_back_are_gone_everywhere(desk: Desk) -> None:
    articles_import = an_import()
    added = an_article(articles_import.id, "A text of its own.")
    changes = bring_in(desk.project, articles_import, [added])
    with desk.project.read() as reader:
        assert reader.article_hashes([added.sha256, "none"]) == {added.sha256: added.id}
    put(desk, changes.entities[0].model_copy(update={"is_deleted": True}))
    with desk.project.read() as reader:
        assert reader.article_hashes([added.sha256]) == {}
        assert added.id not in [article.id for article in reader.articles()]
        assert list(reader.articles([added.id])) == []
        assert reader.article_count() == 3
        with pytest.raises(CodingError, match=added.id):
            reader.article(added.id)


# --- Codings ---


def test_nobody_has_coded_a_new_article(desk: Desk) -> None:
    assert coding(desk) is None


def test_a_coding_comes_back_complete_with_its_tombstones(desk: Desk) -> None:
    header = desk.header()
    report = a_report(header)
    value, gone = a_value(header, report=report), a_value(header, "wounded_total", report=report)
    evidence = some_evidence(header, value, TEXT, Span(7, 8))
    note = Note(id=NoteId(new_id()), coding_id=header.id, subject_id=value.id, text="Could rise.", is_flagged=True)
    desk.put(header, report, value, gone, evidence, note)
    desk.put(gone.model_copy(update={"is_deleted": True}))
    found = coding(desk)
    assert found is not None
    assert found.header == header
    assert dict(found.reports_by_id) == {report.id: report}
    assert found.values_by_id[value.id] == value
    assert found.values_by_id[gone.id].is_deleted
    assert dict(found.evidence_by_id) == {evidence.id: evidence}
    assert found.evidence_by_id[evidence.id].quote == "😀"
    assert dict(found.notes_by_id) == {note.id: note}


def test_a_coding_whose_header_is_deleted_is_none(desk: Desk) -> None:
    header = desk.header()
    desk.put(header)
    desk.put(header.model_copy(update={"is_deleted": True}))
    assert coding(desk) is None
    again = desk.header()
    desk.put(again)
    found = coding(desk)
    assert found is not None
    assert found.header == again


def test_codings_stream_in_the_order_of_their_articles_then_by_coder(desk: Desk) -> None:
    other = a_coder("Coder 2")
    put(desk, other)
    headers = {
        (place, who.id): desk.header(desk.articles[place], who) for place in (2, 0, 1) for who in (other, desk.coder)
    }
    put(desk, *headers.values())
    expected = [headers[place, who.id] for place in range(3) for who in (desk.coder, other)]
    with desk.project.read() as reader:
        assert [one.header for one in reader.codings()] == expected
        assert [one.header for one in reader.codings(coder_id=other.id)] == expected[1::2]
        named = reader.codings([desk.articles[2].id, desk.articles[0].id])
        assert [one.header for one in named] == expected[:2] + expected[4:]
        assert list(reader.codings([])) == []


def test_many_codings_each_get_their_own_records(desk: Desk) -> None:
    articles_import = an_import()
    added = [an_article(articles_import.id, f"Text {n}", published=dt.date(2020, 1, 1)) for n in range(450)]
    bring_in(desk.project, articles_import, added)
    wanted = {}
    with desk.project.write(coder_id=desk.coder.id, article_id=None, verb="code", label="coding") as unit:
        for number, article in enumerate(added):
            header = desk.header(article)
            value = a_value(header, best=number)
            unit.put(header)
            unit.put(value)
            wanted[article.id] = value
    with desk.project.read() as reader:
        found = {one.header.article_id: list(one.values()) for one in reader.codings()}
        named = [one.header.article_id for one in reader.codings([article.id for article in added])]
    assert found == {article_id: [value] for article_id, value in wanted.items()}
    assert named == sorted(wanted)


def test_codings_of_articles_taken_back_are_not_streamed(desk: Desk) -> None:
    put(desk, desk.header())
    with desk.project.read() as reader:
        (found,) = reader.imports()
    put(desk, found.model_copy(update={"is_deleted": True}))
    with desk.project.read() as reader:
        assert list(reader.codings()) == []
        assert list(reader.codings([desk.article.id])) == []


def test_only_codings_with_something_in_them_hold_an_import(desk: Desk) -> None:
    def held() -> int:
        with desk.project.read() as reader:
            return reader.codings_of_import(desk.articles_import.id)

    header = desk.header()
    report = a_report(header)
    placed, loose = a_value(header, report=report), a_value(header, "publication_date")
    note = Note(id=NoteId(new_id()), coding_id=header.id, subject_id=header.id, text="Later.")
    desk.put(header)
    assert held() == 0
    for part in (note, loose, report):
        desk.put(part)
        assert held() == 1
        desk.put(part.model_copy(update={"is_deleted": True}))
        assert held() == 0
    desk.put(placed)
    assert held() == 0, "a value of a deleted report is not there"
    desk.put(report)
    assert held() == 1
    desk.put(header.model_copy(update={"is_deleted": True, "state": CodingState.DRAFT}))
    assert held() == 0


def test_another_import_is_not_held(desk: Desk) -> None:
    header = desk.header()
    desk.put(header, a_value(header))
    with desk.project.read() as reader:
        assert reader.codings_of_import(ImportId("other")) == 0


# --- Single records, history ---


def test_any_record_is_found_by_kind_and_id(desk: Desk) -> None:
    header = desk.header()
    value = a_value(header)
    evidence = some_evidence(header, value, TEXT, Span(0, 6))
    desk.put(header, value, evidence)
    with desk.project.read() as reader:
        for entity in (desk.coder, desk.codebook, header, value, evidence):
            assert reader.entity(entity.kind, entity.id) == entity
        assert reader.entity("report", "12") is None
        with pytest.raises(KeyError):
            reader.entity("opinion", "12")


def test_events_come_oldest_first_with_their_changes(desk: Desk) -> None:
    first, second = desk.put(desk.header()), desk.put(desk.header(desk.articles[1]), article=desk.articles[1])
    with desk.project.read() as reader:
        every = list(reader.events())
        own = list(reader.events(desk.article.id))
        assert reader.event_hash(first.event.sequence) == first.event.hash
        assert reader.event_hash(99) is None
    assert every[-2:] == [(first.event, first.changes), (second.event, second.changes)]
    assert own == [(first.event, first.changes)]
    assert [event.sequence for event, _ in every] == list(range(1, len(every) + 1))


def test_a_record_that_cannot_be_read_is_said_to_be_damage(desk: Desk) -> None:
    header = desk.header()
    desk.put(header, a_value(header))
    desk.project.close()
    tamper(desk.path, 'UPDATE coded_value SET content = \'{"type": "count"\'', "UPDATE evidence SET stance = 'odd'")
    with desk.reopened() as project:
        with pytest.raises(ProjectError, match=r"project\.annotator is damaged"), project.read() as reader:
            reader.coding(desk.article.id, desk.coder.id)
        assert {finding.what for finding in project.verify()} == {"state"}
