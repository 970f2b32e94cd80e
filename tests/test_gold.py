"""The loader of gold codings, on the retelling's and, where it is present, on the founding sample's."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import pytest

from annotator.domain.article import Article
from annotator.domain.checking import Problem, check
from annotator.domain.coding import Coding, CodingHeader, Stance
from annotator.domain.ids import ArticleId, CodebookId, CoderId, CodingId, ImportId
from annotator.domain.revision import Revision
from annotator.domain.text import Span, text_hash
from annotator.domain.values import (
    AttributedValue,
    Count,
    DateRange,
    EntityName,
    FreeText,
    MarkedSpan,
    Moment,
    OneCategory,
    Qualifier,
    SeveralCategories,
    Status,
    YesNo,
)
from annotator.formats.articles.registry import read_article_file
from annotator.formats.codebooks import read_codebook
from annotator.resources import resource_path
from tests.gold import RETELLING_ARTICLE, RETELLING_GOLD, Gold, Step, code, load_gold, quotes_in
from tests.strategies import FIELD_TYPES

LEFT_OUT = (
    "incidents[0].incident_date.not_evidence",
    "incidents[0].claims[0].statement",
    "incidents[0].survivors",
    "not_coded",
)
REQUIRED = {
    "trigger",
    "incident_label",
    "focus",
    "stage",
    "factuality",
    "incident_date",
    "location",
    "event_type",
    "tactic",
    "suicide",
    "target_type",
    "killed_total",
    "toll_scope",
    "wounded_total",
    "toll_status",
    "coder_confidence",
}
"""The fields that the default codebook requires of every report."""

NEEDS_EVIDENCE = {
    *("trigger", "n_events", "incident_date", "location", "weapon", "property_damage", "perp_actor"),
    *("perp_attribution", "perp_number", "claimant", "claim_channel", "target", "vg_type", "vg_killed"),
    *("killed_total", "killed_perpetrators", "wounded_total", "statement"),
}
"""The fields whose evidence is mandatory in the default codebook."""


@pytest.fixture(scope="session")
def founding_gold_file(shared_data: Path) -> Path:
    return shared_data / "founding_gold.json"


@pytest.fixture(params=["retelling", "founding"])
def gold(request: pytest.FixtureRequest) -> Gold:
    if request.param == "retelling":
        return load_gold(RETELLING_GOLD)
    return load_gold(request.getfixturevalue("founding_gold_file"))


def steps_of(gold: Gold, field: str, report: int | None = 0) -> list[Step]:
    return [step for step in gold.steps if (step.field, step.report) == (field, report)]


def only(gold: Gold, field: str, report: int | None = 0) -> Step:
    (step,) = steps_of(gold, field, report)
    return step


# Of both files


def test_every_step_answers_a_field_of_its_level_with_a_content_of_its_type(gold: Gold) -> None:
    for step in gold.steps:
        level = step.group[0] if step.group else "article" if step.report is None else "incident"
        field_type = FIELD_TYPES[level][step.field]
        if step.status is Status.CODED:
            assert step.content is not None
            assert step.content.type == field_type.value
        else:
            assert step.content is None


def test_no_field_is_answered_twice_in_one_place(gold: Gold) -> None:
    places = Counter((step.report, step.group, step.field) for step in gold.steps)
    assert max(places.values()) == 1


def test_groups_of_a_level_are_counted_from_nought_without_gaps(gold: Gold) -> None:
    seen: dict[tuple[int | None, str], list[int]] = {}
    for step in gold.steps:
        if step.group:
            seen.setdefault((step.report, step.group[0]), []).append(step.group[1])
    for places in seen.values():
        assert sorted(set(places)) == list(range(max(places) + 1))


def test_what_no_field_takes_is_listed_and_nothing_else(gold: Gold) -> None:
    assert gold.left_out == LEFT_OUT


def test_every_coded_field_that_needs_evidence_has_some(gold: Gold) -> None:
    bare = [step for step in gold.steps if step.field in NEEDS_EVIDENCE and step.content and not step.evidence]
    assert bare == []


def test_a_groups_evidence_goes_to_each_field_that_needs_it(gold: Gold) -> None:
    for fields in (("perp_actor", "perp_attribution"), ("claimant", "claim_channel", "claim_support")):
        assert len({only(gold, field).evidence for field in fields}) == 1
    for type_step, killed_step in zip(steps_of(gold, "vg_type"), steps_of(gold, "vg_killed"), strict=True):
        assert type_step.evidence == killed_step.evidence != ()
    assert only(gold, "claim_mode").evidence == ()


def test_inferred_values_carry_inference_and_the_others_statements(gold: Gold) -> None:
    assert {stance for _, stance in only(gold, "killed_perpetrators").evidence} == {Stance.INFERENCE}
    others = [step for step in gold.steps if step.field != "killed_perpetrators"]
    assert {stance for step in others for _, stance in step.evidence} == {Stance.STATES}


def test_the_facts_of_the_attack_arrive_in_the_steps(gold: Gold) -> None:
    assert only(gold, "article_relevance", None).content == OneCategory(category="codable_incident")
    published = dt.datetime(2019, 11, 3, 8, 59, 34, tzinfo=dt.UTC)
    assert only(gold, "publication_date", None).content == Moment(at=published)
    assert only(gold, "trigger").content == MarkedSpan()
    killed = Count(low=54, best=54, qualifier=Qualifier.AT_LEAST)
    assert only(gold, "killed_total").content == killed
    assert only(gold, "wounded_total").content == Count(qualifier=Qualifier.PLURAL_UNSPECIFIED)
    assert only(gold, "suicide").content == YesNo(answer=True)
    assert only(gold, "claim_channel").content == FreeText(text="Amaq")
    tactics = SeveralCategories(categories=("bombing_explosion", "armed_assault"))
    assert only(gold, "tactic").content == tactics
    dates = only(gold, "incident_date").content
    assert isinstance(dates, DateRange)
    assert (dates.start, dates.end, dates.precision) == (dt.date(2019, 11, 1), dt.date(2019, 11, 2), 2)


def test_actors_targets_and_statements_keep_their_parts(gold: Gold) -> None:
    actor = only(gold, "perp_actor").content
    assert isinstance(actor, EntityName)
    assert (actor.canonical, actor.aliases, actor.entity_type) == ("Islamic State", ("ISIL", "ISIS"), "rebel_group")
    assert only(gold, "target").content == EntityName(canonical="military outpost / base")
    assert only(gold, "target").group == ("target", 0)
    doubt = steps_of(gold, "statement", 1)[1].content
    assert isinstance(doubt, AttributedValue)
    assert (doubt.about_field, doubt.value, doubt.stance) == ("killed_total", "higher than 40", "doubts")
    assert len(steps_of(gold, "statement", 0)) == 5


def test_notes_stay_with_their_step(gold: Gold) -> None:
    assert "arithmetic" in only(gold, "killed_total").note
    assert "inferred" in only(gold, "claim_mode").note
    assert only(gold, "focus").note == ""


# The founding sample


def test_every_quote_of_the_founding_gold_is_where_it_says(shared_data: Path, founding_gold_file: Path) -> None:
    data = json.loads(founding_gold_file.read_text(encoding="utf-8"))
    text = (shared_data / data["file"]).read_text(encoding="utf-8")
    quotes = list(quotes_in(data))
    assert len(quotes) > 40
    assert [(span, quote) for span, quote in quotes if text[span.start : span.end] != quote] == []


# The retelling


@pytest.fixture(scope="module")
def retelling() -> str:
    return RETELLING_ARTICLE.read_text(encoding="utf-8")


def test_the_retellings_gold_is_of_the_file_as_it_is(retelling: str) -> None:
    data = json.loads(RETELLING_GOLD.read_text(encoding="utf-8"))
    assert data["file"] == RETELLING_ARTICLE.name
    assert (data["sha256"], data["chars"]) == (text_hash(retelling), len(retelling))


def test_every_quote_of_the_retellings_gold_is_where_it_says(retelling: str) -> None:
    data = json.loads(RETELLING_GOLD.read_text(encoding="utf-8"))
    quotes = list(quotes_in(data))
    assert len(quotes) > 40
    assert [(span, quote) for span, quote in quotes if retelling[span.start : span.end] != quote] == []


def test_the_evidence_of_the_toll_holds_a_no_break_space(retelling: str) -> None:
    ((span, _),) = only(load_gold(RETELLING_GOLD), "killed_total").evidence
    assert retelling[span.start : span.end] == "at least 53\u00a0soldiers and one civilian dead"


def test_the_retelling_answers_every_required_field_of_both_reports() -> None:
    gold = load_gold(RETELLING_GOLD)
    for report in (0, 1):
        answered = {step.field for step in gold.steps if step.report == report}
        assert answered >= REQUIRED
    assert only(gold, "n_events", 1).content == Count(low=2, best=2, high=2)
    assert only(gold, "wounded_total", 1).status is Status.NOT_MENTIONED


def test_the_retelling_answers_every_field_that_the_founding_gold_answers(founding_gold_file: Path) -> None:
    ours, theirs = (
        {(step.report, step.group, step.field) for step in load_gold(path).steps}
        for path in (RETELLING_GOLD, founding_gold_file)
    )
    assert theirs <= ours


def test_the_retellings_counts_break_no_rule_of_counts() -> None:
    for step in load_gold(RETELLING_GOLD).steps:
        if isinstance(step.content, Count):
            count = step.content
            present = [number for number in (count.low, count.best, count.high) if number is not None]
            assert present == sorted(present)
            if count.qualifier is Qualifier.EXACT:
                assert count.low == count.best == count.high is not None
            if count.qualifier is Qualifier.AT_LEAST:
                assert count.low is not None
                assert count.high is None


# Coded under the default codebook


def coded(gold: Gold, path: Path) -> tuple[Coding, tuple[Problem, ...]]:
    """Return the coding that the gold's steps make under the default codebook, and what is wrong in it."""
    source = resource_path("codebooks", "incident.yaml").read_text(encoding="utf-8")
    codebook = read_codebook(source, name="incident.yaml")
    draft = read_article_file(path)
    article = Article(
        id=ArticleId("a"),
        import_id=ImportId("i"),
        text=draft.text,
        sha256=text_hash(draft.text),
        header_end=draft.header_end,
        metadata=draft.metadata,
    )
    header = CodingHeader(id=CodingId("c"), article_id=article.id, coder_id=CoderId("k"), codebook_id=CodebookId("b"))
    revision = Revision(Coding(header), codebook, article)
    code(gold.steps, revision)
    return revision.coding, check(revision.coding, codebook, article)


def test_the_retellings_coding_is_complete_and_breaks_no_rule() -> None:
    gold = load_gold(RETELLING_GOLD)
    coding, problems = coded(gold, RETELLING_ARTICLE)
    assert problems == ()
    assert len(list(coding.values())) == len(gold.steps)
    assert len(coding.reports()) == 2
    assert len(list(coding.evidence())) == sum(len(step.evidence) for step in gold.steps)
    assert len(coding.notes()) == sum(1 for step in gold.steps if step.note)


def test_the_founding_coding_lacks_only_what_its_gold_leaves_open(shared_data: Path, founding_gold_file: Path) -> None:
    gold = load_gold(founding_gold_file)
    _, problems = coded(gold, shared_data / gold.file)
    assert {problem.rule for problem in problems} == {"required", "R02"}
    (exact,) = (problem for problem in problems if problem.rule == "R02")
    assert "Victim group 1" in exact.name
    answered = {(step.report, step.field) for step in gold.steps}
    missing = {problem.slot.field for problem in problems if problem.rule == "required"}
    assert missing == {field for field in REQUIRED if not {(0, field), (1, field)} <= answered}


# The form of the JSON


def written(tmp_path: Path, **changes: object) -> Path:
    path = tmp_path / "gold.json"
    data = {"file": "a.txt", "sha256": "0" * 64, "incidents": [], **changes}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_a_status_takes_the_place_of_a_content(tmp_path: Path) -> None:
    gold = load_gold(written(tmp_path, incidents=[{"suicide": {"status": "unclear", "note": "why"}}]))
    assert gold.steps == (Step(0, None, "suicide", None, Status.UNCLEAR, (), "why"),)


def test_evidence_may_name_its_own_stance(tmp_path: Path) -> None:
    evidence = [{"start": 0, "end": 2, "quote": "no", "stance": "contradicts"}, {"start": 3, "end": 4, "quote": "x"}]
    gold = load_gold(written(tmp_path, incidents=[{"suicide": {"value": False, "evidence": evidence}}]))
    assert gold.steps[0].evidence == ((Span(0, 2), Stance.CONTRADICTS), (Span(3, 4), Stance.STATES))


def test_an_unknown_key_is_left_out_by_its_path(tmp_path: Path) -> None:
    incident = {
        "weather": "rain",
        "killed_total": {"low": 1, "colour": "red"},
        "claims": [{"claimant": "A", "tone": 1}],
    }
    gold = load_gold(written(tmp_path, incidents=[incident]))
    assert gold.left_out == ("incidents[0].weather", "incidents[0].killed_total.colour", "incidents[0].claims[0].tone")


@pytest.mark.parametrize(
    "incident",
    [
        {"killed_total": {"low": "many"}},
        {"suicide": "perhaps"},
        {"suicide": {"status": "guessed"}},
        {"trigger": [{"quote": "an attack"}]},
    ],
)
def test_a_gold_of_another_form_is_refused(tmp_path: Path, incident: dict[str, object]) -> None:
    with pytest.raises((KeyError, ValueError)):
        load_gold(written(tmp_path, incidents=[incident]))
