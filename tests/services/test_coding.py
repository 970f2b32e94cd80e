from __future__ import annotations

import datetime as dt

import pytest

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.coding import CodingState, Evidence, Slot, Stance, Value
from annotator.domain.errors import CodingError, NothingChangedError
from annotator.domain.ids import EvidenceId, ReportId
from annotator.domain.text import Span
from annotator.domain.values import Count, Moment, OneCategory, Qualifier, Status
from annotator.services.coding import CodingKey, Worksheet
from annotator.services.folders import Folders
from tests.gold import RETELLING_GOLD, load_gold

KILLED = Slot("killed_total")


def span_of(worksheet: Worksheet, words: str) -> Span:
    start = worksheet.article.text.index(words)
    return Span(start, start + len(words))


def evidence_in(workspace: Workspace, key: CodingKey) -> list[Evidence]:
    return list(workspace.coding.worksheet(key).coding.evidence())


def killed(workspace: Workspace, key: CodingKey) -> Value:
    return next(value for value in workspace.coding.worksheet(key).coding.values() if value.field == "killed_total")


def attach_killed(workspace: Workspace, key: CodingKey, words: str = "dozens of soldiers dead") -> None:
    workspace.coding.attach_evidence(key, KILLED, span_of(workspace.coding.worksheet(key), words))


def test_opening_an_article_stores_nothing(workspace: Workspace, key: CodingKey) -> None:
    before = workspace.project.head
    worksheet = workspace.coding.worksheet(key)
    assert worksheet.coding.is_empty
    assert worksheet.coding.header.is_deleted
    assert workspace.project.head == before


def test_the_first_span_makes_report_value_and_evidence_in_one_event(workspace: Workspace, key: CodingKey) -> None:
    before = workspace.project.head
    attach_killed(workspace, key)
    worksheet = workspace.coding.worksheet(key)
    assert workspace.project.head == before + 1
    assert len(worksheet.coding.reports()) == 1
    evidence = worksheet.coding.evidence_for(killed(workspace, key).id)
    assert [one.quote for one in evidence] == ["dozens of soldiers dead"]
    assert worksheet.undo_state.undo is not None
    assert worksheet.undo_state.undo.label.startswith("attach evidence to Killed")


def test_the_publication_date_is_answered_with_the_first_deed_from_the_header(
    workspace: Workspace, key: CodingKey
) -> None:
    attach_killed(workspace, key)
    coding = workspace.coding.worksheet(key).coding
    value = coding.value_at(Slot("publication_date"))
    assert value is not None
    assert isinstance(value.content, Moment)
    assert value.content.at.isoformat() == "2019-11-03T08:59:34+00:00"
    assert [one.quote for one in coding.evidence_for(value.id)] == ["2019-11-03T08:59:34+00:00"]


def test_the_same_span_under_two_fields_is_two_pieces_of_evidence(workspace: Workspace, key: CodingKey) -> None:
    attach_killed(workspace, key)
    report = workspace.coding.worksheet(key).coding.reports()[0]
    span = span_of(workspace.coding.worksheet(key), "dozens of soldiers dead")
    workspace.coding.attach_evidence(key, Slot("trigger", report.id), span)
    shared = [one for one in evidence_in(workspace, key) if one.span == span]
    assert len({one.value_id for one in shared}) == 2


def test_the_same_span_twice_under_one_field_is_one_piece_of_evidence(workspace: Workspace, key: CodingKey) -> None:
    attach_killed(workspace, key)
    slot = killed(workspace, key).slot
    span = span_of(workspace.coding.worksheet(key), "dozens of soldiers dead")
    with pytest.raises(NothingChangedError):
        workspace.coding.attach_evidence(key, slot, span)
    workspace.coding.attach_evidence(key, slot, span, Stance.IMPLIES)
    assert [one.stance for one in evidence_in(workspace, key) if one.span == span] == [Stance.IMPLIES]


def test_a_span_serves_two_incidents(workspace: Workspace, key: CodingKey) -> None:
    attach_killed(workspace, key)
    workspace.coding.add_report(key)
    worksheet = workspace.coding.worksheet(key)
    second = worksheet.coding.reports()[1].id
    span = span_of(worksheet, "dozens of soldiers dead")
    workspace.coding.attach_evidence(key, Slot("killed_total", second), span)
    reports = {
        workspace.coding.worksheet(key).coding.values_by_id[one.value_id].report_id
        for one in evidence_in(workspace, key)
        if one.span == span
    }
    assert len(reports) == 2


def test_with_several_incidents_a_span_must_say_which_one_it_is_for(workspace: Workspace, key: CodingKey) -> None:
    workspace.coding.add_report(key)
    workspace.coding.add_report(key)
    with pytest.raises(CodingError, match="several incidents"):
        attach_killed(workspace, key)


def test_moving_evidence_changes_its_quote_with_its_span(workspace: Workspace, key: CodingKey) -> None:
    attach_killed(workspace, key)
    (evidence,) = workspace.coding.worksheet(key).coding.evidence_for(killed(workspace, key).id)
    wider = Span(evidence.start - 4, evidence.end)
    workspace.coding.move_evidence(key, evidence.id, wider)
    worksheet = workspace.coding.worksheet(key)
    moved = worksheet.coding.evidence_by_id[evidence.id]
    assert moved.quote == worksheet.article.text[wider.start : wider.end]
    assert moved.span == wider


def test_a_span_outside_the_article_is_refused_and_nothing_is_stored(workspace: Workspace, key: CodingKey) -> None:
    before = workspace.project.head
    length = len(workspace.coding.worksheet(key).article.text)
    with pytest.raises(CodingError, match=str(length)):
        workspace.coding.attach_evidence(key, KILLED, Span(length - 1, length + 1))
    assert workspace.project.head == before


def test_removing_the_only_evidence_of_an_open_value_removes_the_value(workspace: Workspace, key: CodingKey) -> None:
    attach_killed(workspace, key)
    (evidence,) = workspace.coding.worksheet(key).coding.evidence_for(killed(workspace, key).id)
    workspace.coding.remove_evidence(key, evidence.id)
    coding = workspace.coding.worksheet(key).coding
    assert all(value.field != "killed_total" for value in coding.values())


def test_removing_evidence_keeps_a_value_that_has_content(workspace: Workspace, key: CodingKey) -> None:
    attach_killed(workspace, key)
    value = killed(workspace, key)
    workspace.coding.set_content(key, value.slot, Count(low=53, best=53, qualifier=Qualifier.AT_LEAST))
    (evidence,) = workspace.coding.worksheet(key).coding.evidence_for(value.id)
    workspace.coding.remove_evidence(key, evidence.id)
    assert killed(workspace, key).content == Count(low=53, best=53, qualifier=Qualifier.AT_LEAST)


def test_removing_evidence_twice_says_that_it_is_gone(workspace: Workspace, key: CodingKey) -> None:
    attach_killed(workspace, key)
    (evidence,) = workspace.coding.worksheet(key).coding.evidence_for(killed(workspace, key).id)
    workspace.coding.remove_evidence(key, evidence.id)
    with pytest.raises(CodingError, match="not in the coding any more"):
        workspace.coding.remove_evidence(key, EvidenceId(evidence.id))


def test_a_status_takes_the_content_and_keeps_the_evidence(workspace: Workspace, key: CodingKey) -> None:
    attach_killed(workspace, key)
    slot = killed(workspace, key).slot
    workspace.coding.set_content(key, slot, Count(low=53))
    workspace.coding.set_status(key, slot, Status.UNCLEAR)
    value = killed(workspace, key)
    assert (value.status, value.content) == (Status.UNCLEAR, None)
    assert len(workspace.coding.worksheet(key).coding.evidence_for(value.id)) == 1


def test_clearing_a_field_takes_value_and_evidence_and_undo_brings_both_back(
    workspace: Workspace, key: CodingKey
) -> None:
    attach_killed(workspace, key)
    slot = killed(workspace, key).slot
    workspace.coding.clear(key, slot)
    assert workspace.coding.worksheet(key).coding.value_at(slot) is None
    workspace.coding.undo(key)
    assert len(workspace.coding.worksheet(key).coding.evidence_for(killed(workspace, key).id)) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (Moment(at=dt.date(2019, 11, 3)), "takes a count"),
        (OneCategory(category="main"), "takes a count"),
    ],
)
def test_a_content_of_another_type_is_refused(
    workspace: Workspace, key: CodingKey, content: Moment | OneCategory, words: str
) -> None:
    with pytest.raises(CodingError, match=words):
        workspace.coding.set_content(key, KILLED, content)


def test_a_category_the_codebook_does_not_have_is_refused(workspace: Workspace, key: CodingKey) -> None:
    with pytest.raises(CodingError, match="no category nonsense"):
        workspace.coding.set_content(key, Slot("focus"), OneCategory(category="nonsense"))


def test_a_group_is_made_by_its_first_field_and_copied_with_its_evidence(workspace: Workspace, key: CodingKey) -> None:
    worksheet = workspace.coding.worksheet(key)
    workspace.coding.attach_evidence(key, Slot("vg_killed"), span_of(worksheet, "dozens of soldiers dead"))
    coding = workspace.coding.worksheet(key).coding
    (group,) = coding.groups(coding.reports()[0].id, "victim_group")
    workspace.coding.copy_group(key, group.id)
    coding = workspace.coding.worksheet(key).coding
    first, second = coding.groups(coding.reports()[0].id, "victim_group")
    copied = coding.value_at(Slot("vg_killed", second.report_id, second.id))
    assert first.id == group.id
    assert copied is not None
    assert [one.quote for one in coding.evidence_for(copied.id)] == ["dozens of soldiers dead"]


def test_removing_a_report_hides_what_is_coded_for_it(workspace: Workspace, key: CodingKey) -> None:
    attach_killed(workspace, key)
    report = workspace.coding.worksheet(key).coding.reports()[0]
    workspace.coding.remove_report(key, report.id)
    coding = workspace.coding.worksheet(key).coding
    assert not coding.reports()
    assert [value.field for value in coding.values()] == ["publication_date"]
    event = workspace.coding.worksheet(key).undo_state.undo
    assert event is not None
    assert event.label == "remove Incident 1"


def test_no_incident_is_one_event_and_completes_the_coding(workspace: Workspace, key: CodingKey) -> None:
    before = workspace.project.head
    workspace.coding.code_no_incident(key)
    worksheet = workspace.coding.worksheet(key)
    assert workspace.project.head == before + 1
    assert worksheet.coding.header.state is CodingState.COMPLETE
    value = worksheet.coding.value_at(Slot("article_relevance"))
    assert value is not None
    assert value.content == OneCategory(category="not_relevant")
    assert worksheet.blocking == ()


def test_no_incident_is_refused_while_incidents_are_coded(workspace: Workspace, key: CodingKey) -> None:
    attach_killed(workspace, key)
    with pytest.raises(CodingError, match="1 incident coded"):
        workspace.coding.code_no_incident(key)


def test_completing_an_unfinished_coding_is_refused_and_says_what_is_open(workspace: Workspace, key: CodingKey) -> None:
    attach_killed(workspace, key)
    with pytest.raises(CodingError, match="errors and") as refusal:
        workspace.coding.complete(key)
    assert "saved as a draft" in refusal.value.kept
    assert workspace.coding.worksheet(key).coding.header.state is CodingState.DRAFT


def test_a_complete_coding_is_changed_only_after_reopening(workspace: Workspace, key: CodingKey) -> None:
    workspace.coding.code_no_incident(key)
    with pytest.raises(CodingError, match="complete"):
        workspace.coding.add_report(key)
    workspace.coding.reopen(key)
    workspace.coding.add_report(key)
    assert len(workspace.coding.worksheet(key).coding.reports()) == 1


def test_undoing_everything_leaves_nothing_and_redoing_brings_all_back(workspace: Workspace, key: CodingKey) -> None:
    attach_killed(workspace, key)
    workspace.coding.set_content(key, killed(workspace, key).slot, Count(low=53))
    workspace.coding.add_report(key)
    done = workspace.coding.worksheet(key).coding
    while workspace.coding.worksheet(key).undo_state.undo is not None:
        workspace.coding.undo(key)
    emptied = workspace.coding.worksheet(key)
    assert emptied.coding.is_empty
    assert emptied.coding.header.is_deleted
    while workspace.coding.worksheet(key).undo_state.redo is not None:
        workspace.coding.redo(key)
    assert workspace.coding.worksheet(key).coding == done


def test_work_after_undoing_everything_begins_a_coding_again(workspace: Workspace, key: CodingKey) -> None:
    attach_killed(workspace, key)
    workspace.coding.undo(key)
    attach_killed(workspace, key)
    coding = workspace.coding.worksheet(key).coding
    assert not coding.header.is_deleted
    assert {value.field for value in coding.values()} == {"publication_date", "killed_total"}
    assert workspace.project.check() == ()


def test_undo_survives_closing_the_project(workspace: Workspace, key: CodingKey, folders: Folders) -> None:
    attach_killed(workspace, key)
    workspace.close()
    with open_workspace(workspace.project.path, folders=folders, coder_name="Coder A") as again:
        assert [one.quote for one in evidence_in(again, key)] == [
            "2019-11-03T08:59:34+00:00",
            "dozens of soldiers dead",
        ]
        again.coding.undo(key)
        assert again.coding.worksheet(key).coding.is_empty
        assert again.project.check() == ()


def test_another_coder_sees_and_undoes_only_their_own_work(workspace: Workspace, key: CodingKey) -> None:
    attach_killed(workspace, key)
    other = CodingKey(key.article_id, workspace.coders.named("Coder B").id)
    assert workspace.coding.worksheet(other).coding.is_empty
    assert workspace.coding.undo(other) is None
    assert len(evidence_in(workspace, key)) == 2


def test_a_warning_is_settled_by_a_note_that_names_its_rule(workspace: Workspace, key: CodingKey) -> None:
    workspace.coding.set_content(key, Slot("focus"), OneCategory(category="main"))
    report = workspace.coding.worksheet(key).coding.reports()[0]
    workspace.coding.set_content(key, Slot("toll_scope", report.id), OneCategory(category="includes_attackers"))

    def open_warnings() -> set[str]:
        return {problem.rule for problem in workspace.coding.worksheet(key).blocking if problem.severity == "warning"}

    assert "R22" in open_warnings()
    workspace.coding.write_note(key, report.id, "The toll counts three bombers.", rule="R22")
    assert "R22" not in open_warnings()


def test_a_note_on_a_part_of_another_coding_is_refused(workspace: Workspace, key: CodingKey) -> None:
    with pytest.raises(CodingError, match="not in this coding"):
        workspace.coding.write_note(key, ReportId("00000000-0000-7000-8000-000000000000"), "lost")


def test_the_gold_of_the_retelling_codes_completes_and_verifies(workspace: Workspace, key: CodingKey) -> None:
    groups: dict[tuple[int, str, int], str] = {}
    for step in load_gold(RETELLING_GOLD).steps:
        coding = workspace.coding.worksheet(key).coding
        while step.report is not None and len(coding.reports()) <= step.report:
            workspace.coding.add_report(key)
            coding = workspace.coding.worksheet(key).coding
        report_id = None if step.report is None else coding.reports()[step.report].id
        group_id = None
        if step.group is not None and step.report is not None and report_id is not None:
            place = (step.report, *step.group)
            if place not in groups:
                workspace.coding.add_group(key, report_id, step.group[0])
                coding = workspace.coding.worksheet(key).coding
                groups[place] = coding.groups(report_id, step.group[0])[-1].id
            group_id = groups[place]
        slot = Slot(step.field, report_id, group_id)  # type: ignore[arg-type]
        if step.field == "publication_date":
            continue
        for span, stance in step.evidence:
            workspace.coding.attach_evidence(key, slot, span, stance)
        if step.status is not Status.CODED:
            workspace.coding.set_status(key, slot, step.status)
        elif step.content is not None and step.content.type != "span":
            workspace.coding.set_content(key, slot, step.content)
    worksheet = workspace.coding.worksheet(key)
    for problem in worksheet.blocking:
        if problem.severity == "warning":
            workspace.coding.write_note(key, problem.subject_id, "Checked against the text.", rule=problem.rule)
    workspace.coding.complete(key)
    text = worksheet.article.text
    assert all(one.quote == text[one.start : one.end] for one in evidence_in(workspace, key))
    assert workspace.coding.worksheet(key).coding.header.state is CodingState.COMPLETE
    assert workspace.project.check() == ()
