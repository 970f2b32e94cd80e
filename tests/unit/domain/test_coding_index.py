from __future__ import annotations

from hypothesis import given, strategies as st

from annotator.domain.coding import Coding, Evidence
from tests.strategies import CodedArticle, coded_articles


def fresh(coding: Coding) -> Coding:
    """The same coding with nothing worked out before."""
    return Coding(
        coding.header,
        coding.reports_by_id,
        coding.groups_by_id,
        coding.values_by_id,
        coding.evidence_by_id,
        coding.notes_by_id,
    )


@given(coded_articles(has_tombstones=True), st.data())
def test_a_changed_coding_finds_the_evidence_that_a_fresh_one_finds(coded: CodedArticle, data: st.DataObject) -> None:
    coding = coded.coding
    assert coding.evidence_by_value() == fresh(coding).evidence_by_value()
    for _ in range(3):
        present = list(coding.evidence_by_id.values())
        if not present:
            return
        chosen: Evidence = data.draw(st.sampled_from(present))
        changed = data.draw(
            st.sampled_from(
                [
                    chosen.model_copy(update={"is_deleted": not chosen.is_deleted}),
                    chosen.model_copy(update={"end": chosen.end + 1}),
                    chosen.model_copy(update={"id": chosen.id[:-1] + ("0" if chosen.id[-1] != "0" else "1")}),
                    chosen.model_copy(update={"value_id": data.draw(st.sampled_from(sorted(coding.values_by_id)))}),
                ]
            )
        )
        coding = coding.with_entities((changed,))
        assert coding.evidence_by_value() == fresh(coding).evidence_by_value()
        assert list(coding.evidence()) == list(fresh(coding).evidence())
