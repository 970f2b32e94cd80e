"""GUIDs and names that are given once."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given, strategies as st

from annotator.domain.ids import new_id
from annotator.formats.datasets.refi_qda.guids import NAMESPACE, UniqueNames, derived_guid, guid_of


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_a_derived_guid_is_the_one_the_standard_library_makes(names: list[str]) -> None:
    kind, *rest = names
    assert derived_guid(kind, *rest) == str(uuid.uuid5(NAMESPACE, "\n".join(names)))


def test_an_id_that_is_a_uuid_stays() -> None:
    record_id = new_id()
    assert guid_of("article", record_id) == record_id


@pytest.mark.parametrize(
    "record_id",
    [
        "",
        "article-1",
        str(uuid.UUID(int=5)).upper().replace("0", "A"),
        f"{{{uuid.UUID(int=5)}}}",
        f"{uuid.UUID(int=5)}\n",
    ],
)
def test_another_id_gets_a_guid_of_its_own(record_id: str) -> None:
    made = guid_of("article", record_id)
    assert made != record_id
    assert uuid.UUID(made).version == 5
    assert made != guid_of("note", record_id)


@given(st.lists(st.sampled_from(["a", "A", "b", "a (2)", "A (2)", "a (3)", ""]), max_size=30))
def test_names_are_unique_whatever_their_case_and_begin_as_asked(wanted: list[str]) -> None:
    names = UniqueNames()
    given_out = [names.unique(name) for name in wanted]
    folded = [name.casefold() for name in given_out]
    assert len(set(folded)) == len(folded)
    assert all(made.startswith(name) for made, name in zip(given_out, wanted, strict=True))


def test_a_name_nobody_has_is_left_as_it_is() -> None:
    names = UniqueNames()
    assert [names.unique(name) for name in ("Raid", "raid", "Raid", "Other")] == [
        "Raid",
        "raid (2)",
        "Raid (3)",
        "Other",
    ]


def test_a_thousand_of_one_name_are_numbered_through() -> None:
    names = UniqueNames()
    assert [names.unique("x") for _ in range(1000)][-1] == "x (1000)"
