"""A small project made for the datasets' tests: every field type, three codings, one of them without an incident."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from annotator.domain.article import Article, Metadata
from annotator.domain.codebook import Category, Codebook, Field, GroupDefinition, Section
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
    ProjectId,
    ReportId,
    ValueId,
)
from annotator.domain.text import Span, quote_at, text_hash
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
from annotator.formats.datasets.source import CodedArticle, DatasetSource

CREATED = dt.datetime(2024, 6, 1, 12, 0, tzinfo=dt.UTC)
GOLDEN = Path(__file__).resolve().parents[3] / "golden" / "datasets"
CODER = Coder(id=CoderId("coder-1"), name="Coder, one")
VERSION = CodebookVersion(id=CodebookId("codebook-1"), name="raids", version=2, source="id: raids\n", sha256="c" * 64)

TEXT = (
    "# Raid on a market\n\n=SUM(1) it said. Twelve people were “killed” in Ménaka 😀, the army said.\n"
    "A second raid\u00a0left several dead.\u2028The رجل spoke."
)


def a_field(id_: str, level: str, field_type: FieldType, **more: Any) -> Field:
    return Field(id=id_, label=id_.capitalize(), level=level, section="all", type=field_type, **more)


def a_codebook(*extra: Field, version: int = 2) -> Codebook:
    levels = tuple(Category(id=id_, label=id_.capitalize(), level=step) for step, id_ in enumerate(("low", "high"), 1))
    kinds = (Category(id="gun", label="Gun | rifle"), Category(id="bomb", label="Bomb", help="Any bomb."))
    return Codebook(
        format="incident-annotator/codebook/1",
        id="raids",
        version=version,
        title="Raids",
        sections=(Section(id="all", label="All"),),
        groups=(
            GroupDefinition(id="actor", label="Actor", plural="Actors", section="all"),
            GroupDefinition(id="said", label="Statement", plural="Statements", section="all"),
        ),
        fields=(
            a_field("relevance", "article", FieldType.CATEGORICAL, categories=kinds, required=True),
            a_field("published_on", "article", FieldType.DATE),
            a_field("trigger", "incident", FieldType.SPAN, help="The shortest phrase that names it."),
            a_field("killed", "incident", FieldType.COUNT, help="Victims only, “without” attackers."),
            a_field("when", "incident", FieldType.DATE_RANGE),
            a_field("place", "incident", FieldType.LOCATION),
            a_field("weapons", "incident", FieldType.CATEGORICAL_MULTI, categories=kinds),
            a_field("suicide", "incident", FieldType.BOOLEAN),
            a_field("sure", "incident", FieldType.ORDINAL, categories=levels),
            a_field("remark", "incident", FieldType.TEXT),
            a_field("name", "actor", FieldType.ENTITY),
            a_field("size", "actor", FieldType.COUNT),
            a_field("claim", "said", FieldType.ATTRIBUTED_VALUE),
            *extra,
        ),
    )


class CodingMaker:
    """Adds records to one coding; ids count up, so every run makes the same."""

    def __init__(self, number: int, text: str = TEXT, title: str = "Raid on a market") -> None:
        self.number = number
        self.article = Article(
            id=ArticleId(f"article-{number}"),
            import_id=ImportId("import-1"),
            text=text,
            sha256=text_hash(text),
            file_name=f"{number}.txt",
            metadata=Metadata(title=title, published=dt.date(2024, 5, 1), published_as_written="2024-05-01"),
        )
        self.header = CodingHeader(
            id=CodingId(f"coding-{number}"),
            article_id=self.article.id,
            coder_id=CODER.id,
            codebook_id=VERSION.id,
            state=CodingState.COMPLETE,
        )
        self.records: list[Entity] = []

    def _id(self, kind: str) -> str:
        return f"{kind}-{self.number}-{len(self.records):02}"

    def report(self, position: int, *, is_deleted: bool = False) -> Report:
        made = Report(
            id=ReportId(self._id("report")), coding_id=self.header.id, position=position, is_deleted=is_deleted
        )
        self.records.append(made)
        return made

    def group(self, report: Report, level: str, position: int, *, is_deleted: bool = False) -> Group:
        made = Group(
            id=GroupId(self._id("group")),
            coding_id=self.header.id,
            report_id=report.id,
            level=level,
            position=position,
            is_deleted=is_deleted,
        )
        self.records.append(made)
        return made

    def value(
        self,
        field: str,
        content: Content | None,
        report: Report | None = None,
        group: Group | None = None,
        quotes: Sequence[str] = (),
        **more: Any,
    ) -> Value:
        made = Value(
            id=ValueId(self._id("value")),
            coding_id=self.header.id,
            report_id=report.id if report else None,
            group_id=group.id if group else None,
            field=field,
            content=content,
            **more,
        )
        self.records.append(made)
        for quote in quotes:
            self._evidence(made, quote)
        return made

    def note(self, subject_id: str, text: str, **more: Any) -> Note:
        made = Note(id=NoteId(self._id("note")), coding_id=self.header.id, subject_id=subject_id, text=text, **more)
        self.records.append(made)
        return made

    def coded(self, codebook: Codebook) -> CodedArticle:
        return CodedArticle(self.article, CODER, Coding(self.header).with_entities(self.records), codebook)

    def _evidence(self, value: Value, exact: str) -> None:
        start = self.article.text.index(exact)
        span = Span(start, start + len(exact))
        quote = quote_at(self.article.text, span)
        self.records.append(
            Evidence(
                id=EvidenceId(self._id("evidence")),
                coding_id=self.header.id,
                value_id=value.id,
                start=span.start,
                end=span.end,
                quote=quote.exact,
                prefix=quote.prefix,
                suffix=quote.suffix,
                stance=Stance.STATES,
            )
        )


def a_full_coding() -> CodingMaker:
    """Return a coding with two reports, every field type, groups and notes."""
    made = CodingMaker(1)
    made.value("relevance", OneCategory(category="gun"))
    made.value("published_on", Moment(at=dt.datetime(2024, 5, 1, 8, 30, tzinfo=dt.UTC)))
    second, first = made.report(1), made.report(0)
    made.value("trigger", MarkedSpan(), first, quotes=("“killed”", "Raid on a market"))
    killed = made.value("killed", Count(low=12, best=12, high=12), first, quotes=("Twelve people",))
    when = DateRange(start=dt.date(2024, 4, 29), end=dt.date(2024, 4, 30), precision=2, time_of_day="night")
    made.value("when", when, first, missing_evidence_reason="told by the headline")
    place = Location(verbatim="Ménaka", name="Ménaka", country_iso3="MLI", lat=15.5, lon=-2.25, precision=1)
    made.value("place", place, first, quotes=("Ménaka",))
    made.value("weapons", SeveralCategories(categories=("gun", "bomb")), first)
    made.value("suicide", YesNo(answer=False), first)
    made.value("sure", OrdinalLevel(level=2), first)
    made.value("remark", FreeText(text='=cmd|"/c calc"!A1,\nnext line'), first, quotes=("=SUM(1)",))
    raiders, unknown = made.group(first, "actor", 0), made.group(first, "actor", 1)
    raiders_name = EntityName(verbatim="the raiders", canonical="Raiders | A", aliases=("R.A.", "a|b\\c"))
    made.value("name", raiders_name, first, raiders)
    made.value("size", Count(qualifier=Qualifier.DOZENS), first, raiders)
    made.value("name", None, first, unknown, status=Status.UNCLEAR)
    said = made.group(first, "said", 0)
    claim = AttributedValue(about_field="killed", value="12", stance="asserts", source_named=True)
    made.value("claim", claim, first, said, quotes=("the army said",))
    made.value("killed", Count(qualifier=Qualifier.SEVERAL), second, quotes=("several dead",))
    made.value("suicide", None, second, status=Status.NOT_MENTIONED)
    made.note(killed.id, "+1 more later?", rule="R06", is_flagged=True)
    made.note(made.header.id, "Read twice.")
    return made


def a_coding_with_tombstones() -> CodingMaker:
    """Return a coding in which only one value of one report is left."""
    made = CodingMaker(3, title="@deleted")
    gone = made.report(0, is_deleted=True)
    kept = made.report(1)
    lost = made.value("killed", Count(low=1, best=1, high=1), gone, quotes=("Twelve",))
    made.value("killed", Count(low=0, best=0, high=0, qualifier=Qualifier.NONE_REPORTED), kept)
    made.value("remark", FreeText(text="gone"), kept, is_deleted=True)
    group = made.group(kept, "actor", 0, is_deleted=True)
    made.value("name", EntityName(verbatim="gone"), kept, group)
    made.note(lost.id, "about a value that is gone")
    return made


def all_coded(codebook: Codebook) -> list[CodedArticle]:
    without_incident = CodingMaker(2, text="Nothing happened.", title="Calm, “really”\nquiet")
    without_incident.value("relevance", None, status=Status.NOT_APPLICABLE)
    return [made.coded(codebook) for made in (a_full_coding(), without_incident, a_coding_with_tombstones())]


def a_source(coded: Iterable[CodedArticle] | None = None, codebook: Codebook | None = None) -> DatasetSource:
    codebook = codebook or a_codebook()
    kept = list(all_coded(codebook) if coded is None else coded)
    return DatasetSource(
        project_id=ProjectId("project-1"),
        project_name="Raids 2024",
        head=42,
        head_hash="a" * 64,
        app_version="0.1.0",
        coders=(CODER,),
        codebooks={VERSION.id: codebook},
        codebook_versions={VERSION.id: VERSION},
        coded_articles=lambda: iter(kept),
    )


def live(coding: Coding) -> Coding:
    """Return the coding without its tombstones and what they hide, as a lossless dataset keeps it."""
    kept: list[Any] = [*coding.reports(), *coding.values(), *coding.evidence()]
    kept += [group for report in coding.reports() for group in coding.groups(report.id)]
    there = {coding.header.id, *(record.id for record in kept)}
    kept += [note for note in coding.notes() if note.subject_id in there]
    empty = Coding(coding.header, *(MappingProxyType({}) for _ in range(5)))
    return empty.with_entities(kept)


def rows_of(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    """Return a table's rows by column, read strictly."""
    text = path.read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
