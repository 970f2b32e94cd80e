"""Codings written down by hand, field by field, for tests that need an exact one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from annotator.domain.article import Article, Metadata
from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook
from annotator.domain.coding import Coding, CodingHeader, Evidence, Group, Note, Report, Stance, Value
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
from annotator.domain.text import text_hash
from annotator.domain.values import (
    Content,
    Count,
    DateRange,
    EntityName,
    FreeText,
    Location,
    MarkedSpan,
    OneCategory,
    OrdinalLevel,
    Qualifier,
    SeveralCategories,
    Status,
    YesNo,
)
from annotator.formats.codebooks import read_codebook

RESOURCES: Final = Path(__file__).resolve().parent.parent / "resources"
DEFAULT_CODEBOOK_FILE: Final = RESOURCES / "codebooks" / "incident.yaml"
TEXT: Final = "Gunmen attacked a checkpoint on Friday, killing two soldiers.\n"
PUBLISHED: Final = dt.date(2021, 5, 10)

Answer: TypeAlias = Content | Status | None
"""What a test puts into a field: a content, a status other than coded, or None to leave the field untouched."""


def default_codebook() -> Codebook:
    """Return the codebook the program ships."""
    return read_codebook(DEFAULT_CODEBOOK_FILE.read_text(encoding="utf-8"), name=DEFAULT_CODEBOOK_FILE.name)


def an_article(text: str = TEXT, published: dt.date | None = PUBLISHED) -> Article:
    """Return an article with this text."""
    return Article(
        id=ArticleId("article"),
        import_id=ImportId("import"),
        text=text,
        sha256=text_hash(text),
        metadata=Metadata(published=published),
    )


def one(category: str) -> OneCategory:
    """Return a categorical content."""
    return OneCategory(category=category)


def several(*categories: str) -> SeveralCategories:
    """Return a multi-categorical content."""
    return SeveralCategories(categories=categories)


def count(low: int | None, best: int | None, high: int | None, qualifier: Qualifier = Qualifier.EXACT) -> Count:
    """Return a count content."""
    return Count(low=low, best=best, high=high, qualifier=qualifier)


def exactly(number: int) -> Count:
    """Return an exact count."""
    return count(number, number, number)


COMPLETE_ARTICLE: Final[Mapping[str, Answer]] = MappingProxyType({"article_relevance": one("codable_incident")})
COMPLETE_INCIDENT: Final[Mapping[str, Answer]] = MappingProxyType(
    {
        "trigger": MarkedSpan(),
        "incident_label": FreeText(text="Checkpoint attack"),
        "focus": one("main"),
        "stage": one("accomplished"),
        "factuality": one("reported_as_fact"),
        "incident_date": DateRange(start=dt.date(2021, 5, 7), end=dt.date(2021, 5, 7), precision=1),
        "location": Location(verbatim="a checkpoint", precision=9),
        "event_type": one("battle"),
        "tactic": several("armed_assault"),
        "suicide": YesNo(answer=False),
        "target_type": several("military"),
        "killed_total": exactly(2),
        "toll_scope": one("victims_only"),
        "wounded_total": Status.NOT_MENTIONED,
        "toll_status": one("stated_without_reserve"),
        "coder_confidence": OrdinalLevel(level=3),
    }
)
COMPLETE_GROUPS: Final[Mapping[str, Mapping[str, Answer]]] = MappingProxyType(
    {
        "perpetrator": {
            "perp_actor": EntityName(canonical="Northern Front", entity_type="rebel_group"),
            "perp_attribution": one("claimed_by_perpetrator"),
        },
        "claim": {
            "claimant": EntityName(canonical="Northern Front"),
            "claim_mode": one("unknown"),
            "claim_support": one("not_stated"),
        },
        "victim_group": {"vg_type": one("soldiers"), "vg_killed": exactly(2)},
        "target": {"target": EntityName(verbatim="a checkpoint")},
    }
)


class Draft:
    """A coding in the making, under the default codebook or another one."""

    def __init__(self, codebook: Codebook | None = None, article: Article | None = None) -> None:
        self.codebook = codebook or default_codebook()
        self.article = article or an_article()
        self.header = CodingHeader(
            id=CodingId("coding"),
            article_id=self.article.id,
            coder_id=CoderId("coder"),
            codebook_id=CodebookId("codebook"),
        )
        self._records: list[Any] = []

    @property
    def coding(self) -> Coding:
        """The coding as it stands."""
        return Coding(self.header).with_entities(self._records)

    def report(self, answers: Mapping[str, Answer] = MappingProxyType({})) -> ReportId:
        """Add a report with these answers."""
        report = Report(id=ReportId(self._next_id("report")), coding_id=self.header.id, position=len(self._records))
        self._records.append(report)
        for field, answer in answers.items():
            self.put(field, answer, report.id)
        return report.id

    def complete_report(self, changes: Mapping[str, Answer] = MappingProxyType({})) -> ReportId:
        """Add a report in which nothing is wrong, then change some of its fields."""
        return self.report({**COMPLETE_INCIDENT, **changes})

    def group(self, report_id: ReportId, level: str, answers: Mapping[str, Answer] = MappingProxyType({})) -> GroupId:
        """Add a group with these answers to a report."""
        group = Group(
            id=GroupId(self._next_id(level)),
            coding_id=self.header.id,
            report_id=report_id,
            level=level,
            position=len(self._records),
        )
        self._records.append(group)
        for field, answer in answers.items():
            self.put(field, answer, report_id, group.id)
        return group.id

    def put(
        self,
        field: str,
        answer: Answer,
        report_id: ReportId | None = None,
        group_id: GroupId | None = None,
        *,
        quote: str | None = "Gunmen",
        reason: str = "",
    ) -> ValueId | None:
        """Answer a field, with evidence for ``quote`` unless that is None; None leaves the field untouched."""
        if answer is None:
            return None
        is_content = not isinstance(answer, Status)
        return self.put_value(
            Value(
                id=ValueId(self._next_id("value")),
                coding_id=self.header.id,
                report_id=report_id,
                group_id=group_id,
                field=field,
                status=answer if isinstance(answer, Status) else Status.CODED,
                content=None if isinstance(answer, Status) else answer,
                missing_evidence_reason=reason,
            ),
            quote if is_content else None,
        )

    def put_value(self, value: Value, quote: str | None = None) -> ValueId:
        """Add a value as it is, with one span of evidence when ``quote`` is given."""
        self._records.append(value)
        if quote is not None:
            start = self.article.text.index(quote)
            self.attach(value.id, start, start + len(quote), quote)
        return value.id

    def attach(self, value_id: ValueId, start: int, end: int, quote: str) -> None:
        """Attach a span to a value, whether or not it is true to the text."""
        self._records.append(
            Evidence(
                id=EvidenceId(self._next_id("evidence")),
                coding_id=self.header.id,
                value_id=value_id,
                start=start,
                end=end,
                quote=quote,
                stance=Stance.STATES,
            )
        )

    def note(self, subject_id: str, rule: str, text: str = "Looked at.") -> None:
        """Add a note that answers a rule."""
        note = Note(
            id=NoteId(self._next_id("note")), coding_id=self.header.id, subject_id=subject_id, text=text, rule=rule
        )
        self._records.append(note)

    def _next_id(self, kind: str) -> str:
        return f"{kind}-{len(self._records):04}"


def draft_of(changes: Mapping[str, Answer] = MappingProxyType({}), *groups: tuple[str, Mapping[str, Answer]]) -> Draft:
    """Return a coding in which nothing is wrong but for ``changes`` (of the article or the report) and ``groups``."""
    draft = Draft()
    levels = {name: field.level for name, field in draft.codebook.fields_by_id.items()}
    of_article = {name: answer for name, answer in changes.items() if levels[name] == ARTICLE_LEVEL}
    of_incident = {name: answer for name, answer in changes.items() if levels[name] == INCIDENT_LEVEL}
    for field, answer in {**COMPLETE_ARTICLE, **of_article}.items():
        draft.put(field, answer)
    report_id = draft.complete_report(of_incident)
    for level, answers in groups:
        draft.group(report_id, level, answers)
    return draft
