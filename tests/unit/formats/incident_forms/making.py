"""Coded articles under the default codebook for the incident forms' tests, and ways to see what a form says."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from annotator.domain.article import Article
from annotator.domain.codebook import Codebook
from annotator.domain.coding import CodebookVersion, Coder, Coding, CodingHeader
from annotator.domain.ids import ArticleId, CodebookId, CoderId, CodingId, ImportId, ProjectId
from annotator.domain.revision import Revision
from annotator.domain.text import text_hash
from annotator.domain.values import DateRange, EntityName, FreeText, Location, Qualifier, YesNo
from annotator.formats.articles.registry import read_article_file
from annotator.formats.datasets.form import FormResult, Writer
from annotator.formats.datasets.incident_forms.coded_report import CodedReport, reports_of
from annotator.formats.datasets.incident_forms.event_table import EventForm, Row
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from tests.drafts import (
    COMPLETE_INCIDENT,
    Answer,
    Draft,
    an_article,
    count,
    default_codebook,
    draft_of,
    exactly,
    one,
    several,
)
from tests.gold import RETELLING_ARTICLE, RETELLING_GOLD, code, load_gold

CREATED = dt.datetime(2024, 6, 1, 12, 0, tzinfo=dt.UTC)
CODER = Coder(id=CoderId("coder-1"), name="Coder, one")
VERSION = CodebookVersion(id=CodebookId("codebook"), name="incident", version=1, source="", sha256="c" * 64)

WORDS_ONLY = MappingProxyType({word: count(None, None, None, word) for word in Qualifier})
TOWN = Location(verbatim="Gao", name="Gao", admin1="Gao", country_iso3="MLI", lat=16.27, lon=-0.04, precision=1)

Groups = Sequence[tuple[str, Mapping[str, Answer]]]


@cache
def the_codebook() -> Codebook:
    return default_codebook()


def days(start: str | None, end: str | None = None, precision: int | None = 1) -> DateRange:
    """Return a date range; one day where there is no end."""
    first = dt.date.fromisoformat(start) if start else None
    last = dt.date.fromisoformat(end) if end else first
    return DateRange(start=first, end=last, precision=precision)


def actor(
    name: str, type_: str = "rebel_group", attribution: str = "reported_as_fact"
) -> tuple[str, dict[str, Answer]]:
    """Return a perpetrator."""
    return "perpetrator", {
        "perp_actor": EntityName(canonical=name, entity_type=type_),
        "perp_attribution": one(attribution),
    }


def victims(type_: str, killed: Answer = None, **more: Answer) -> tuple[str, dict[str, Answer]]:
    """Return a victim group."""
    return "victim_group", {"vg_type": one(type_), "vg_killed": killed, **more}


def a_claim(mode: str = "unknown", claimant: str = "Northern Front") -> tuple[str, dict[str, Answer]]:
    """Return a claim of responsibility."""
    return "claim", {"claimant": EntityName(canonical=claimant), "claim_mode": one(mode)}


def a_target(name: str) -> tuple[str, dict[str, Answer]]:
    """Return a target."""
    return "target", {"target": EntityName(verbatim=name)}


def coded(draft: Draft, number: int = 1, **metadata: Any) -> CodedArticle:
    """Return a draft as a coded article; ids count by ``number``."""
    article = draft.article.model_copy(
        update={
            "id": ArticleId(f"article-{number}"),
            "file_name": f"{number}.txt",
            "metadata": draft.article.metadata.model_copy(update=metadata),
        }
    )
    header = draft.header.model_copy(update={"article_id": article.id, "id": CodingId(f"coding-{number}")})
    coding = Coding(header).with_entities(_renumbered(draft.coding, number))
    return CodedArticle(article, CODER, coding, draft.codebook)


def _renumbered(coding: Coding, number: int) -> Iterable[Any]:
    """Yield the records of a draft, all of which count from 0, with ids of their own."""
    for records in (coding.reports_by_id, coding.groups_by_id, coding.values_by_id, coding.evidence_by_id):
        for record in records.values():
            ids = ("id", "coding_id", "report_id", "group_id", "value_id")
            given = {name: value for name in ids if (value := getattr(record, name, None)) is not None}
            yield record.model_copy(update={name: f"{value}-{number}" for name, value in given.items()})


def report(
    changes: Mapping[str, Answer] = MappingProxyType({}), *groups: tuple[str, Mapping[str, Answer]]
) -> CodedReport:
    """Return the report of a coding in which nothing is wrong but for ``changes``, at a known town."""
    (only,) = reports_of(coded(draft_of({"location": TOWN, **changes}, *groups)))
    return only


def row_of(form: EventForm, changes: Mapping[str, Answer] = MappingProxyType({}), *groups: Any) -> Row:
    """Return a form's row for such a report; fails where the form refuses it or has no such column."""
    made = report(changes, *groups)
    assert form.refusal(made) == ""
    row = form.row(made)
    assert set(row) <= set(form.columns)
    return row


def losses_of(form: EventForm, changes: Mapping[str, Answer] = MappingProxyType({}), *groups: Any) -> dict[str, str]:
    """Return what a form says it loses of such a report, the last sentence by column."""
    return dict(form.losses(report(changes, *groups)))


def gold_reports(gold_file: Path, article_file: Path) -> list[CodedReport]:
    """Return the reports of a gold coding."""
    read = read_article_file(article_file)
    article = Article(
        id=ArticleId("article"),
        import_id=ImportId("import"),
        text=read.text,
        sha256=text_hash(read.text),
        header_end=read.header_end,
        file_name=article_file.name,
        metadata=read.metadata,
    )
    header = CodingHeader(
        id=CodingId("coding"), article_id=article.id, coder_id=CODER.id, codebook_id=CodebookId("codebook")
    )
    revision = Revision(Coding(header), the_codebook(), article)
    code(load_gold(gold_file).steps, revision)
    return list(reports_of(CodedArticle(article, CODER, revision.coding, the_codebook())))


def retelling_reports() -> list[CodedReport]:
    """Return the reports of the retelling that lies in the project."""
    return gold_reports(RETELLING_GOLD, RETELLING_ARTICLE)


def source_of(*coded_articles: CodedArticle) -> DatasetSource:
    """Return a project of these coded articles."""
    return DatasetSource(
        project_id=ProjectId("project-1"),
        project_name="Incidents",
        head=7,
        head_hash="a" * 64,
        app_version="1.0",
        coders=(CODER,),
        codebooks={VERSION.id: the_codebook()},
        codebook_versions={VERSION.id: VERSION},
        coded_articles=lambda: iter(coded_articles),
    )


def written(writer: Writer, folder: Path, *coded_articles: CodedArticle) -> FormResult:
    """Write coded articles by one form into a new folder."""
    folder.mkdir(parents=True)
    with writer.open(source_of(*coded_articles), folder) as sink:
        for one_article in coded_articles:
            sink.add(one_article)
        return sink.finished()


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return a CSV file's rows by column."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


CLASH = (
    "Fighters of the Northern Front stormed an army post in Gao with rifles and suicide belts.\n"
    "At least 53 soldiers and a teacher died; three bombers blew themselves up.\n"
)


def _clash() -> Draft:
    """Return a clash coded in full, each group with evidence of its own."""
    draft = Draft(article=an_article(CLASH))
    changes: dict[str, Answer] = {
        "location": TOWN,
        "incident_date": days("2021-05-06", "2021-05-07", 2),
        "tactic": several("armed_assault", "bombing_explosion"),
        "suicide": YesNo(answer=True),
        "weapon": several("explosives_suicide_body", "firearms"),
        "killed_total": count(54, 54, None, Qualifier.AT_LEAST),
        "killed_perpetrators": exactly(3),
        "wounded_total": WORDS_ONLY[Qualifier.SEVERAL],
        "property_damage": one("some"),
        "incident_label": FreeText(text='Attack on "the post", Gao'),
    }
    report_id = draft.report()
    for field, answer in {**COMPLETE_INCIDENT, **changes}.items():
        draft.put(field, answer, report_id, quote="suicide belts" if field == "weapon" else "stormed")
    groups = (
        (actor("Northern Front", attribution="claimed_by_perpetrator"), "Northern Front"),
        (a_claim("posted_online"), "Northern Front"),
        (a_target("army post"), "army post"),
        (victims("soldiers", count(53, 53, None, Qualifier.AT_LEAST)), "soldiers"),
        (victims("civilians", exactly(1)), "teacher"),
    )
    for (level, answers), quote in groups:
        group_id = draft.group(report_id, level)
        for field, answer in answers.items():
            draft.put(field, answer, report_id, group_id, quote=quote)
    return draft


def sample() -> list[CodedArticle]:
    """Return a few coded articles that show rows, refusals and losses of every form; always the same."""
    clash = _clash()
    vague = draft_of(
        {
            "location": Location(verbatim="the valley", admin1="Cauca", country_iso3="COL", precision=4),
            "incident_date": days("2021-04-01", "2021-04-30", 4),
            "event_type": one("violence_against_civilians"),
            "killed_total": WORDS_ONLY[Qualifier.DOZENS],
        },
        victims("civilians", WORDS_ONLY[Qualifier.DOZENS]),
    )
    threat = draft_of({"stage": one("threatened"), "tactic": several("kidnapping")})
    several_incidents = draft_of({"focus": one("aggregate"), "n_events": exactly(2), "location": TOWN})
    nothing = Draft()
    nothing.put("article_relevance", one("not_relevant"))
    drafts = (clash, vague, threat, several_incidents, nothing)
    titles = ("Dozens dead", "=Killings in Cauca", "A threat", "Two attacks", "Rain")
    return [coded(draft, number, title=titles[number - 1], source="The Post") for number, draft in enumerate(drafts, 1)]
