"""Codebooks without the fields of a form are refused by name."""

from __future__ import annotations

import pytest

from annotator.domain.codebook import ARTICLE_LEVEL, Codebook, Field
from annotator.domain.errors import ExportError
from annotator.domain.values import FieldType
from annotator.formats.datasets.incident_forms.event_report import FIELDS
from annotator.formats.datasets.incident_forms.needed_fields import (
    DEFAULT_FIELDS,
    NeededFields,
    Standing,
    missing_fields,
)
from annotator.formats.datasets.incident_forms.writers import incident_writers
from tests.unit.formats.datasets.making import a_codebook
from tests.unit.formats.incident_forms.making import the_codebook


def with_field(codebook: Codebook, field: Field) -> Codebook:
    fields = tuple(field if one.id == field.id else one for one in codebook.fields)
    changed = codebook.model_copy(update={"fields": fields})
    changed.__dict__.pop("fields_by_id", None)  # the copy takes over what the original has worked out
    return changed


def a_count(id_: str, level: str = "incident", type_: FieldType = FieldType.COUNT) -> Field:
    return Field(id=id_, label="Killed", level=level, section="toll", type=type_)


def test_the_catalogue_is_that_of_the_default_codebook() -> None:
    known = the_codebook().fields_by_id
    for name, standing in DEFAULT_FIELDS.items():
        assert Standing(known[name].level, known[name].type) == standing, name


def test_the_default_codebook_lacks_nothing() -> None:
    assert missing_fields(the_codebook(), tuple(DEFAULT_FIELDS)) == []


@pytest.mark.parametrize(
    "field, is_missing",
    [
        (a_count("killed_total"), False),
        (a_count("killed_total", type_=FieldType.TEXT), True),
        (a_count("killed_total", ARTICLE_LEVEL), True),
    ],
)
def test_a_field_of_another_type_or_level_is_missing(field: Field, is_missing: bool) -> None:
    found = missing_fields(with_field(the_codebook(), field), ["killed_total", "focus"])
    assert found == (["killed_total (count, incident)"] if is_missing else [])


def test_a_codebook_without_the_fields_is_refused_with_their_names_and_a_way_out() -> None:
    needed = NeededFields("GTD", ["incident_date", "killed_total"])
    with pytest.raises(ExportError) as refusal:
        needed.check(a_codebook())
    told = refusal.value
    assert "raids, version 2" in told.message
    assert "incident_date (date range, incident), killed_total (count, incident)" in told.message
    assert told.kept == "Nothing was written."
    assert "general form" in told.remedy


def test_the_fields_without_a_place_are_told_once() -> None:
    needed = NeededFields("GTD", [name for name in DEFAULT_FIELDS if name != "toll_scope"])
    needed.take(needed.check(the_codebook()))
    needed.take(needed.check(the_codebook()))
    (sentence,) = needed.remarks()
    assert sentence.startswith("GTD has no place of its own for the fields ")
    assert "toll_scope" in sentence
    assert "killed_total" not in sentence


def test_a_field_that_only_decides_has_no_place_either() -> None:
    needed = NeededFields("All", tuple(DEFAULT_FIELDS), ["stage"])
    needed.take(needed.check(the_codebook()))
    (sentence,) = needed.remarks()
    assert "stage" in sentence
    assert "focus" not in sentence


def test_what_a_form_only_asks_is_among_what_it_reads() -> None:
    for writer in incident_writers.values():
        form = getattr(writer, "form", None)
        assert set(getattr(form, "asked", ())) <= set(getattr(form, "fields", ()))


def test_a_form_that_carries_everything_has_nothing_to_tell() -> None:
    assert NeededFields("All", tuple(DEFAULT_FIELDS)).remarks() == ()


def test_every_field_that_a_form_reads_is_in_the_catalogue() -> None:
    read = {*FIELDS}
    for writer in incident_writers.values():
        read |= set(getattr(getattr(writer, "form", None), "fields", ()))
    assert read <= set(DEFAULT_FIELDS)
