"""Hypothesis strategies for rounds, rulings, packets and recipes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from annotator.domain.coding import CodingState
from annotator.domain.entities import Entity
from annotator.domain.packets import CodingCopy, Divergence, PacketMerge, PacketOrigin
from annotator.domain.recipe import ExportChoice, ExportUnit, Recipe
from annotator.domain.review import (
    AlignmentDecision,
    DecisionKind,
    DisagreementKind,
    Ruling,
    RulingReason,
    RulingSide,
    RulingSource,
)
from annotator.domain.rounds import Assignment, Round, RoundState
from annotator.domain.values import Status

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
NUMBERS = st.integers(0, 2**40)
MOMENTS = st.datetimes(min_value=dt.datetime(1970, 1, 2), timezones=st.just(dt.UTC))  # noqa: DTZ001 - made aware


def review_records(ids: Callable[[], SearchStrategy[str]]) -> SearchStrategy[Entity]:
    """Draw one record of the kinds that rounds, review, packets and recipes are made of."""
    recipes = st.builds(Recipe, id=ids(), name=NAMES, choice=_choices(ids), is_deleted=st.booleans())
    return st.one_of(_round_records(ids), _decisions(ids), _rulings(ids), _packet_records(ids), recipes)


def _round_records(ids: Callable[[], SearchStrategy[str]]) -> SearchStrategy[Entity]:
    return st.one_of(
        st.builds(
            Round, id=ids(), name=NAMES, codebook_id=ids(), is_blind=st.booleans(), allows_proposals=st.booleans(),
            seed=NUMBERS, sample_share=st.floats(0, 1), state=st.sampled_from(RoundState), is_deleted=st.booleans(),
        ),
        st.builds(
            Assignment, id=ids(), round_id=ids(), article_id=ids(), coder_id=ids(), position=NUMBERS,
            is_deleted=st.booleans(),
        ),
    )  # fmt: skip


def _decisions(ids: Callable[[], SearchStrategy[str]]) -> SearchStrategy[AlignmentDecision]:
    return st.builds(
        AlignmentDecision, id=ids(), article_id=ids(), reviewer_id=ids(), decision=st.sampled_from(DecisionKind),
        reports=_some(ids()), is_deleted=st.booleans(),
    )  # fmt: skip


def _rulings(ids: Callable[[], SearchStrategy[str]]) -> SearchStrategy[Ruling]:
    sides = st.builds(
        RulingSide, coder_id=ids(), coding_id=ids(), reports=_some(ids()), group_id=st.none() | ids(),
        value_ids=_some(ids()), digest=NAMES, summary=NAMES,
    )  # fmt: skip
    return st.builds(
        Ruling,
        id=ids(),
        round_id=st.none() | ids(),
        article_id=ids(),
        reviewer_id=ids(),
        codebook_id=ids(),
        at=MOMENTS,
        disagreement=st.none() | st.sampled_from(DisagreementKind),
        field=NAMES,
        sides=_some(sides),
        source=st.sampled_from(RulingSource),
        taken_from=_some(ids()),
        reason=st.none() | st.sampled_from(RulingReason),
        note=NAMES,
        gold_ids=_some(ids()),
        replaces=st.none() | ids(),
        is_sampled=st.booleans(),
        is_deleted=st.booleans(),
    )


def _packet_records(ids: Callable[[], SearchStrategy[str]]) -> SearchStrategy[Entity]:
    copies = st.builds(CodingCopy, packet_id=st.none() | ids(), last_event=ids())
    return st.one_of(
        st.builds(
            PacketOrigin, id=ids(), project_id=ids(), project_name=NAMES, round_id=ids(), coder_id=ids(), head=NUMBERS,
            head_hash=NAMES, is_deleted=st.booleans(),
        ),
        st.builds(
            PacketMerge, id=ids(), packet_id=ids(), coder_id=ids(), round_id=ids(), head=NUMBERS, head_hash=NAMES,
            origin_head=NUMBERS, merged_at=NUMBERS, event_count=NUMBERS, digest=NAMES,
            file_name=NAMES, is_deleted=st.booleans(),
        ),
        st.builds(
            Divergence, id=ids(), round_id=ids(), article_id=ids(), coder_id=ids(), copies=_some(copies),
            settled_by=NAMES, is_deleted=st.booleans(),
        ),
    )  # fmt: skip


def _choices(ids: Callable[[], SearchStrategy[str]]) -> SearchStrategy[ExportChoice]:
    return st.builds(
        ExportChoice,
        rounds=st.none() | _some(st.none() | ids()),
        coders=st.none() | _some(ids()),
        is_gold_included=st.booleans(),
        are_coders_included=st.booleans(),
        states=_some(st.sampled_from(CodingState)),
        statuses=_some(st.sampled_from(Status)),
        articles=st.none() | _some(ids()),
        fields=st.none() | _some(NAMES),
        units=_some(st.sampled_from(ExportUnit)),
        with_text=st.booleans(),
        is_pseudonymous=st.booleans(),
        forms=_some(NAMES),
    )


def _some(strategy: SearchStrategy[object]) -> SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)
