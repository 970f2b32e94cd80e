"""The walk through what coders made of an article: material, matters, whose word is taken, patterns, deeds in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, strategies as st

from annotator.agreement.alignment import Aligner, Decision
from annotator.domain.coding import Coder, Coding, CodingHeader, CodingState
from annotator.domain.errors import CodingError
from annotator.domain.gold import GOLD_NAME
from annotator.domain.ids import CodebookId, CoderId, CodingId, DecisionId, ProjectId, ReportId, RoundId
from annotator.domain.review import AlignmentDecision, DecisionKind, Ruling, RulingReason, RulingSide, RulingSource
from annotator.domain.rounds import Round
from annotator.domain.values import Count, OneCategory
from annotator.services.review.case import CaseKey
from annotator.services.review.exam import Examination
from annotator.services.review.lists import normalised, patterns_in, summary_of
from annotator.services.review.material import Material, Surroundings
from annotator.services.review.matters import Matter, Shared, Walk, Whole
from annotator.services.review.verdict import Verdict, gold_coder, taken_by
from annotator.services.review.writing import Deed
from tests import agreement_generator as generator
from tests.agreement_generator import PERFECT, Incident, Told
from tests.drafts import an_article
from tests.services.review.sample_cases import BOOK, KEY, KINDS, ONE, ruling

# -- Material ---------------------------------------------------------------------------------------------------------


def around(**known: object) -> Surroundings:
    """Return what cases have in common."""
    made = Surroundings(ProjectId("project"), None, {}, {CodebookId("incident"): BOOK})
    return replace(made, **known)  # type: ignore[arg-type]


def material(*codings: Coding, **known: object) -> Material:
    """Return an article with these finished codings."""
    of_coders = tuple(
        Coding(coding.header.model_copy(update={"codebook_id": CodebookId("incident")})).with_entities(
            [
                record
                for records in (coding.reports_by_id, coding.groups_by_id, coding.values_by_id, coding.evidence_by_id)
                for record in records.values()
            ]
        )
        for coding in codings
    )
    made = Material(
        key=CaseKey(ARTICLE.id),
        around=around(),
        article=an_article(ARTICLE.text).model_copy(update={"id": ARTICLE.id}),
        codings=of_coders,
        drafts=(),
        gold=None,
        rulings=(),
        decisions=(),
    )
    return replace(made, **known)  # type: ignore[arg-type]


ARTICLE = generator.gold_articles(Random(5), 1, 3)[0]


def of(name: str, incidents: Sequence[Incident] = ARTICLE.incidents) -> Coding:
    return generator.coded(ARTICLE, name, incidents).coding


def toll(number: int, at: int = 0) -> list[Incident]:
    """Return the incidents with another toll in one of them."""
    found = list(ARTICLE.incidents)
    spans = found[at].answers["killed_total"].spans
    found[at] = found[at].changed("killed_total", Told(Count(low=number, best=number, high=number), spans))
    return found


def test_the_rounds_codebook_counts_else_the_newest_one_used() -> None:
    books = {CodebookId(name): BOOK for name in ("old", "new", "unused")}
    headers = [
        Coding(CodingHeader(id=CodingId(at), article_id=KEY.article_id, coder_id=ONE, codebook_id=CodebookId(used)))
        for at, used in (("1", "new"), ("2", "old"))
    ]
    assert around(codebooks=books).codebook_id(headers) == "new"
    own = Round(id=RoundId("r"), name="Round", codebook_id=CodebookId("old"))
    assert around(codebooks=books, round=own).codebook_id(headers) == "old"
    assert around(codebooks={}).codebook_id(headers) == "new"


def test_work_outside_any_round_is_sampled_by_the_usual_share() -> None:
    assert (around().seed, around().sample_share, around().round_id) == (0, 0.05, None)
    own = Round(id=RoundId("r"), name="Round", codebook_id=CodebookId("b"), seed=9, sample_share=0.5)
    assert (around(round=own).seed, around(round=own).sample_share) == (9, 0.5)


def test_the_gold_coder_is_made_once_under_a_name_nobody_has() -> None:
    (made,) = gold_coder(around())
    assert (made.name, made.is_gold) == (GOLD_NAME, True)
    assert gold_coder(around(coders={made.id: made})) == ()
    taken = {CoderId(name): Coder(id=CoderId(name), name=name) for name in (GOLD_NAME, f"{GOLD_NAME} 2")}
    assert gold_coder(around(coders=taken))[0].name == f"{GOLD_NAME} 3"
    imported = Coder(id=CoderId("elsewhere"), name="Old gold", is_gold=True)
    assert around(coders={imported.id: imported}).gold_coder_id == "elsewhere"


def test_material_goes_on_with_what_a_deed_changes() -> None:
    before = material(of("a"), of("b", toll(77)))
    deed = Deed(Examination(before), CoderId("reviewer"))
    deed.accept()
    after = before.with_entities(deed.entities)
    assert after.gold is not None
    assert after.acceptance is not None
    assert after.with_entities([after.acceptance.model_copy(update={"is_deleted": True})]).acceptance is None
    decision = AlignmentDecision(
        id=DecisionId("d"), article_id=ARTICLE.id, reviewer_id=ONE, decision=DecisionKind.SAME, reports=()
    )
    assert after.with_entities([decision]).decisions == (decision,)


# -- Whose word is taken ----------------------------------------------------------------------------------------------


def toll_item(exam: Examination) -> Matter:
    (found,) = (one_matter for one_matter in exam.matters if one_matter.kind is not None)
    return found


@pytest.mark.parametrize(
    ("source", "names", "taken"),
    [
        (RulingSource.ONE, ["b"], (1,)),
        (RulingSource.SEVERAL, [], (0, 1)),
        (RulingSource.SEVERAL, ["b", "a"], (0, 1)),
        (RulingSource.NEW, [], ()),
        (RulingSource.NEW, ["a"], ()),
        (RulingSource.NONE, ["a"], ()),
    ],
)
def test_whose_word_is_taken(source: RulingSource, names: list[str], taken: tuple[int, ...]) -> None:
    exam = Examination(material(of("a"), of("b", toll(77))))
    verdict = Verdict(source, tuple(CoderId(name) for name in names))
    assert taken_by(exam, toll_item(exam), verdict) == taken


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (RulingSource.ONE, []),
        (RulingSource.ONE, ["a", "b"]),
        (RulingSource.ONE, ["c"]),
        (RulingSource.SEVERAL, ["a"]),
        (RulingSource.UNANIMOUS, []),
        (RulingSource.NONE, ["c"]),
    ],
)
def test_words_that_cannot_be_taken(source: RulingSource, names: list[str]) -> None:
    exam = Examination(material(of("a"), of("b", toll(77))))
    with pytest.raises(CodingError):
        taken_by(exam, toll_item(exam), Verdict(source, tuple(CoderId(name) for name in names)))


# -- The walk ---------------------------------------------------------------------------------------------------------


def walked(
    codings: Sequence[Coding], ruled: Mapping[str, Ruling] | None = None, taken: tuple[int, ...] = ()
) -> list[Matter | Shared | Whole]:
    """Return what a walk through codings finds when the items of these scopes are ruled on."""
    rulings = ruled or {}

    def find(matter: Matter) -> Ruling | None:
        return rulings.get(matter.scope) if matter.kind is not None else None

    return list(Walk(Aligner.of(codings, BOOK), BOOK, find, lambda _: taken).nodes())


def test_codings_that_agree_have_matters_without_a_type_and_all_in_common() -> None:
    nodes = walked([of("a"), of("b")])
    assert all(node.kind is None for node in nodes if isinstance(node, Matter))
    incidents = [node for node in nodes if isinstance(node, Shared) and not node.level]
    members = [node for node in nodes if isinstance(node, Shared) and node.level]
    assert len(incidents) == 3
    assert len(members) == 6
    assert not any(isinstance(node, Whole) for node in nodes)


def test_what_is_inside_a_missed_incident_is_no_matter_before_the_ruling() -> None:
    nodes = walked([of("a"), of("b", ARTICLE.incidents[:2])])
    (missed,) = (node for node in nodes if isinstance(node, Matter) and node.kind is KINDS.MISSED_INCIDENT)
    assert missed.holders == (0,)
    assert [node for node in nodes if node.incident == missed.incident] == [missed]


@pytest.mark.parametrize(("taken", "has_it"), [((0,), True), ((1,), False), ((), False), ((0, 1), True)])
def test_a_missed_incident_is_taken_whole_from_who_has_it(taken: tuple[int, ...], has_it: bool) -> None:
    nodes = walked([of("a"), of("b", ARTICLE.incidents[:2])], {"": ruling("1")}, taken)
    wholes = [node for node in nodes if isinstance(node, Whole)]
    assert [whole.coder for whole in wholes] == ([0] if has_it else [])


def test_a_gate_closes_all_incidents_until_it_is_ruled_on() -> None:
    nodes = walked([of("a"), of("b", ())])
    (gate,) = (node for node in nodes if isinstance(node, Matter) and node.is_gate)
    assert gate.kind is KINDS.RELEVANCE
    assert gate.holders == (0,)
    assert not any(node.incident is not None for node in nodes)
    opened = walked([of("a"), of("b", ())], {gate.scope: ruling("1", source=RulingSource.ONE)}, (0,))
    assert sum(isinstance(node, Whole) for node in opened) == 3
    new = walked([of("a"), of("b", ())], {gate.scope: ruling("1", source=RulingSource.NEW)})
    assert sum(isinstance(node, Whole) for node in new) == 3
    none = walked([of("a"), of("b", ())], {gate.scope: ruling("1", source=RulingSource.NONE)}, (0,))
    assert not any(isinstance(node, Whole) for node in none)


def test_two_coders_without_incidents_have_no_gate() -> None:
    other = generator.coded(ARTICLE, "b", (), "codable_incident").coding
    nodes = walked([of("a", ()), other])
    assert not any(node.is_gate for node in nodes if isinstance(node, Matter))
    assert [node.kind for node in nodes if isinstance(node, Matter) and node.kind] == [KINDS.RELEVANCE]


def test_ids_depend_on_the_place_alone_and_not_on_the_order_of_coders() -> None:
    first, second = of("a"), of("b", toll(77))
    one_way = {node.id for node in walked([first, second]) if isinstance(node, Matter)}
    other_way = {node.id for node in walked([second, first]) if isinstance(node, Matter)}
    edited = {node.id for node in walked([first, of("b", toll(78))]) if isinstance(node, Matter)}
    assert one_way == other_way == edited
    assert len(one_way) == sum(isinstance(node, Matter) for node in walked([first, second]))


def test_people_who_set_reports_apart_make_two_missed_incidents() -> None:
    first, second = of("a"), of("b")
    reports = frozenset({first.reports()[0].id, second.reports()[0].id})
    aligner = Aligner.of([first, second], BOOK, [Decision(DecisionKind.APART, reports)])
    nodes = list(Walk(aligner, BOOK, lambda _: None, lambda _: ()).nodes())
    missed = [node for node in nodes if isinstance(node, Matter) and node.kind is KINDS.MISSED_INCIDENT]
    assert {report for node in missed for of_coder in node.reports for report in of_coder} == reports


# -- Patterns ---------------------------------------------------------------------------------------------------------


def test_answers_are_alike_without_regard_to_case_and_spacing() -> None:
    assert normalised("  Northern \n FRONT ") == "northern front"


def test_one_item_alone_is_no_pattern() -> None:
    exam = Examination(material(of("a"), of("b", toll(77))))
    assert patterns_in([summary_of(exam)]) == ()
    assert len(patterns_in([summary_of(exam), summary_of(exam)])) == 1


def test_wholes_sampled_and_unscored_items_are_in_no_pattern() -> None:
    exam = Examination(material(of("a"), of("b", ARTICLE.incidents[:2])))
    assert any(finding.matter.kind is KINDS.MISSED_INCIDENT for finding in exam.findings)
    assert patterns_in([summary_of(exam), summary_of(exam)]) == ()


# -- Deeds one after another, without a project -----------------------------------------------------------------------


@given(st.integers(0, 10_000), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 3)), max_size=8))
def test_gold_depends_on_the_rulings_in_force_and_not_on_those_they_replaced(
    seed: int, deeds: list[tuple[int, int]]
) -> None:
    random = Random(seed)
    habits = generator.Habits(missed=0.2, extra=0.2, split=0.1, merged=0.1, in_field=0.3)
    start = material(of("a"), generator.second_coder(ARTICLE, random, habits, name="b").coding)
    coders = tuple(coding.header.coder_id for coding in start.codings)
    choices = (
        Verdict(RulingSource.ONE, coders[:1]),
        Verdict(RulingSource.ONE, coders[1:]),
        Verdict(RulingSource.NONE),
        Verdict(RulingSource.ONE, coders[:1], reason=RulingReason.CODER_SLIP),
    )
    last: dict[str, Verdict] = {}
    now = start
    for at, choice in deeds:
        exam = Examination(now)
        if not exam.findings:
            return
        chosen = exam.findings[at % len(exam.findings)].matter.id
        deed = Deed(exam, CoderId("reviewer"))
        deed.rule(chosen, choices[choice])
        last.pop(chosen, None)
        last[chosen] = choices[choice]
        now = now.with_entities(deed.entities)
    once = start
    for chosen, verdict in last.items():
        deed = Deed(Examination(once), CoderId("reviewer"))
        deed.rule(chosen, verdict)
        once = once.with_entities(deed.entities)
    assert live(now.gold) == live(once.gold)


def live(gold: Coding | None) -> set[str]:
    """Return everything in gold, ids and all, but for the places of groups, which follow the order of rulings."""
    if gold is None:
        return set()
    groups = {group.id for report in gold.reports() for group in gold.groups(report.id)}
    records = (*gold.reports(), *gold.values(), *gold.evidence())
    return {record.model_dump_json() for record in records} | groups | {gold.header.state}


def test_a_perfect_pair_is_settled_by_the_acceptance_alone() -> None:
    perfect = generator.second_coder(ARTICLE, Random(1), PERFECT, name="b").coding
    own = Round(id=RoundId("r"), name="Round", codebook_id=CodebookId("incident"), sample_share=0)
    pair = material(of("a"), perfect, around=around(round=own))
    deed = Deed(Examination(pair), CoderId("reviewer"))
    deed.accept()
    gold = pair.with_entities(deed.entities).gold
    assert gold is not None
    assert gold.header.state is CodingState.COMPLETE
    assert deed.exam.findings == ()


def test_sides_of_a_ruling_have_one_digest_for_one_answer_whatever_its_ids() -> None:
    exam = Examination(material(of("a"), of("b", toll(77))))
    matter = toll_item(exam)
    same = Examination(material(of("x"), of("y", toll(77))))
    assert [exam.side(matter, at).digest for at in (0, 1)] == [same.side(toll_item(same), at).digest for at in (0, 1)]
    assert exam.side(matter, 0).digest != exam.side(matter, 1).digest


@pytest.mark.parametrize("scope", ["", "victim_group"])
def test_a_whole_has_one_digest_whatever_its_ids(scope: str) -> None:
    def digest(first: str, second: str) -> str:
        bare = [replace(told, members=()) for told in ARTICLE.incidents]
        other = bare if scope else ARTICLE.incidents[:2]
        exam = Examination(material(of(first), of(second, other)))
        matter = next(found for found in exam.matters if found.scope == scope and found.field is None)
        side = exam.side(matter, 0)
        assert side.value_ids
        return side.digest

    assert digest("a", "b") == digest("c", "d")


def test_a_ruling_side_is_read_back_from_json_as_it_was() -> None:
    exam = Examination(material(of("a"), of("b", toll(77))))
    deed = Deed(exam, CoderId("reviewer"))
    made = deed.rule(toll_item(exam).id, Verdict(RulingSource.ONE, (CoderId("b"),), note="“x”"))
    assert Ruling.model_validate_json(made.model_dump_json()) == made
    assert all(RulingSide.model_validate_json(side.model_dump_json()) == side for side in made.sides)
    assert made.sides[0].reports != ()
    assert isinstance(made.sides[0].reports[0], str)
    assert ReportId(made.sides[0].reports[0]) in exam.material.codings[0].reports_by_id


def test_an_answer_to_a_field_the_codebook_has_with_another_type_is_not_accepted() -> None:
    def strange(name: str) -> Coding:
        coding = of(name)
        value = next(found for found in coding.values() if found.field == "killed_total")
        return coding.with_entities([value.model_copy(update={"content": OneCategory(category="x")})])

    pair = material(strange("a"), strange("b"))
    deed = Deed(Examination(pair), CoderId("reviewer"))
    deed.accept()
    gold = pair.with_entities(deed.entities).gold
    assert gold is not None
    tolls = [value.content for value in gold.values() if value.field == "killed_total"]
    assert len(tolls) == 2
    assert all(isinstance(content, Count) for content in tolls)
