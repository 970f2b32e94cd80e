"""Whatever a codebook says, its document says it word for word and is not led astray by it."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given, strategies as st
from markdown_it import MarkdownIt

from annotator.domain.codebook import Category, Codebook, Section
from annotator.domain.values import FieldType
from annotator.formats.codebook_document.html import codebook_html
from annotator.formats.codebook_document.markdown import codebook_markdown
from annotator.formats.codebook_document.outline import Example
from tests.unit.formats.datasets.making import a_codebook, a_field

MARKS = ["*", "_", "`", "#", "[", "](x)", "<b>", "</p>", "&amp;", "|", "~~", "\\", "- ", "1. ", "> ", "$", "{", "“"]
words = st.lists(
    st.one_of(st.sampled_from(MARKS), st.sampled_from(["a", "Z", "9", " ", "é", "漢", "😀", "رجل", "\n", "\u00a0"])),
    min_size=1,
    max_size=12,
).map("".join)
labels = words.filter(lambda text: text.strip() != "")


class Words(HTMLParser):
    """The text of a page without its style, and the tags in it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.tags: set[str] = set()
        self._is_style = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._is_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._is_style = False

    def handle_data(self, data: str) -> None:
        if not self._is_style:
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.said).split())


def book_of(label: str, help_text: str) -> Codebook:
    category = Category(id="one", label=label, help=help_text, code=7)
    field = a_field("odd", "actor", FieldType.CATEGORICAL, categories=(category,)).model_copy(
        update={"label": label, "help": help_text}
    )
    book = a_codebook(field)
    return book.model_copy(
        update={
            "title": label,
            "description": help_text,
            "sections": (Section(id="all", label=label),),
            "groups": tuple(group.model_copy(update={"plural": label, "help": help_text}) for group in book.groups),
        }
    )


def plain(text: str) -> str:
    return " ".join(text.split())


PLAIN_TAGS = Words(codebook_html(a_codebook(), {"killed": [Example("a", "b", "c")]})).tags


@given(labels, words)
def test_html_says_any_text_word_for_word(label: str, help_text: str) -> None:
    page = Words(codebook_html(book_of(label, help_text), {"odd": [Example(label, help_text, label)]}))
    assert page.text.count(plain(label)) >= 5
    assert plain(help_text) in page.text
    assert page.tags <= PLAIN_TAGS | {"h3"}


@given(labels, words)
def test_markdown_says_any_text_word_for_word(label: str, help_text: str) -> None:
    told = codebook_markdown(book_of(label, help_text), {"odd": [Example(label, help_text, label)]})
    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    page = Words(renderer.render(told))
    assert page.text.count(plain(label)) >= 5
    assert plain(help_text) in page.text
    assert page.tags <= {
        *("h1", "h2", "h3", "h4", "p", "a", "ul", "ol", "li", "code", "strong", "em", "blockquote"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert told.count("\n# ") == 0


@given(labels)
def test_a_table_keeps_its_columns_whatever_stands_in_them(label: str) -> None:
    told = codebook_markdown(book_of(label, label))
    page = MarkdownIt("commonmark").enable("table").render(told)
    *_, table = page.split("<table>")[1:]
    for row in page.split("<tr>")[1:]:
        cells = row.partition("</tr>")[0]
        assert cells.count("<td>") + cells.count("<th>") in (1, 2, 3)
    assert table
