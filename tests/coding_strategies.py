"""Hypothesis strategies for articles, records and whole codings; import them from `tests.strategies`."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from annotator.domain.article import Article, ArticleImport, Metadata
from annotator.domain.changes import Change
from annotator.domain.coding import (
    CodebookVersion,
    Coder,
    Coding,
    CodingHeader,
    CodingState,
    Evidence,
    Group,
    Note,
    Report,
    Stance,
    Value,
)
from annotator.domain.entities import Entity
from annotator.domain.ids import (
    ArticleId,
    CodebookId,
    CoderId,
    CodingId,
    EvidenceId,
    GroupId,
    ImportId,
    NoteId,
    ReportId,
    ValueId,
)
from annotator.domain.text import Span, quote_at, text_hash
from annotator.domain.values import Status
from tests.content_strategies import FIELD_TYPES, GROUP_LEVELS, contents_of, days, times
from tests.review_strategies import review_records
from tests.text_strategies import category_ids, spans_in, texts, words


@dataclass(frozen=True, slots=True)
class CodedArticle:
    """An article with one coding of it."""

    article: Article
    coding: Coding


@cache
def ids() -> SearchStrategy[str]:
    """Draw an identifier in the product's form, a UUID of version 7."""
    return st.integers(0, (1 << 122) - 1).map(_id_from_bits)


def _id_from_bits(bits: int) -> str:
    """Return 122 free bits as a UUID with version and variant set; greater bits give a greater id."""
    high, middle, low = bits >> 74, bits >> 62 & 0xFFF, bits & ((1 << 62) - 1)
    return str(uuid.UUID(int=high << 80 | 0x7 << 76 | middle << 64 | 0b10 << 62 | low))


@cache
def _publications() -> SearchStrategy[dt.date | None]:
    return st.one_of(st.none(), days(), times())


@st.composite
def metadata(draw: DrawFn) -> Metadata:
    """Draw what a source may say about an article; any part may be unknown."""
    published = draw(_publications())
    return Metadata(
        title=draw(words()),
        published=published,
        published_as_written="" if published is None else published.isoformat(),
        author=draw(words()),
        source=draw(words()),
        url=draw(st.sampled_from(["", "https://example.org/a", "https://example.org/é?q=1#x"])),
        is_sample=draw(st.booleans()),
    )


@st.composite
def articles(draw: DrawFn) -> Article:
    """Draw an article with its hash right and its body beginning inside it."""
    text = draw(texts())
    return Article(
        id=ArticleId(draw(ids())),
        import_id=ImportId(draw(ids())),
        text=text,
        sha256=text_hash(text),
        header_end=draw(st.integers(0, len(text))),
        file_name=draw(words()),
        metadata=draw(metadata()),
    )


class _CodingBuilder:
    """Grows a coding record by record, each consistent with those before."""

    def __init__(self, draw: DrawFn, article: Article, has_tombstones: bool) -> None:
        self._draw = draw
        self._article = article
        self._tombstones = st.booleans() if has_tombstones else st.just(False)
        self._low_bits = draw(st.integers(0, (1 << 62) - 1))
        self._made = 0
        self.coding_id = CodingId(self._next_id())
        self.records: list[Entity] = []

    def _next_id(self) -> str:
        self._made += 1
        return _id_from_bits(self._made << 62 | self._low_bits)

    def header(self) -> CodingHeader:
        return CodingHeader(
            id=self.coding_id,
            article_id=self._article.id,
            coder_id=CoderId(self._next_id()),
            codebook_id=CodebookId(self._next_id()),
            state=self._draw(st.sampled_from(CodingState)),
        )

    def add_report(self, position: int) -> None:
        report = Report(
            id=ReportId(self._next_id()),
            coding_id=self.coding_id,
            position=position,
            is_deleted=self._draw(self._tombstones),
        )
        self.records.append(report)
        self._add_values("incident", report.id, None)
        for place, level in enumerate(self._draw(st.lists(st.sampled_from(GROUP_LEVELS), max_size=3))):
            group = Group(
                id=GroupId(self._next_id()),
                coding_id=self.coding_id,
                report_id=report.id,
                level=level,
                position=place,
                is_deleted=self._draw(self._tombstones),
            )
            self.records.append(group)
            self._add_values(level, report.id, group.id)

    def add_article_values(self) -> None:
        self._add_values("article", None, None)

    def _add_values(self, level: str, report_id: ReportId | None, group_id: GroupId | None) -> None:
        fields = FIELD_TYPES[level]
        for name in self._draw(st.lists(st.sampled_from(sorted(fields)), unique=True, max_size=3)):
            status = self._draw(st.sampled_from([Status.CODED, Status.CODED, *Status]))
            has_content = status is Status.CODED and self._draw(st.booleans())
            content = self._draw(contents_of(fields[name])) if has_content else None
            value = Value(
                id=ValueId(self._next_id()),
                coding_id=self.coding_id,
                report_id=report_id,
                group_id=group_id,
                field=name,
                status=status,
                content=content,
                missing_evidence_reason=self._draw(words()),
                is_deleted=self._draw(self._tombstones),
            )
            self.records.append(value)
            for span in self._draw(st.lists(spans_in(self._article.text), max_size=2)):
                self._add_evidence(value.id, span)

    def _add_evidence(self, value_id: ValueId, span: Span) -> None:
        quote = quote_at(self._article.text, span)
        evidence = Evidence(
            id=EvidenceId(self._next_id()),
            coding_id=self.coding_id,
            value_id=value_id,
            start=span.start,
            end=span.end,
            quote=quote.exact,
            prefix=quote.prefix,
            suffix=quote.suffix,
            stance=self._draw(st.sampled_from(Stance)),
            is_deleted=self._draw(self._tombstones),
        )
        self.records.append(evidence)

    def add_note(self) -> None:
        subjects = [self.coding_id, *(record.id for record in self.records if not isinstance(record, Note))]
        note = Note(
            id=NoteId(self._next_id()),
            coding_id=self.coding_id,
            subject_id=self._draw(st.sampled_from(subjects)),
            text=self._draw(words()),
            rule=self._draw(st.sampled_from(["", "R06", "R14"])),
            is_flagged=self._draw(st.booleans()),
            is_deleted=self._draw(self._tombstones),
        )
        self.records.append(note)


@st.composite
def coded_articles(draw: DrawFn, max_reports: int = 3, has_tombstones: bool = True) -> CodedArticle:
    """Draw an article and a consistent coding of it with up to ``max_reports`` reports.

    Fields and types are those of the default codebook (`FIELD_TYPES`), contents any of the right type. With
    ``has_tombstones`` any record may be a deleted one.
    """
    article = draw(articles())
    builder = _CodingBuilder(draw, article, has_tombstones)
    header = builder.header()
    builder.add_article_values()
    for position in range(draw(st.integers(0, max_reports))):
        builder.add_report(position)
    for _ in range(draw(st.integers(0, 2))):
        builder.add_note()
    return CodedArticle(article, Coding(header).with_entities(builder.records))


def codings(max_reports: int = 3, has_tombstones: bool = True) -> SearchStrategy[Coding]:
    """Draw a consistent coding; its quotes are of a text that is not given."""
    return coded_articles(max_reports, has_tombstones).map(lambda coded: coded.coding)


def records_of(coding: Coding) -> tuple[Entity, ...]:
    """Return every record of a coding, header first and tombstones included, each after those it refers to."""
    return (
        coding.header,
        *coding.reports_by_id.values(),
        *coding.groups_by_id.values(),
        *coding.values_by_id.values(),
        *coding.evidence_by_id.values(),
        *coding.notes_by_id.values(),
    )


def entities() -> SearchStrategy[Entity]:
    """Draw one record of any kind that history can change."""
    imports = st.builds(
        ArticleImport,
        id=ids(),
        source=words(),
        article_count=st.integers(0, 100_000),
        digest=texts().map(text_hash),
        is_deleted=st.booleans(),
    )
    coders = st.builds(Coder, id=ids(), name=words(), is_gold=st.booleans(), is_deleted=st.booleans())
    codebooks = st.builds(
        CodebookVersion,
        id=ids(),
        name=category_ids(),
        version=st.integers(1, 99),
        source=texts(),
        sha256=texts().map(text_hash),
        is_deleted=st.booleans(),
    )
    parts = codings().map(records_of).flatmap(st.sampled_from)
    return st.one_of(imports, coders, codebooks, parts, review_records(ids))


def changes() -> SearchStrategy[Change]:
    """Draw a change: a creation, a deletion or a restoration of one record."""

    def of(entity: Entity, is_creation: bool) -> Change:
        before = None if is_creation else entity.model_copy(update={"is_deleted": not entity.is_deleted})
        return Change(before=before, after=entity)

    return st.builds(of, entities(), st.booleans())
