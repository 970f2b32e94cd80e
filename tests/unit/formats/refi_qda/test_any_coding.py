"""Whatever is coded under the default codebook, its REFI-QDA project is valid and says all of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from annotator.domain.coding import Coder
from annotator.domain.revision import Revision
from annotator.formats.articles.registry import read_article_file
from annotator.formats.datasets.nlp_forms.marks import Layout
from annotator.formats.datasets.placement import live_records
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from tests.drafts import Draft, an_article, default_codebook
from tests.gold import RETELLING_ARTICLE, RETELLING_GOLD, code, load_gold
from tests.strategies import CodedArticle as Drawn, coded_articles
from tests.unit.formats.datasets.making import VERSION, a_source
from tests.unit.formats.nlp_forms.readers import refused
from tests.unit.formats.refi_qda.qdpx import Q, Qdpx, read, written

BOOK = default_codebook()


def one_coding(drawn: Drawn) -> tuple[CodedArticle, DatasetSource]:
    """Return a drawn coding as one of a project whose only codebook is the default one."""
    header = drawn.coding.header.model_copy(update={"codebook_id": VERSION.id, "article_id": drawn.article.id})
    coder = Coder(id=header.coder_id, name="Coder")
    coded = CodedArticle(drawn.article, coder, drawn.coding.with_entities([header]), BOOK)
    source = a_source([coded], BOOK)
    return coded, replace(source, coders=(coder,))


@given(coded_articles())
def test_any_coding_is_said_whole_and_validly(tmp_path_factory: pytest.TempPathFactory, drawn: Drawn) -> None:
    folder = tmp_path_factory.mktemp("any") / "out"
    coded, source = one_coding(drawn)
    written(folder, [coded], source)
    found = read(folder)
    if drawn.article.text.startswith("\ufeff"):
        assert found.sources == []
        return
    live = live_records(coded.coding)
    assert sorted((one.span, one.quote) for one in found.selections()) == sorted(
        ((one.start, one.end), one.quote) for one in live.evidence
    )
    assert len(list(found.root.iter(f"{Q}Case"))) == 1 + len(live.reports) + len(live.groups)
    assert len(found.note_texts) == len(live.notes)
    assert all(row["outcome"] == "changed" for row in refused(folder))


@given(coded_articles(has_tombstones=False))
def test_every_value_of_any_coding_is_in_a_case(tmp_path_factory: pytest.TempPathFactory, drawn: Drawn) -> None:
    folder = tmp_path_factory.mktemp("any") / "out"
    coded, source = one_coding(drawn)
    written(folder, [coded], source)
    if drawn.article.text.startswith("\ufeff"):
        return
    found = read(folder)
    marked = Layout(source).marked(coded)
    told = sum(len(found.values_in(case)) > 0 for case in found.root.iter(f"{Q}Case"))
    places = {placed.place for placed in marked.values if marked.words_of(placed)}
    assert told >= len(places)


def retelling() -> tuple[CodedArticle, DatasetSource]:
    """Return the sample article with its full gold coding."""
    draft = Draft(article=an_article(read_article_file(RETELLING_ARTICLE).text))
    assert draft.article.sha256 == load_gold(RETELLING_GOLD).sha256
    revision = Revision(article=draft.article, codebook=BOOK, coding=draft.coding)
    code(load_gold(RETELLING_GOLD).steps, revision)
    return one_coding(Drawn(draft.article, revision.coding))


def test_a_full_gold_coding_comes_back_quote_by_quote(tmp_path: Path) -> None:
    coded, source = retelling()
    written(tmp_path / "out", [coded], source)
    found = read(tmp_path / "out")
    labels = {BOOK.fields_by_id[value.field].label for value in coded.coding.values()}
    assert sorted(one.quote for one in found.selections()) == sorted(one.quote for one in coded.coding.evidence())
    for one in found.selections():
        assert any(label in one.description for label in labels)
        assert one.codes
    assert refused(tmp_path / "out") == []


def test_the_archive_of_a_full_gold_coding_is_the_same_bytes_twice(tmp_path: Path) -> None:
    coded, source = retelling()
    for name in ("one", "two"):
        written(tmp_path / name, [coded], source)
    one, two = (Qdpx(tmp_path / name / "project.qdpx") for name in ("one", "two"))
    assert one.files == two.files
