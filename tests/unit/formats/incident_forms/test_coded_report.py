"""Reading a report by field: what is coded, in its type, and nothing where nothing is."""

from __future__ import annotations

import pytest

from annotator.domain.values import (
    EntityName,
    FreeText,
    MarkedSpan,
    OrdinalLevel,
    Qualifier,
    SeveralCategories,
    Status,
    YesNo,
)
from annotator.formats.datasets.incident_forms.coded_report import (
    NO_DAYS,
    NO_PLACE,
    CodedReport,
    name_of,
    reports_of,
)
from tests.drafts import Answer, Draft, count, draft_of, exactly, one
from tests.unit.formats.incident_forms.making import TOWN, a_target, actor, coded, days, report


def empty_report() -> CodedReport:
    draft = Draft()
    draft.report()
    (only,) = reports_of(coded(draft))
    return only


def test_an_untouched_report_has_nothing_in_any_type() -> None:
    made = empty_report()
    assert (made.count("killed_total"), made.entity("target"), made.yes_no("suicide")) == (None, None, None)
    assert (made.category("focus"), made.categories("tactic"), made.text("coder_note")) == ("", (), "")
    assert (made.days("incident_date"), made.place("location")) == (NO_DAYS, NO_PLACE)
    assert (made.level("coder_confidence"), made.status("focus"), made.evidence("trigger")) == (None, None, [])
    assert made.groups("victim_group") == ()


def test_each_type_is_read_as_coded() -> None:
    made = report(
        {
            "killed_total": exactly(4),
            "focus": one("secondary"),
            "tactic": SeveralCategories(categories=("armed_assault", "unknown")),
            "suicide": YesNo(answer=False),
            "coder_note": FreeText(text="a note"),
            "coder_confidence": OrdinalLevel(level=2),
            "incident_date": days("2021-05-01"),
        }
    )
    assert made.count("killed_total") == exactly(4)
    assert (made.category("focus"), made.categories("tactic")) == ("secondary", ("armed_assault", "unknown"))
    assert (made.yes_no("suicide"), made.text("coder_note"), made.level("coder_confidence")) == (False, "a note", 2)
    assert (made.days("incident_date"), made.place("location")) == (days("2021-05-01"), TOWN)


@pytest.mark.parametrize("status", [Status.NOT_MENTIONED, Status.UNCLEAR, Status.NOT_APPLICABLE])
def test_a_status_is_told_and_is_no_content(status: Status) -> None:
    made = report({"killed_total": status})
    assert (made.status("killed_total"), made.count("killed_total")) == (status, None)


def test_a_content_of_another_type_is_not_taken_for_one() -> None:
    made = report({"trigger": MarkedSpan()})
    assert (made.count("trigger"), made.category("trigger"), made.text("trigger")) == (None, "", "")


@pytest.mark.parametrize("answer, is_there", [(count(None, None, None), False), (exactly(0), True)])
def test_an_exact_count_without_a_number_is_none_but_zero_is_one(answer: Answer, is_there: bool) -> None:
    assert (report({"killed_total": answer}).count("killed_total") is not None) is is_there


def test_a_count_of_words_is_there() -> None:
    words = count(None, None, None, Qualifier.DOZENS)
    assert report({"killed_total": words}).count("killed_total") == words


def test_groups_are_read_by_level_and_in_order() -> None:
    made = report({}, actor("B"), a_target("post"), actor("A"), actor("B"))
    assert [name_of(group.entity("perp_actor")) for group in made.groups("perpetrator")] == ["B", "A", "B"]
    assert made.names("perpetrator", "perp_actor") == ("B", "A")
    assert made.names("target", "target") == ("post",)
    assert made.names("claim", "claimant") == ()


@pytest.mark.parametrize(
    "entity, name",
    [
        (EntityName(verbatim="the front", canonical="Front"), "Front"),
        (EntityName(verbatim="gunmen"), "gunmen"),
        (EntityName(), ""),
        (None, ""),
    ],
)
def test_an_entity_goes_by_its_canonical_name(entity: EntityName | None, name: str) -> None:
    assert name_of(entity) == name


def test_reports_come_in_tab_order_with_their_numbers_and_evidence() -> None:
    draft = draft_of({"killed_total": exactly(1)})
    draft.complete_report({"killed_total": exactly(2)})
    first, second = reports_of(coded(draft))
    assert [made.number for made in (first, second)] == [1, 2]
    assert [made.count("killed_total") for made in (first, second)] == [exactly(1), exactly(2)]
    assert [one_span.quote for one_span in first.evidence("killed_total")] == ["Gunmen"]
    assert first.report_id != second.report_id


def test_an_article_without_an_incident_has_no_reports() -> None:
    assert list(reports_of(coded(Draft()))) == []
