"""Which article a foreign coding belongs to, and what its labels become."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from annotator.bootstrap import Workspace
from annotator.domain.coding import Slot
from annotator.domain.text import Span
from annotator.domain.values import Count, EntityName, OneCategory, SeveralCategories
from annotator.services.coding_imports.service import (
    CodingImportPlan,
    CodingMapping,
    Counting,
    LabelRule,
    Reading,
    TableColumns,
    mapping_text,
    read_mapping_file,
)
from tests.services.coding_imports.foreign_codings import GUNMEN, SOLDIERS, imported, labels, table_file, tasks_file
from tests.services.foreign_work import PLAIN, a_project, articles_of, coding_of, lines_of, spans_of
from tests.unit.formats.nlp_forms.hard_texts import FAMILY, HARD, span_of

# -- which article ----------------------------------------------------------------------------------------------------


def brat_folder(folder: Path, name: str, text: str | None, annotations: str) -> list[Path]:
    (folder / "brat").mkdir()
    (folder / "brat" / f"{name}.ann").write_text(annotations, encoding="utf-8")
    if text is not None:
        (folder / "brat" / f"{name}.txt").write_bytes(text.encode())
    return [folder / "brat"]


def test_a_text_with_windows_line_ends_is_the_article_and_its_offsets_are_carried_over(
    here: Workspace, tmp_path: Path
) -> None:
    windows = HARD.replace("\n", "\r\n")
    start = windows.index("hit")
    paths = brat_folder(tmp_path, "other-name", windows, f"T1\tkilled_total {start} {start + 3}\thit\n")
    plan = imported(here, paths, "brat")
    assert [planned.found_by.value for planned in plan.new] == ["text"]
    (one,) = coding_of(here, "hard.txt", "Ben").evidence()
    assert one.span == Span(*span_of("hit"))


def test_an_article_found_by_its_name_has_to_have_the_words(here: Workspace, tmp_path: Path) -> None:
    plan = imported(here, brat_folder(tmp_path, "plain", None, "T1\tkilled_total 0 6\tGunmen\n"), "brat")
    assert [planned.found_by.value for planned in plan.new] == ["name"]


def test_an_article_of_the_same_name_with_other_words_is_refused(here: Workspace, tmp_path: Path) -> None:
    paths = brat_folder(
        tmp_path, "plain", "Gunmen attacked a school.", "T1\tkilled_total 0 6\tGunmen\nT2\ttarget 18 24\tschool\n"
    )
    plan = imported(here, paths, "brat")
    assert plan.new == ()
    assert "The project's article “plain.txt” has another text" in plan.refused[0].reason


def test_a_text_that_only_shares_the_name_is_not_the_article(here: Workspace, tmp_path: Path) -> None:
    plan = imported(here, brat_folder(tmp_path, "plain", "Another text.", ""), "brat")
    assert [one.reason for one in plan.absent] == ["The project's article of this name has another text."]


def test_two_articles_of_one_name_are_not_chosen_between(tmp_path: Path) -> None:
    with a_project(tmp_path, "twins", texts={"a.txt": "One two."}) as twins:
        (tmp_path / "more").mkdir()
        (tmp_path / "more" / "a.txt").write_text("One three.")
        twins.articles.import_articles(twins.articles.plan_import([tmp_path / "more"]), coder_id=None)
        plan = imported(twins, table_file(tmp_path, "file_name,suicide\na.txt,yes\n"), "csv")
        assert [one.reason for one in plan.refused] == ["2 articles of the project are called “a.txt”."]


def test_offsets_without_any_word_do_not_prove_which_article_is_meant(here: Workspace, tmp_path: Path) -> None:
    paths = table_file(tmp_path, "file_name,field,start,end\nplain.txt,killed_total,0,6\n")
    plan = imported(here, paths, "csv")
    assert [one.reason for one in plan.refused] == ["Only a name says which article is meant, and no words confirm it."]


def test_a_hash_without_a_text_proves_it(here: Workspace, tmp_path: Path) -> None:
    sha256 = articles_of(here)["plain.txt"].sha256
    paths = table_file(tmp_path, f"article_sha256,field,start,end\n{sha256},killed_total,0,6\n")
    plan = imported(here, paths, "csv")
    assert [one.quote for one in coding_of(here, "plain.txt", "Ben").evidence()] == ["Gunmen"]
    assert [planned.found_by.value for planned in plan.new] == ["text"]


def test_a_hash_of_another_text_goes_before_a_name(here: Workspace, tmp_path: Path) -> None:
    paths = table_file(tmp_path, f"file_name,article_sha256,suicide\nplain.txt,{'0' * 64},yes\n")
    plan = imported(here, paths, "csv")
    assert [one.reason for one in plan.absent] == ["The project's article of this name has another text."]


# -- what labels become -----------------------------------------------------------------------------------------------


def taken(here: Workspace, paths: list[Path], form: str, *rules: LabelRule, **more: Any) -> CodingImportPlan:
    return imported(here, paths, form, CodingMapping(labels=rules, **more))


def test_a_label_may_mean_a_category(here: Workspace, tmp_path: Path) -> None:
    rule = LabelRule(label="Attack", field="event_type", reading=Reading.CATEGORY, category="battle")
    taken(here, tasks_file(tmp_path, (PLAIN, labels(GUNMEN, label="Attack"))), "label-studio", rule)
    (value,) = (value for value in coding_of(here, "plain.txt", "Ben").values() if value.field == "event_type")
    assert value.content == OneCategory(category="battle")


def test_several_labels_may_each_add_a_category(here: Workspace, tmp_path: Path) -> None:
    results = [*labels(GUNMEN, label="A"), *({**one, "id": "z"} for one in labels(SOLDIERS, label="B"))]
    rules = [
        LabelRule(label=label, field="tactic", reading=Reading.CATEGORY, category=category)
        for label, category in (("A", "armed_assault"), ("B", "bombing_explosion"))
    ]
    taken(here, tasks_file(tmp_path, (PLAIN, results)), "label-studio", *rules)
    (value,) = (value for value in coding_of(here, "plain.txt", "Ben").values() if value.field == "tactic")
    assert value.content == SeveralCategories(categories=("armed_assault", "bombing_explosion"))


def test_the_marked_words_may_be_the_value_and_each_mark_a_part_of_its_own(here: Workspace, tmp_path: Path) -> None:
    rule = LabelRule(label="T", field="target", reading=Reading.WORDS)
    taken(here, tasks_file(tmp_path, (PLAIN, labels(GUNMEN, SOLDIERS, label="T"))), "label-studio", rule)
    coding = coding_of(here, "plain.txt", "Ben")
    names = [value.content for value in coding.values() if value.field == "target"]
    assert sorted(names, key=str) == [EntityName(verbatim="Gunmen"), EntityName(verbatim="two soldiers")]
    (report,) = coding.reports()
    assert len(coding.groups(report.id, "target")) == 2


def test_an_attributes_answer_has_its_span_as_evidence(here: Workspace, tmp_path: Path) -> None:
    annotations = "T1\tToll 48 60\ttwo soldiers\nA1\tNumber T1 2\n"
    rule = LabelRule(label="Toll", attribute="Number", field="killed_total", reading=Reading.ANSWER)
    taken(here, brat_folder(tmp_path, "plain", PLAIN, annotations), "brat", rule)
    coding = coding_of(here, "plain.txt", "Ben")
    (value,) = (value for value in coding.values() if value.field == "killed_total")
    assert value.content == Count(best=2)
    assert [one.quote for one in coding.evidence_for(value.id)] == ["two soldiers"]


def test_an_attribute_may_tell_incidents_apart(here: Workspace, tmp_path: Path) -> None:
    annotations = (
        "T1\tkilled_total 48 60\ttwo soldiers\nA1\tEvent T1 2\n"
        "T2\tkilled_total 0 6\tGunmen\nA2\tEvent T2 1\n"
        "T3\tkilled_total 67 84\tsoldier's brother\nA3\tEvent T3 10\n"
    )
    rule = LabelRule(label="killed_total", field="killed_total")
    taken(here, brat_folder(tmp_path, "plain", PLAIN, annotations), "brat", rule, report_by="Event")
    found = spans_of(coding_of(here, "plain.txt", "Ben"))
    assert sorted((spot[5], spot[3]) for spot in found) == [
        (1, "Gunmen"),
        (2, "two soldiers"),
        (3, "soldier's brother"),
    ]


def test_by_default_all_marks_of_an_article_are_one_incident(here: Workspace, tmp_path: Path) -> None:
    imported(here, tasks_file(tmp_path, (PLAIN, labels(GUNMEN, SOLDIERS))), "label-studio")
    coding = coding_of(here, "plain.txt", "Ben")
    assert len(coding.reports()) == 1
    assert len(list(coding.values())) == 1


def test_a_wide_table_gives_an_incident_for_each_key_and_a_part_for_each_row(here: Workspace, tmp_path: Path) -> None:
    paths = table_file(
        tmp_path,
        "file_name,incident,killed_total,vg_type,vg_killed\n"
        "plain.txt,1,3,soldiers,2\nplain.txt,1,3,Civilians,1\nplain.txt,2,,soldiers,5\n",
    )
    plan = imported(here, paths, "csv")
    coding = coding_of(here, "plain.txt", "Ben")
    first, second = coding.reports()
    assert lines_of(plan.not_taken) == []
    assert [len(coding.groups(report.id, "victim_group")) for report in (first, second)] == [2, 1]
    assert coding.value_at(Slot("killed_total", first.id)) is not None
    assert coding.value_at(Slot("killed_total", second.id)) is None


def test_a_file_that_contradicts_itself_keeps_the_first_answer_and_lists_the_other(
    here: Workspace, tmp_path: Path
) -> None:
    plan = imported(here, table_file(tmp_path, "file_name,killed_total\nplain.txt,2\nplain.txt,3\n"), "csv")
    assert lines_of(plan.not_taken) == [
        "lab.csv, line 3: killed_total: Killed (total) has another answer in this incident already."
    ]
    assert Count(best=2) in [value.content for value in coding_of(here, "plain.txt", "Ben").values()]


def test_an_answer_that_is_not_of_the_fields_kind_is_listed_and_leaves_no_empty_part(
    here: Workspace, tmp_path: Path
) -> None:
    paths = table_file(tmp_path, "file_name,suicide,vg_killed\nplain.txt,yes,a few\n")
    plan = imported(here, paths, "csv")
    assert lines_of(plan.not_taken) == [
        "lab.csv, line 2: vg_killed: “a few” is not a whole number, which Killed takes."
    ]
    coding = coding_of(here, "plain.txt", "Ben")
    assert [coding.groups(report.id) for report in coding.reports()] == [()]


def test_a_label_that_says_nothing_and_marks_nothing_is_listed(here: Workspace, tmp_path: Path) -> None:
    paths = table_file(tmp_path, "file_name,field,value\nplain.txt,killed_total,\nplain.txt,suicide,no\n")
    plan = imported(here, paths, "csv")
    assert lines_of(plan.not_taken) == [
        "lab.csv, line 2: killed_total: There are neither words of the article nor an answer."
    ]


def test_what_offsets_count_can_be_said_where_the_file_does_not(here: Workspace, tmp_path: Path) -> None:
    start, end = span_of("He said")
    shift = len(HARD[:start].encode("utf-16-le")) // 2 - start
    line = {"text": HARD, "label": [[start + shift, end + shift, "killed_total"]]}
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(line) + "\n")
    refused = here.coding_imports.plan([path], "doccano", None, "Ben")
    assert refused.new == ()
    mapping = refused.mapping.model_copy(update={"counting": Counting.UTF16})
    imported(here, [path], "doccano", mapping)
    assert [one.quote for one in coding_of(here, "hard.txt", "Ben").evidence()] == ["He said"]


def test_a_words_only_table_finds_words_that_stand_once_and_refuses_others(here: Workspace, tmp_path: Path) -> None:
    paths = table_file(
        tmp_path, f"file_name,field,quote\nhard.txt,trigger,{FAMILY}\nplain.txt,trigger,a\nplain.txt,trigger,Gunmen\n"
    )
    plan = imported(here, paths, "csv")
    assert [one.quote for one in coding_of(here, "hard.txt", "Ben").evidence()] == [FAMILY]
    assert "more than once" in plan.not_taken[0].reason


def test_a_mapping_kept_in_a_file_is_used_as_it_is(here: Workspace, tmp_path: Path) -> None:
    mapping = CodingMapping(
        labels=(LabelRule(label="tot", field="killed_total", reading=Reading.ANSWER),),
        columns=TableColumns(article="Datei", label="Merkmal", answer="Wert"),
    )
    kept = tmp_path / "mapping.json"
    kept.write_text(mapping_text(mapping))
    paths = table_file(tmp_path, "Datei,Merkmal,Wert\nplain.txt,tot,2\n")
    plan = imported(here, paths, "csv", read_mapping_file(kept))
    assert plan.value_count == 1


def test_every_label_of_a_hostile_file_is_only_text(here: Workspace, tmp_path: Path) -> None:
    nasty = "<img src=x>'; DROP TABLE coding;--"
    rule = LabelRule(label=nasty, field="incident_label", reading=Reading.WORDS)
    taken(here, tasks_file(tmp_path, (PLAIN, labels(GUNMEN, label=nasty))), "label-studio", rule)
    assert here.project.check() == ()
