"""Hypothesis strategies for the domain: texts that break naive offsets, spans, contents, entities and whole codings.

Everything drawn is in stored form and consistent: quotes equal ``text[start:end]``, references resolve, no two
values share a slot. Categories are free words.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from annotator.domain.article import Article, ArticleImport, Metadata
from annotator.domain.changes import Change
from annotator.domain.codebook import Field
from annotator.domain.coding import (
    CodebookVersion,
    Coder,
    Coding,
    CodingHeader,
    CodingState,
    Entity,
    Evidence,
    Group,
    Note,
    Report,
    Stance,
    Value,
)
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
from annotator.domain.text import BYTE_ORDER_MARK, Span, quote_at, text_hash
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

TRICKY_PIECES: Final = (
    "😀",
    "👩‍👩‍👧‍👦",
    "👍🏽",
    "🇲🇱",
    "🏳️‍🌈",
    "1️⃣",
    "𠮷野家",
    "𝔄",
    "𓀀",
    "هجوم على القرية",
    "لا\u064b",
    "\u202bنص\u202c",
    "\u200f",
    "שלום",
    "Me\u0301naka",
    "a\u0308\u0323",
    "\u1112\u1161\u11ab",
    "ﬁ",
    "İ",
    "ß",
    "\u00a0",
    "\u202f",
    "\u2028",
    "\u2029",
    "\u0085",
    "\u200b",
    "\u00ad",
    "\ufeff",
    "\ufffc",
    "\x0b",
    "\x0c",
    "\x1c",
    "\t",
    "\n",
    "\n\n",
)
"""Texts whose length or line count differs between code points, UTF-16, graphemes and Python's ``splitlines``."""

PLAIN_PIECES: Final = (
    " ",
    ", ",
    ". ",
    "At least 53 soldiers",
    "a civilian",
    "on Saturday",
    "the attack",
    '"under control"',
    "killed",
    "killed",
    "=1+1",
    "<b>bold</b>",
    "{field}",
    "%s",
)

FIELD_TYPES: Final[dict[str, dict[str, FieldType]]] = {
    "article": {"article_relevance": FieldType.CATEGORICAL, "publication_date": FieldType.DATE},
    "incident": {
        "trigger": FieldType.SPAN,
        "incident_label": FieldType.TEXT,
        "focus": FieldType.CATEGORICAL,
        "n_events": FieldType.COUNT,
        "stage": FieldType.CATEGORICAL,
        "factuality": FieldType.CATEGORICAL,
        "incident_date": FieldType.DATE_RANGE,
        "location": FieldType.LOCATION,
        "event_type": FieldType.CATEGORICAL,
        "tactic": FieldType.CATEGORICAL_MULTI,
        "suicide": FieldType.BOOLEAN,
        "weapon": FieldType.CATEGORICAL_MULTI,
        "property_damage": FieldType.CATEGORICAL,
        "perp_number": FieldType.COUNT,
        "claim_competing": FieldType.BOOLEAN,
        "target_type": FieldType.CATEGORICAL_MULTI,
        "killed_total": FieldType.COUNT,
        "killed_perpetrators": FieldType.COUNT,
        "toll_scope": FieldType.CATEGORICAL,
        "wounded_total": FieldType.COUNT,
        "toll_status": FieldType.CATEGORICAL,
        "coder_confidence": FieldType.ORDINAL,
        "coder_note": FieldType.TEXT,
    },
    "perpetrator": {"perp_actor": FieldType.ENTITY, "perp_attribution": FieldType.CATEGORICAL},
    "claim": {
        "claimant": FieldType.ENTITY,
        "claim_mode": FieldType.CATEGORICAL,
        "claim_channel": FieldType.TEXT,
        "claim_support": FieldType.CATEGORICAL,
    },
    "target": {"target": FieldType.ENTITY},
    "victim_group": {
        "vg_type": FieldType.CATEGORICAL,
        "vg_killed": FieldType.COUNT,
        "vg_wounded": FieldType.COUNT,
        "vg_missing": FieldType.COUNT,
    },
    "statement": {"statement": FieldType.ATTRIBUTED_VALUE},
}
"""The default codebook's fields and their types by level; ``target`` is a repeating level of one field."""

GROUP_LEVELS: Final = tuple(level for level in FIELD_TYPES if level not in ("article", "incident"))


@dataclass(frozen=True, slots=True)
class CodedArticle:
    """An article with one coding of it."""

    article: Article
    coding: Coding


# Text and spans


@cache
def _characters() -> SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=8)


@cache
def _pieces() -> SearchStrategy[str]:
    return st.one_of(st.sampled_from(PLAIN_PIECES), st.sampled_from(TRICKY_PIECES), _characters())


@cache
def texts(min_size: int = 1, max_pieces: int = 20) -> SearchStrategy[str]:
    """Draw article text in stored form of at least ``min_size`` code points, mixing plain and tricky pieces."""
    joined = st.lists(_pieces(), min_size=1, max_size=max_pieces).map("".join)
    return joined.map(lambda text: text.lstrip(BYTE_ORDER_MARK).ljust(min_size, "."))


def decoded_texts() -> SearchStrategy[str]:
    """Draw text as a decoder leaves it: CR LF, CR and a leading byte order mark still in."""
    endings = st.sampled_from(["\r\n", "\r", "\n", "\r\r\n", "\n\r"])
    body = st.lists(st.one_of(_pieces(), endings), max_size=20).map("".join)
    return st.builds(str.__add__, st.sampled_from(["", "", BYTE_ORDER_MARK]), body)


def spans_in(text: str) -> SearchStrategy[Span]:
    """Draw a span of ``text``, which must not be empty; never an empty span."""
    ends = st.tuples(st.integers(0, len(text) - 1), st.integers(0, len(text) - 1)).map(sorted)
    return ends.map(lambda first_and_last: Span(first_and_last[0], first_and_last[1] + 1))


@st.composite
def texts_with_spans(draw: DrawFn, max_spans: int = 8) -> tuple[str, tuple[Span, ...]]:
    """Draw a text and one or more spans of it, overlaps and repeats included."""
    text = draw(texts())
    return text, tuple(draw(st.lists(spans_in(text), min_size=1, max_size=max_spans)))


@cache
def words() -> SearchStrategy[str]:
    """Draw what a person may type into a field, empty and non-ASCII included."""
    return st.one_of(st.just(""), st.sampled_from(PLAIN_PIECES + TRICKY_PIECES), _characters())


@cache
def category_ids() -> SearchStrategy[str]:
    """Draw the id of a category, of any codebook."""
    return st.from_regex(r"[a-z][a-z0-9_]{0,15}", fullmatch=True)


# Contents


@st.composite
def counts(draw: DrawFn) -> Count:
    """Draw a count with ``0 <= low <= best <= high`` wherever present; the qualifier is free."""
    numbers = sorted(draw(st.lists(st.integers(0, 1_000_000), min_size=3, max_size=3)))
    low, best, high = (number if draw(st.booleans()) else None for number in numbers)
    return Count(low=low, best=best, high=high, qualifier=draw(st.sampled_from(Qualifier)))


@cache
def _times() -> SearchStrategy[dt.datetime]:
    zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
    return st.builds(dt.datetime.combine, days(), st.times(timezones=st.one_of(st.none(), zones)))


@cache
def days() -> SearchStrategy[dt.date]:
    """Draw a day of the years the project may meet."""
    return st.dates(dt.date(1970, 1, 1), dt.date(2100, 1, 1))


def moments() -> SearchStrategy[Moment]:
    """Draw a day, or a time with or without its zone."""
    return st.builds(Moment, at=st.one_of(days(), _times()))


@st.composite
def date_ranges(draw: DrawFn) -> DateRange:
    """Draw a range whose start is not after its end."""
    start, end = sorted(draw(st.tuples(days(), days())))
    return DateRange(
        start=start if draw(st.booleans()) else None,
        end=end if draw(st.booleans()) else None,
        precision=draw(st.sampled_from([None, 1, 2, 3, 4, 5, 9])),
        time_of_day=draw(words()),
        expression=draw(words()),
    )


_COORDINATES: Final = st.one_of(st.just((None, None)), st.tuples(st.floats(-90, 90), st.floats(-180, 180)))


@st.composite
def locations(draw: DrawFn) -> Location:
    """Draw a place; latitude and longitude are both there or both not."""
    lat, lon = draw(_COORDINATES)
    names: dict[str, object] = {
        name: draw(words())
        for name in ("verbatim", "name", "admin3", "admin2", "admin1", "vicinity", "gazetteer_id", "description")
    }
    country = draw(st.sampled_from(["", "MLI", "NER", "BFA"]))
    precision = draw(st.sampled_from([None, 1, 2, 3, 4, 5, 6, 7, 9]))
    return Location.model_validate({**names, "country_iso3": country, "lat": lat, "lon": lon, "precision": precision})


_CONTENTS: Final[dict[FieldType, SearchStrategy[Any]]] = {
    FieldType.COUNT: counts(),
    FieldType.DATE: moments(),
    FieldType.DATE_RANGE: date_ranges(),
    FieldType.LOCATION: locations(),
    FieldType.CATEGORICAL: st.builds(OneCategory, category=category_ids()),
    FieldType.CATEGORICAL_MULTI: st.builds(
        SeveralCategories, categories=st.lists(category_ids(), unique=True, max_size=4).map(tuple)
    ),
    FieldType.ORDINAL: st.builds(OrdinalLevel, level=st.integers(0, 10)),
    FieldType.BOOLEAN: st.builds(YesNo, answer=st.booleans()),
    FieldType.ENTITY: st.builds(
        EntityName,
        verbatim=words(),
        canonical=words(),
        aliases=st.lists(words(), max_size=3).map(tuple),
        entity_type=st.one_of(st.just(""), category_ids()),
    ),
    FieldType.TEXT: st.builds(FreeText, text=words()),
    FieldType.SPAN: st.just(MarkedSpan()),
    FieldType.ATTRIBUTED_VALUE: st.builds(
        AttributedValue,
        about_field=st.sampled_from(["", "killed_total", "weapon"]),
        value=words(),
        stance=st.sampled_from(["", "asserts", "denies", "revises_up", "revises_down", "doubts"]),
        source_entity=words(),
        source_type=st.one_of(st.just(""), category_ids()),
        source_named=st.one_of(st.none(), st.booleans()),
        via=words(),
    ),
}


def contents_of(field_type: FieldType) -> SearchStrategy[Content]:
    """Draw a content of one field type."""
    return _CONTENTS[field_type]


def contents() -> SearchStrategy[Content]:
    """Draw a content of any field type."""
    return st.one_of(*_CONTENTS.values())


def contents_for(field: Field) -> SearchStrategy[Content]:
    """Draw a content that a field's codebook allows: its own categories, levels, types and stances."""
    ids_of_categories = [category.id for category in field.categories]
    if field.type is FieldType.CATEGORICAL:
        return st.builds(OneCategory, category=st.sampled_from(ids_of_categories))
    if field.type is FieldType.CATEGORICAL_MULTI:
        most = field.max_categories or len(ids_of_categories)
        chosen = st.lists(st.sampled_from(ids_of_categories), unique=True, min_size=1, max_size=most)
        return st.builds(SeveralCategories, categories=chosen.map(tuple))
    if field.type is FieldType.ORDINAL:
        levels = [category.level for category in field.categories if category.level is not None]
        return st.builds(OrdinalLevel, level=st.sampled_from(levels))
    if field.type is FieldType.ENTITY:
        types = st.sampled_from(["", *ids_of_categories])
        return st.builds(EntityName, verbatim=words(), canonical=words(), entity_type=types)
    if field.type is FieldType.ATTRIBUTED_VALUE:
        stances = st.sampled_from(["", *(stance.id for stance in field.stances)])
        sources = st.sampled_from(["", *ids_of_categories])
        return st.builds(AttributedValue, value=words(), stance=stances, source_type=sources, via=words())
    return contents_of(field.type)


# Articles and entities


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
    return st.one_of(st.none(), days(), _times())


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
    coders = st.builds(Coder, id=ids(), name=words(), is_deleted=st.booleans())
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
    return st.one_of(imports, coders, codebooks, parts)


def changes() -> SearchStrategy[Change]:
    """Draw a change: a creation, a deletion or a restoration of one record."""

    def of(entity: Entity, is_creation: bool) -> Change:
        before = None if is_creation else entity.model_copy(update={"is_deleted": not entity.is_deleted})
        return Change(before=before, after=entity)

    return st.builds(of, entities(), st.booleans())
