"""Every kind of record: what it needs, what it takes for granted, what it refuses, and JSON there and back."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, get_args

import pytest
from hypothesis import given, strategies as st
from pydantic import TypeAdapter, ValidationError

from annotator.domain.changes import Change
from annotator.domain.entities import Entity
from annotator.domain.packets import CodingCopy
from annotator.domain.recipe import ExportChoice, Recipe
from annotator.domain.review import Ruling, RulingSide
from annotator.domain.rounds import Round, RoundState
from tests.review_strategies import review_records

ENTITY: TypeAdapter[Entity] = TypeAdapter(Entity)

LEAST: dict[str, dict[str, Any]] = {
    "import": {"id": "i", "source": "a folder", "article_count": 3, "digest": "d"},
    "coder": {"id": "c", "name": "Ada"},
    "codebook": {"id": "b", "name": "incident", "version": 1, "source": "format: …", "sha256": "00"},
    "round": {"id": "r", "name": "Pilot", "codebook_id": "b"},
    "assignment": {"id": "a", "round_id": "r", "article_id": "t", "coder_id": "c", "position": 1},
    "coding": {"id": "k", "article_id": "t", "coder_id": "c", "codebook_id": "b"},
    "report": {"id": "p", "coding_id": "k", "position": 0},
    "group": {"id": "g", "coding_id": "k", "report_id": "p", "level": "victim_group", "position": 0},
    "value": {"id": "v", "coding_id": "k", "field": "killed_total"},
    "evidence": {"id": "e", "coding_id": "k", "value_id": "v", "start": 0, "end": 3, "quote": "abc"},
    "note": {"id": "n", "coding_id": "k", "subject_id": "v", "text": "Could rise."},
    "decision": {"id": "d", "article_id": "t", "reviewer_id": "c", "decision": "same", "reports": ["p", "q"]},
    "ruling": {
        "id": "u",
        "round_id": None,
        "article_id": "t",
        "reviewer_id": "c",
        "codebook_id": "b",
        "at": "2021-06-07T09:00:00Z",
        "sides": [],
        "source": "one",
    },
    "packet_origin": {
        "id": "o",
        "project_id": "x",
        "project_name": "Sahel",
        "round_id": "r",
        "coder_id": "c",
        "head": 7,
        "head_hash": "00",
    },
    "packet_merge": {
        "id": "m",
        "packet_id": "o",
        "coder_id": "c",
        "round_id": "r",
        "head": 9,
        "head_hash": "00",
        "origin_head": 7,
        "merged_at": 12,
        "event_count": 2,
        "digest": "d",
        "file_name": "ada.annotator",
    },
    "divergence": {"id": "z", "round_id": "r", "article_id": "t", "coder_id": "c", "copies": []},
    "recipe": {"id": "w", "name": "For the journal"},
}
"""Each kind of record with nothing but what it needs."""

GRANTED: dict[str, dict[str, Any]] = {
    "import": {},
    "coder": {"is_gold": False},
    "codebook": {},
    "round": {"is_blind": True, "allows_proposals": True, "seed": 0, "sample_share": 0.05, "state": "running"},
    "assignment": {},
    "coding": {"round_id": None, "state": "draft", "completed_at": None},
    "report": {},
    "group": {},
    "value": {
        "report_id": None,
        "group_id": None,
        "status": "coded",
        "content": None,
        "missing_evidence_reason": "",
    },
    "evidence": {"prefix": "", "suffix": "", "stance": "states"},
    "note": {"rule": "", "is_flagged": False},
    "decision": {},
    "ruling": {
        "disagreement": None,
        "field": "",
        "taken_from": [],
        "reason": None,
        "note": "",
        "gold_ids": [],
        "replaces": None,
        "is_sampled": False,
    },
    "packet_origin": {},
    "packet_merge": {"whole": []},
    "divergence": {"settled_by": ""},
    "recipe": {
        "choice": {
            **dict.fromkeys(("rounds", "coders", "articles", "fields")),
            "states": [],
            "statuses": [],
            "units": [],
            "forms": [],
            "is_gold_included": True,
            "are_coders_included": True,
            "with_text": True,
            "is_pseudonymous": False,
        }
    },
}
"""What each kind takes for granted; everything is alive."""

WRONG: list[tuple[str, dict[str, Any]]] = [
    ("import", {"article_count": "many"}),
    ("import", {"article_count": 1.5}),
    ("coder", {"name": None}),
    ("coder", {"is_gold": "perhaps"}),
    ("codebook", {"version": None}),
    ("round", {"name": ""}),
    ("round", {"name": "x" * 81}),
    ("round", {"sample_share": -0.01}),
    ("round", {"sample_share": 1.01}),
    ("round", {"sample_share": float("nan")}),
    ("round", {"state": "finished"}),
    ("round", {"seed": 0.5}),
    ("assignment", {"position": "first"}),
    ("coding", {"state": "half"}),
    ("coding", {"completed_at": "yesterday"}),
    ("report", {"position": None}),
    ("group", {"level": None}),
    ("value", {"status": "maybe"}),
    ("value", {"content": {"type": "colour"}}),
    ("value", {"content": {"type": "count", "best": "many"}}),
    ("value", {"content": "54"}),
    ("evidence", {"stance": "shouts"}),
    ("evidence", {"start": "here"}),
    ("note", {"text": 7}),
    ("decision", {"decision": "similar"}),
    ("decision", {"reports": "p"}),
    ("ruling", {"source": "dice"}),
    ("ruling", {"reason": "mood"}),
    ("ruling", {"disagreement": "taste"}),
    ("ruling", {"at": "noon"}),
    ("ruling", {"sides": [{"coder_id": "c"}]}),
    ("ruling", {"sides": [{"coder_id": "c", "coding_id": "k", "digest": "d", "mood": "good"}]}),
    ("packet_origin", {"head": "last"}),
    ("packet_merge", {"event_count": None}),
    ("divergence", {"copies": [{"packet_id": "o"}]}),
    ("divergence", {"copies": [{"packet_id": "o", "last_event": "e", "shown": True}]}),
    ("recipe", {"name": ""}),
    ("recipe", {"name": "x" * 81}),
    ("recipe", {"choice": None}),
    ("recipe", {"choice": {"units": ["page"]}}),
    ("recipe", {"choice": {"states": ["half"]}}),
    ("recipe", {"choice": {"statuses": ["maybe"]}}),
    ("recipe", {"choice": {"colour": "red"}}),
    ("recipe", {"choice": {"coders": "Ada"}}),
]
"""Records with one part that cannot be."""

EVERY = sorted(LEAST)


def made(kind: str, **update: Any) -> Entity:
    return ENTITY.validate_python({"kind": kind, **LEAST[kind], **update})


def as_json(entity: Entity) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(entity.model_dump_json())
    return read


def test_the_tables_have_every_kind_of_record() -> None:
    kinds = {one.model_fields["kind"].default for one in get_args(get_args(Entity)[0])}
    assert kinds == set(LEAST) == set(GRANTED)


@pytest.mark.parametrize("kind", EVERY)
def test_a_record_takes_for_granted_just_this(kind: str) -> None:
    record = as_json(made(kind))
    assert record.pop("kind") == kind
    assert record.pop("is_deleted") is False
    assert record == {**LEAST[kind], **GRANTED[kind]}


@pytest.mark.parametrize("kind", EVERY)
def test_a_record_needs_each_of_its_parts(kind: str) -> None:
    for key in LEAST[kind]:
        without = {"kind": kind, **{name: part for name, part in LEAST[kind].items() if name != key}}
        with pytest.raises(ValidationError) as refusal:
            ENTITY.validate_python(without)
        (error,) = refusal.value.errors()
        assert (error["type"], error["loc"][-1]) == ("missing", key)


@pytest.mark.parametrize("kind", EVERY)
def test_a_record_refuses_what_it_does_not_know(kind: str) -> None:
    for key in ("colour", "Id", "is_delete", "deleted"):
        with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
            made(kind, **{key: "x"})


@pytest.mark.parametrize("kind", EVERY)
def test_a_record_cannot_be_changed(kind: str) -> None:
    record = made(kind)
    for name in type(record).model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(record, name, None)
    assert record == made(kind)


@pytest.mark.parametrize("kind", EVERY)
def test_a_tombstone_is_another_record_with_the_same_id(kind: str) -> None:
    record = made(kind)
    tombstone = record.model_copy(update={"is_deleted": True})
    assert tombstone != record
    assert tombstone.id == record.id
    assert ENTITY.validate_json(tombstone.model_dump_json()) == tombstone


@pytest.mark.parametrize("kind", EVERY)
def test_a_record_is_told_from_others_by_its_kind(kind: str) -> None:
    record = made(kind)
    for other in EVERY:
        if LEAST[other].keys() != LEAST[kind].keys():
            with pytest.raises(ValidationError):
                ENTITY.validate_python({**as_json(record), "kind": other})
    assert type(ENTITY.validate_json(record.model_dump_json())) is type(record)


@pytest.mark.parametrize("spoilt", [{}, {"kind": "colour"}, {"kind": None}, {"kind": ["coder"]}, [], "coder", 7, None])
def test_what_is_of_no_kind_is_no_record(spoilt: object) -> None:
    with pytest.raises(ValidationError):
        ENTITY.validate_python(spoilt)


@pytest.mark.parametrize(("kind", "part"), WRONG, ids=[f"{kind} {part}"[:60] for kind, part in WRONG])
def test_a_part_that_cannot_be_is_refused_and_named(kind: str, part: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refusal:
        made(kind, **part)
    assert all(next(iter(part)) in error["loc"] for error in refusal.value.errors())


@pytest.mark.parametrize("share", [0, 0.0, 0.05, 1, 1.0])
def test_a_sample_may_be_anything_from_nothing_to_all(share: float) -> None:
    found = made("round", sample_share=share)
    assert isinstance(found, Round)
    assert found.sample_share == share


@pytest.mark.parametrize("length", [1, 80])
@pytest.mark.parametrize("kind", ["round", "recipe"])
def test_a_name_may_be_one_to_eighty_code_points_long(kind: str, length: int) -> None:
    found = made(kind, name="😀" * length)
    assert as_json(found)["name"] == "😀" * length


HIDING: list[tuple[bool, RoundState, bool]] = [
    (True, RoundState.RUNNING, True),
    (True, RoundState.RELEASED, False),
    (False, RoundState.RUNNING, False),
    (False, RoundState.RELEASED, False),
]


@pytest.mark.parametrize(("is_blind", "state", "hides"), HIDING)
def test_others_work_is_hidden_only_in_a_blind_round_that_is_running(
    is_blind: bool, state: RoundState, hides: bool
) -> None:
    found = made("round", is_blind=is_blind, state=state)
    assert isinstance(found, Round)
    assert found.hides_others is hides


def test_a_time_with_an_offset_is_the_same_moment_after_json() -> None:
    at = dt.datetime(2021, 6, 7, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=45)))
    for record in (made("ruling", at=at), made("coding", completed_at=at, state="complete")):
        again = ENTITY.validate_json(record.model_dump_json())
        assert again == record
        moment = again.at if isinstance(again, Ruling) else again.completed_at  # type: ignore[union-attr]
        assert moment == at
        assert moment.utcoffset() == at.utcoffset()


def test_lists_in_records_are_kept_in_their_order_and_cannot_be_changed() -> None:
    side = RulingSide(coder_id="c", coding_id="k", digest="d", value_ids=("b", "a"))  # type: ignore[arg-type]
    ruling = made("ruling", sides=[side], taken_from=["z", "a"], gold_ids=["2", "1"])
    assert isinstance(ruling, Ruling)
    assert (ruling.taken_from, ruling.gold_ids) == (("z", "a"), ("2", "1"))
    assert ruling.sides[0].value_ids == ("b", "a")
    assert hash(ruling) == hash(made("ruling", sides=[side], taken_from=["z", "a"], gold_ids=["2", "1"]))


def test_a_choice_tells_all_from_none_and_outside_any_round() -> None:
    nothing, outside = ExportChoice(rounds=()), ExportChoice(rounds=(None,))
    assert ExportChoice().rounds is None
    assert len({ExportChoice(), nothing, outside}) == 3
    for choice in (ExportChoice(), nothing, outside):
        assert ExportChoice.model_validate_json(choice.model_dump_json()) == choice


def test_a_copy_is_the_project_s_own_or_a_packet_s() -> None:
    own = CodingCopy(packet_id=None, last_event="e")
    assert own != CodingCopy(packet_id="o", last_event="e")  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        CodingCopy(last_event="e")  # type: ignore[call-arg]


IDS = st.uuids().map(str)


@given(review_records(lambda: IDS))
def test_any_record_of_rounds_review_and_packets_is_the_same_after_json(record: Entity) -> None:
    again = ENTITY.validate_json(record.model_dump_json())
    assert again == record
    assert again.model_dump_json() == record.model_dump_json(), "history hashes these very bytes"
    assert hash(again) == hash(record)


@given(review_records(lambda: IDS))
def test_any_record_of_rounds_review_and_packets_can_be_undone_and_redone(record: Entity) -> None:
    creation = Change(before=None, after=record)
    undone = creation.inverted()
    assert undone.before == record
    assert undone.after.is_deleted
    assert undone.inverted().after == record


@given(review_records(lambda: IDS), st.sampled_from(["colour", "is_deleted_", "KIND"]))
def test_any_record_with_one_key_more_is_refused(record: Entity, key: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        ENTITY.validate_python({**as_json(record), key: 1})


@given(st.text(min_size=1, max_size=80))
def test_a_recipe_may_have_any_name_of_fitting_length(name: str) -> None:
    assert Recipe(id="w", name=name).name == name  # type: ignore[arg-type]
