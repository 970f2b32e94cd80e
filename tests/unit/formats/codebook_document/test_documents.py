"""The codebook's document in its two forms, parsed by independent readers."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from annotator.domain.codebook import Codebook
from annotator.formats.codebook_document.html import codebook_html
from annotator.formats.codebook_document.markdown import codebook_markdown
from annotator.formats.codebook_document.outline import LONGEST_QUOTE, Example, outline
from tests.drafts import default_codebook
from tests.unit.formats.codebook_document.making import EXAMPLE, HOSTILE, hostile_codebook
from tests.unit.formats.datasets.making import a_codebook

VOID = {"meta", "br", "hr"}
HOSTILE_LINE = " ".join(HOSTILE.split())


class Page(HTMLParser):
    """An HTML page taken apart; unbalanced tags fail."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def ids(self) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get("id"))]

    def links(self) -> list[str]:
        return [value for tag, attributes in self.tags if tag == "a" and (value := attributes.get("href"))]


Shown = Callable[..., Page]


def as_page(markdown: str) -> Page:
    return Page(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return default_codebook()


@pytest.fixture(params=["html", "markdown"])
def page_of(request: pytest.FixtureRequest) -> Shown:
    """Make a codebook's document in one form and take it apart."""
    if request.param == "html":
        return lambda *told: Page(codebook_html(*told))
    return lambda *told: as_page(codebook_markdown(*told))


def test_every_field_category_and_rule_is_there(codebook: Codebook, page_of: Shown) -> None:
    text = page_of(codebook).text
    for field in codebook.fields:
        assert field.label in text
        assert f"{field.id}" in text
        assert " ".join(field.help.split()) in text
        for category in (*field.categories, *field.stances):
            assert category.label in text
            assert category.id in text
            assert " ".join(category.help.split()) in text
    for rule in codebook.rules:
        assert rule.id in text
    assert all(status.value.replace("_", " ").capitalize() in text for status in codebook.statuses)
    assert "Relevance: Not relevant" in text


def test_every_link_leads_somewhere_in_the_document(codebook: Codebook, page_of: Shown) -> None:
    page = page_of(codebook)
    assert len(page.ids()) == len(set(page.ids()))
    assert {link.removeprefix("#") for link in page.links()} <= set(page.ids())
    assert {f"#field-{field.id}" for field in codebook.fields} <= set(page.links())


def test_hostile_texts_are_shown_and_nothing_else(page_of: Shown) -> None:
    page = page_of(hostile_codebook(), {"field_one": [EXAMPLE]})
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "del", "s"}
    assert all(link.startswith("#") for link in page.links())
    assert page.text.count(HOSTILE_LINE) >= 8
    assert all(not name.startswith("on") for _, attributes in page.tags for name in attributes)


@pytest.mark.parametrize(
    "start", ["# no heading", "- no list", "1. no list", "2) no list", "> no quote", "+ no", "==="]
)
def test_text_that_looks_like_markdown_at_its_start_stays_text(start: str) -> None:
    book = a_codebook().model_copy(update={"description": start})
    assert f"<p>{start.replace('>', '&gt;')}</p>" in MarkdownIt().render(codebook_markdown(book))


def test_examples_stand_with_their_field_and_at_most_three(page_of: Shown, codebook: Codebook) -> None:
    examples = [Example(f"quote {number}", "Some title", "12 dead") for number in range(1, 6)]
    text = page_of(codebook, {"killed_total": examples}).text
    assert [f"quote {number}" in text for number in range(1, 6)] == [True, True, True, False, False]
    before, after = text.split("quote 1")
    assert before.rindex("killed_total") > before.rindex("n_events")
    assert "Some title" in after
    assert "12 dead" in after


def test_without_examples_the_word_is_not_there(page_of: Shown, codebook: Codebook) -> None:
    assert "Examples" not in page_of(codebook).text


def test_a_long_quote_is_shortened() -> None:
    told = outline(a_codebook(), {"killed": [Example("word " * 1000, "a\n b", "c")]})
    ((example,),) = (one.examples for one in told.sections[0].fields if one.id == "killed")
    assert len(example.quote) == LONGEST_QUOTE
    assert example.quote.endswith("…")
    assert example.article == "a b"


def test_the_page_needs_no_other_file_and_forbids_scripts(codebook: Codebook) -> None:
    page = Page(codebook_html(codebook))
    assert not any(attributes.get("src") for _, attributes in page.tags)
    assert not any(tag == "link" for tag, _ in page.tags)
    assert "url(" not in codebook_html(codebook)
    (policy,) = (attributes["content"] for _, attributes in page.tags if attributes.get("http-equiv"))
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_arabic_quotes_run_their_own_way(codebook: Codebook) -> None:
    html = codebook_html(codebook, {"killed_total": [Example("قُتل ١٢ جنديًا", "خبر", "12")]})
    assert '<blockquote dir="auto">قُتل ١٢ جنديًا</blockquote>' in html


def test_the_same_codebook_gives_the_same_document(codebook: Codebook) -> None:
    assert codebook_html(codebook) == codebook_html(default_codebook())
    assert codebook_markdown(codebook) == codebook_markdown(default_codebook())


def test_a_codebook_without_rules_groups_or_help_has_no_empty_parts() -> None:
    book = a_codebook().model_copy(update={"groups": (), "rules": (), "description": "", "no_incident": None})
    book = book.model_copy(update={"fields": book.fields[:3]})
    html = codebook_html(book)
    assert "Rules" not in html
    assert not re.search(r"<(p|table|dl|div)[^>]*></", html)


def test_fields_of_a_group_stand_under_the_group() -> None:
    told = outline(a_codebook())
    (section,) = told.sections
    assert [(block.title, [field.id for field in block.fields]) for block in section.blocks[1:]] == [
        ("Actors", ["name", "size"]),
        ("Statements", ["claim"]),
    ]
    assert told.field_count == len(a_codebook().fields)


def test_a_field_names_the_rules_that_point_at_it(codebook: Codebook) -> None:
    fields = {field.id: field for section in outline(codebook).sections for field in section.fields}
    assert fields["killed_total"].rules == ("R05", "R06", "R22")
    assert fields["killed_total"].key == "K"
    assert {fact.name for fact in fields["publication_date"].facts} >= {"Filled in", "Records", "Evidence"}
