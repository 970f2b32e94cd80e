"""Codings with marks anywhere in texts that are hard to count in, and the texts to draw such codings from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hypothesis import strategies as st

from annotator.domain.coding import Evidence, Group, Report, Stance, Value
from annotator.domain.ids import EvidenceId
from annotator.domain.text import Span, quote_at, stored_form
from annotator.domain.values import Content, Count, FreeText, MarkedSpan, OneCategory, Status, YesNo
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.nlp_forms.forms import nlp_writers
from annotator.formats.datasets.source import CodedArticle
from tests.unit.formats.datasets.making import CodingMaker, a_codebook, a_source

FAMILY = "👩\u200d👩\u200d👧"
SOLDIERS = "جنديًا"
CAFE = "Cafe\u0301"
HARD = stored_form(
    f"Deux 😀 morts, {FAMILY} et 💥.\r\n"
    f"قُتل ١٢ {SOLDIERS} في كيدال.\r\n\r\n"
    f'{CAFE}\u00a0: «deux\u202fmorts» à 1.5 km.He said\u2028<b>&"x"</b>\tfin\u0085.\r'
    " The co-op's gate  was hit"
)
QUOTES = (
    "😀 morts",
    FAMILY,
    "💥",
    f"١٢ {SOLDIERS}",
    "كيدال",
    CAFE,
    "deux\u202fmorts",
    "1.5 km",
    "He said",
    'said\u2028<b>&"x"',
    "</b>\tfin",
    "op's gate",
    "كيدال.\n\nCafe\u0301",
    "hit",
)
"""Parts of `HARD`, each of which is in it once."""


class SpanMaker(CodingMaker):
    """Adds values whose evidence is given by offsets, which may be any."""

    def marked(
        self,
        field: str,
        spans: Iterable[tuple[int, int]],
        content: Content | None = None,
        report: Report | None = None,
        group: Group | None = None,
        stance: Stance = Stance.STATES,
        status: Status = Status.CODED,
    ) -> Value:
        value = self.value(field, content, report, group, status=status)
        for start, end in spans:
            quote = quote_at(self.article.text, Span(start, end))
            self.records.append(
                Evidence(
                    id=EvidenceId(self._id("evidence")),
                    coding_id=self.header.id,
                    value_id=value.id,
                    start=start,
                    end=end,
                    quote=quote.exact,
                    prefix=quote.prefix,
                    suffix=quote.suffix,
                    stance=stance,
                )
            )
        return value


def span_of(quote: str, text: str = HARD) -> tuple[int, int]:
    """Return where a quote is; it must be in the text once."""
    assert text.count(quote) == 1, quote
    start = text.index(quote)
    return start, start + len(quote)


def a_hard_coding(number: int = 7) -> SpanMaker:
    """Return a coding of `HARD`: every quote marked, overlaps within and across fields, and values without a span."""
    made = SpanMaker(number, HARD, title="Hard & “quoted” <title>")
    made.article = made.article.model_copy(update={"file_name": "dir/harte Texte é.txt"})
    made.marked("relevance", [span_of("💥")], OneCategory(category="bomb"))
    first, second = made.report(0), made.report(1)
    made.marked("trigger", [span_of(quote) for quote in QUOTES], MarkedSpan(), first)
    made.marked("killed", [span_of("Deux 😀 morts")], Count(low=2, best=2, high=2), first)
    made.marked("killed", [span_of("😀 morts"), span_of("hit")], Count(low=1), second, stance=Stance.CONTRADICTS)
    made.marked("suicide", [span_of("💥")], YesNo(answer=True), first)
    made.marked("suicide", [span_of("💥")], status=Status.UNCLEAR, report=second)
    group = made.group(second, "actor", 0)
    made.marked("name", [span_of(FAMILY)], None, second, group)
    remark = made.marked("remark", [], FreeText(text="no span\nsecond line"), second)
    made.note(remark.id, "on a value")
    made.note(second.id, "on a report", is_flagged=True, rule="R1")
    return made


PIECES = (
    "a",
    "Z",
    "1",
    ".",
    ",",
    "'",
    "-",
    " ",
    "  ",
    "\n",
    "\t",
    "é",
    "e\u0301",
    "😀",
    FAMILY,
    SOLDIERS,
    "\u00a0",
    "<",
    "&",
)
texts = st.lists(
    st.sampled_from((*PIECES, "\u2028", "\x85", '"', "]]>", "\u200d", "\ufeff", "漢字", "“")), min_size=1
).map("".join)


@st.composite
def coded_texts(draw: st.DrawFn) -> SpanMaker:
    """Draw a text with marks of two fields anywhere, also on white space and over line ends."""
    text = draw(texts)
    made = SpanMaker(1, text)
    report = made.report(0)
    for field in ("trigger", "killed"):
        spans = draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=4))
        kept = sorted({(min(span), max(span)) for span in spans if span[0] != span[1]})
        made.marked(field, kept, MarkedSpan() if field == "trigger" else Count(low=1), report)
    return made


def written(form: str, folder: Path, coded: Iterable[SpanMaker | CodedArticle]) -> FormResult:
    """Write codings in one form into a new folder."""
    codebook = a_codebook()
    articles = [one.coded(codebook) if isinstance(one, CodingMaker) else one for one in coded]
    folder.mkdir()
    with nlp_writers[form].open(a_source(articles, codebook), folder) as sink:
        for one in articles:
            sink.add(one)
        return sink.finished()
