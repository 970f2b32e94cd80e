"""Whatever is coded in our forms comes back: any spans, anywhere in texts that are hard to count in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from annotator.domain.coding import Slot, Stance
from annotator.domain.revision import Revision
from annotator.domain.text import Span
from annotator.domain.values import Count, FreeText, Status
from tests.services.foreign_work import a_project, coding_of, contents_of, key_of, spans_of, unpacked
from tests.unit.formats.nlp_forms.hard_texts import FAMILY, HARD, SOLDIERS

TEXT = f"{HARD}\n\t{FAMILY}{FAMILY} {SOLDIERS}\u0301 end\n\n"
BREAKS = "\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029"
FILES: dict[str, Callable[[Path], list[Path]]] = {
    "brat": lambda out: [unpacked(next(out.rglob("brat.zip")), out / "brat-files")],
    "label-studio": lambda out: [next(out.rglob("tasks.json"))],
    "doccano": lambda out: [next(out.rglob("examples.jsonl"))],
    "csv": lambda out: [next(out.rglob("values.csv"))],
}

spans = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 40)).map(
    lambda drawn: Span(drawn[0], min(drawn[0] + drawn[1], len(TEXT)))
)
deeds = st.lists(
    st.tuples(
        st.sampled_from(["killed_total", "trigger", "suicide", "vg_killed", "incident_label"]),
        st.integers(0, 1),
        spans,
        st.sampled_from(Stance),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=8,
)
Deed = tuple[str, int, Span, Stance, int]


def revision_of(drawn: list[Deed]) -> Callable[[Revision], None]:
    """Return what a coder does: spans on fields of two incidents, some with a value, some with a status."""

    def revise(draft: Revision) -> None:
        reports = [draft.add_report().id for _ in range(1 + max(deed[1] for deed in drawn))]
        # An incident without anything in it is in no form but ours.
        for report in reports:
            draft.set_content(Slot("incident_label", report), FreeText(text="an incident"))
        for field, number, span, stance, sort in drawn:
            group = draft.add_group(reports[number], "victim_group").id if field == "vg_killed" else None
            slot = Slot(field, reports[number], group)
            draft.attach_evidence(slot, span, stance)
            if field == "killed_total" and sort > 2:
                draft.set_content(slot, Count(low=sort))
            elif field == "suicide" and sort > 2:
                draft.set_status(slot, Status.UNCLEAR)

    return revise


def without_outer_breaks(found: Counter[tuple[object, ...]]) -> Counter[tuple[object, ...]]:
    """Return spans as brat can hold them: without line ends and tabs at their ends, and none of nothing else."""
    kept: Counter[tuple[object, ...]] = Counter()
    for (field, start, _, quote, *rest), count in found.items():
        assert isinstance(start, int)
        assert isinstance(quote, str)
        words = quote.strip(BREAKS)
        if words:
            first = start + len(quote) - len(quote.lstrip(BREAKS))
            kept[field, first, first + len(words), words, *rest] += count
    return kept


@pytest.mark.parametrize("form", FILES)
@settings(
    max_examples=4,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(drawn=deeds)
def test_any_evidence_comes_back_as_it_went_out(
    tmp_path_factory: pytest.TempPathFactory, form: str, drawn: list[Deed]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    texts = {"a.txt": TEXT}
    with a_project(folder, "one", texts=texts) as one, a_project(folder, "two", coder="Cleo", texts=texts) as two:
        one.coding.revise(key_of(one, "a.txt"), "code", "code", revision_of(drawn))
        one.exports.export(folder / "out", [form])
        plan = two.coding_imports.plan(FILES[form](folder / "out"), form, None, "Ben")
        two.coding_imports.carry_out(plan)
        went, came = coding_of(one, "a.txt"), coding_of(two, "a.txt", "Ben")
        assert two.project.check() == ()
        if form == "brat":
            # Spans that differ by line ends only are one span of one value there.
            expected = without_outer_breaks(spans_of(went))
            assert set(spans_of(came, has_place=False)) == {
                (field, start, end, quote, stance) for field, start, end, quote, stance, *_ in expected
            }
        else:
            assert spans_of(came) == spans_of(went)
            assert contents_of(came) == contents_of(went)
            assert plan.not_taken == ()
