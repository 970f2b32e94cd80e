"""Projects in a known state, made through the services, for a window to be opened on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from annotator.bootstrap import Workspace, create_sample, create_workspace, open_workspace
from annotator.domain.codebook import Severity
from annotator.domain.coding import Coding, Slot
from annotator.domain.ids import GroupId
from annotator.domain.queue import QueueFilter
from annotator.domain.values import Count, Qualifier, Status
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from annotator.services.settings import Settings
from tests.gold import RETELLING_GOLD, Step, load_gold

CODER = "Coder A"
RETELLING = "Mali army post overrun, dozens of soldiers dead"
SECURITY_LAW = "Parliament passes security law as price war batters telecom shares"


def remember(**settings: object) -> None:
    """Write the person's settings as an earlier start would have left them."""
    file = Folders.of_person().settings_file()
    file.write(Settings.model_validate({**file.read().model_dump(), "coder_name": CODER, **settings}))


def empty_project(path: Path) -> Path:
    """Make a project with the default codebook and no article."""
    with create_workspace(path, folders=Folders.of_person(), coder_name=CODER):
        return path


def sample_project(path: Path, prepare: Callable[[Workspace], object] | None = None) -> Path:
    """Make the sample project, have something done in it, and close it."""
    with create_sample(path, folders=Folders.of_person(), coder_name=CODER) as workspace:
        if prepare is not None:
            prepare(workspace)
    return path


def key_of(workspace: Workspace, title: str) -> CodingKey:
    """Return the coder's coding of an article by the article's title."""
    numbers = workspace.articles.queue(workspace.coder.id, QueueFilter(phrase=title))
    items = workspace.articles.queue_page(workspace.coder.id, numbers)
    return CodingKey(next(item.article_id for item in items if item.title == title), workspace.coder.id)


def stored_coding(path: Path, title: str = RETELLING) -> Coding:
    """Read a coding back with nothing of the window; the project has to be sound."""
    with open_workspace(path, folders=Folders.of_person(), coder_name=CODER) as workspace:
        assert workspace.project.check() == ()
        return workspace.coding.worksheet(key_of(workspace, title)).coding


def code_partly(workspace: Workspace) -> None:
    """Take the first two thirds of the retelling's gold, and leave other articles in every state of progress."""
    steps = load_gold(RETELLING_GOLD).steps
    take(workspace, key_of(workspace, RETELLING), steps[: len(steps) * 2 // 3])
    workspace.coding.code_no_incident(key_of(workspace, SECURITY_LAW))


def code_wholly(workspace: Workspace) -> None:
    """Take the retelling's gold, answer every warning and complete the coding."""
    key = key_of(workspace, RETELLING)
    take(workspace, key, load_gold(RETELLING_GOLD).steps)
    for problem in workspace.coding.worksheet(key).blocking:
        assert problem.severity is Severity.WARNING, problem.message
        workspace.coding.write_note(key, problem.subject_id, "Checked against the text.", rule=problem.rule)
    workspace.coding.complete(key)


def code_all_but_one(workspace: Workspace) -> None:
    """Take the retelling's gold and leave its warnings without an answer; there has to be one."""
    key = key_of(workspace, RETELLING)
    take(workspace, key, load_gold(RETELLING_GOLD).steps)
    report = workspace.coding.worksheet(key).coding.reports()[0]
    none = Count(low=0, best=0, high=0, qualifier=Qualifier.NONE_REPORTED)
    workspace.coding.set_content(key, Slot("killed_perpetrators", report.id), none)
    blocking = workspace.coding.worksheet(key).blocking
    assert blocking
    assert all(problem.severity is Severity.WARNING for problem in blocking)


def take(workspace: Workspace, key: CodingKey, steps: Sequence[Step]) -> None:
    """Take a gold's steps one by one, as a coder does."""
    groups: dict[tuple[int, str, int], GroupId] = {}
    for step in steps:
        slot = _place(workspace, key, step, groups)
        if step.field == "publication_date":
            continue
        for span, stance in step.evidence:
            workspace.coding.attach_evidence(key, slot, span, stance)
        if step.status is not Status.CODED:
            workspace.coding.set_status(key, slot, step.status)
        elif step.content is not None and step.content.type != "span":
            workspace.coding.set_content(key, slot, step.content)


def _place(workspace: Workspace, key: CodingKey, step: Step, groups: dict[tuple[int, str, int], GroupId]) -> Slot:
    if step.report is None:
        return Slot(step.field)
    coding = workspace.coding.worksheet(key).coding
    if len(coding.reports()) <= step.report:
        workspace.coding.add_report(key)
        coding = workspace.coding.worksheet(key).coding
    report_id = coding.reports()[step.report].id
    if step.group is None:
        return Slot(step.field, report_id)
    place = (step.report, *step.group)
    if place not in groups:
        before = {group.id for group in coding.groups(report_id, step.group[0])}
        workspace.coding.add_group(key, report_id, step.group[0])
        after = workspace.coding.worksheet(key).coding.groups(report_id, step.group[0])
        (groups[place],) = {group.id for group in after} - before
    return Slot(step.field, report_id, groups[place])
