"""Projects with articles that are hard to count in, one coded through the services, for tests of codings coming in."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from annotator.bootstrap import Workspace, create_workspace
from annotator.domain.article import Article
from annotator.domain.coding import Coding, Slot, Stance
from annotator.domain.ids import ArticleId
from annotator.domain.queue import QueueFilter
from annotator.domain.revision import Revision
from annotator.domain.text import Span
from annotator.domain.values import (
    Count,
    EntityName,
    FreeText,
    OneCategory,
    Qualifier,
    SeveralCategories,
    Status,
    YesNo,
)
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from tests.unit.formats.nlp_forms.hard_texts import CAFE, FAMILY, HARD, SOLDIERS, span_of

PLAIN = "Gunmen attacked a checkpoint on Friday, killing two soldiers and a soldier's brother.\n"
TEXTS = {"hard.txt": HARD, "plain.txt": PLAIN}


def a_project(folder: Path, name: str, coder: str = "Ana", texts: dict[str, str] | None = None) -> Workspace:
    """Return an open project of its own home with these articles."""
    home = folder / f"{name}-home"
    folders = Folders(home / "settings", home / "state", home / "data")
    workspace = create_workspace(folder / f"{name}.annotator", folders=folders, coder_name=coder)
    sources = folder / f"{name}-articles"
    sources.mkdir()
    for file_name, text in (TEXTS if texts is None else texts).items():
        (sources / file_name).write_bytes(text.encode())
    workspace.articles.import_articles(workspace.articles.plan_import([sources]), coder_id=workspace.coder.id)
    return workspace


def articles_of(workspace: Workspace) -> dict[str, Article]:
    """Return the project's articles by file name."""
    rows = workspace.articles.queue(workspace.coder.id, QueueFilter())
    ids = [item.article_id for item in workspace.articles.queue_page(workspace.coder.id, rows)]
    return {article.file_name: article for article in map(workspace.articles.article, ids)}


def key_of(workspace: Workspace, file_name: str, coder: str = "") -> CodingKey:
    """Return the key of a coder's coding of an article."""
    coder_id = workspace.coders.named(coder).id if coder else workspace.coder.id
    return CodingKey(ArticleId(articles_of(workspace)[file_name].id), coder_id)


def coding_of(workspace: Workspace, file_name: str, coder: str = "") -> Coding:
    """Return a coder's coding of an article."""
    return workspace.coding.worksheet(key_of(workspace, file_name, coder)).coding


def code_everything(workspace: Workspace) -> None:
    """Code both articles: two incidents, groups, every stance, statuses, overlapping and discontinuous evidence."""
    workspace.coding.revise(key_of(workspace, "hard.txt"), "code", "code", _code_hard)
    workspace.coding.revise(key_of(workspace, "plain.txt"), "code", "code", _code_plain)


def _code_hard(draft: Revision) -> None:
    first, second = draft.add_report().id, draft.add_report().id
    draft.set_content(Slot("article_relevance"), OneCategory(category="codable_incident"))
    for words in ("😀 morts", FAMILY, "💥", f"١٢ {SOLDIERS}", CAFE, "deux\u202fmorts", "كيدال.\n\nCafe\u0301", "hit"):
        draft.attach_evidence(Slot("trigger", first), Span(*span_of(words)))
    draft.set_content(Slot("killed_total", first), Count(low=2, best=2, high=2))
    draft.attach_evidence(Slot("killed_total", first), Span(*span_of("Deux 😀 morts")), Stance.IMPLIES)
    draft.set_content(Slot("killed_total", second), Count(low=12, qualifier=Qualifier.AT_LEAST))
    draft.attach_evidence(Slot("killed_total", second), Span(*span_of(f"١٢ {SOLDIERS}")), Stance.CONTRADICTS)
    draft.attach_evidence(Slot("suicide", second), Span(*span_of("💥")))
    draft.set_status(Slot("suicide", second), Status.UNCLEAR)
    draft.set_content(Slot("tactic", second), SeveralCategories(categories=("armed_assault", "bombing_explosion")))
    for words in ("op's gate", "He said"):  # the parts of an incident need not stand in the order of the text
        group = draft.add_group(second, "target").id
        draft.set_content(Slot("target", second, group), EntityName(verbatim=words))
        draft.attach_evidence(Slot("target", second, group), Span(*span_of(words)))


def _code_plain(draft: Revision) -> None:
    report = draft.add_report().id
    draft.set_content(Slot("incident_label", report), FreeText(text="A checkpoint\nis attacked"))
    draft.set_content(Slot("suicide", report), YesNo(answer=False))
    draft.set_missing_evidence_reason(Slot("suicide", report), "told by the whole article")
    draft.attach_evidence(Slot("killed_total", report), Span(*span_of("two soldiers", PLAIN)))


def spans_of(coding: Coding, *, has_place: bool = True) -> Counter[tuple[object, ...]]:
    """Return every evidence span with its field, stance and, if wanted, the numbers of its report and group."""
    reports: dict[str | None, int] = {report.id: number for number, report in enumerate(coding.reports(), start=1)}
    groups: dict[str | None, tuple[str, int]] = {
        group.id: (group.level, number)
        for report in coding.reports()
        for level in {group.level for group in coding.groups(report.id)}
        for number, group in enumerate(coding.groups(report.id, level), start=1)
    }
    found: Counter[tuple[object, ...]] = Counter()
    for one in coding.evidence():
        value = coding.values_by_id[one.value_id]
        place = (reports.get(value.report_id), groups.get(value.group_id)) if has_place else ()
        found[value.field, one.start, one.end, one.quote, one.stance, *place] += 1
    return found


def contents_of(coding: Coding) -> Counter[tuple[object, ...]]:
    """Return every value's field, status, content and reason for no evidence, with the number of its report."""
    reports: dict[str | None, int] = {report.id: number for number, report in enumerate(coding.reports(), start=1)}
    return Counter(
        (value.field, value.status, repr(value.content), value.missing_evidence_reason, reports.get(value.report_id))
        for value in coding.values()
    )


def unpacked(archive: Path, folder: Path) -> Path:
    """Unpack an export of brat and return the folder."""
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder


def lines_of(things: Iterable[object]) -> list[str]:
    """Return things as the sentences a person reads."""
    return [str(thing) for thing in things]
