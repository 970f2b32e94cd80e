"""The citation file read by an independent YAML reader, and the licence's file."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st
from ruamel.yaml import YAML

from annotator.domain.errors import ExportError
from annotator.formats.replication.about import _KNOWN, USUAL_LICENCES, About, licence_named
from annotator.formats.replication.citation import citation_file, citation_sentence, licence_file, title_of
from tests.unit.formats.replication.making import ABOUT, ORIGIN


def parsed(about: About) -> Any:
    return YAML(typ="safe", pure=True).load(citation_file(about, ORIGIN))


def test_the_citation_file_says_title_authors_version_day_and_licence() -> None:
    assert parsed(ABOUT) == {
        "cff-version": "1.2.0",
        "type": "dataset",
        "message": "If you use this dataset, please cite it as below.",
        "title": "Raids",
        "authors": [{"family-names": "Family", "given-names": "Given"}, {"name": "A group"}],
        "version": "42",
        "date-released": dt.date(2024, 6, 2),
        "license": "CC-BY-4.0",
        "identifiers": [
            {
                "type": "other",
                "value": f"sha256:{'a' * 64}",
                "description": "Hash of the last event of the project it was made from.",
            }
        ],
    }


def test_without_title_authors_and_licence_the_file_is_still_one() -> None:
    found = parsed(About())
    assert found["title"] == "Raids 2024"
    assert found["authors"] == [{"name": "The authors of “Raids 2024”"}]
    assert "license" not in found


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_any_title_comes_back_from_a_yaml_reader(text: str) -> None:
    about = About(title=text, authors=(text,))
    assert parsed(about)["title"] == title_of(about, ORIGIN)


@pytest.mark.parametrize(
    ("author", "said"),
    [
        ("Family, Given", {"family-names": "Family", "given-names": "Given"}),
        ("Family,  Given  Middle", {"family-names": "Family", "given-names": "Given Middle"}),
        ("Institute of Peace", {"name": "Institute of Peace"}),
        ("Alone,", {"name": "Alone"}),
        (", Alone", {"name": "Alone"}),
        ('A "quoted": name # x', {"name": 'A "quoted": name # x'}),
    ],
)
def test_an_author_is_a_person_or_a_group(author: str, said: dict[str, str]) -> None:
    assert parsed(About(authors=(author,)))["authors"] == [said]


def test_the_sentence_names_authors_year_title_and_version() -> None:
    assert citation_sentence(ABOUT, ORIGIN) == "Family, Given; A group (2024). Raids (version 42) [Data set]."


@pytest.mark.parametrize(
    ("asked", "identifier", "address"),
    [
        ("CC-BY-4.0", "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/legalcode"),
        ("cc0-1.0", "CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/legalcode"),
        ("MIT", "MIT", "https://spdx.org/licenses/MIT.html"),
        ("odc-by-1.0", "ODC-By-1.0", "https://spdx.org/licenses/ODC-By-1.0.html"),
    ],
)
def test_a_licence_is_known_by_its_identifier(asked: str, identifier: str, address: str) -> None:
    licence = licence_named(asked)
    assert licence is not None
    assert (licence.identifier, licence.address) == (identifier, address)
    assert address in licence_file(replace(ABOUT, licence=licence))


@pytest.mark.parametrize("wrong", ["CC BY 4.0", "-", "a\nb", "x" * 65, "ünknown", "../x", "MIT+", "GPL-2.0+", "(MIT)"])
def test_what_is_no_identifier_is_refused(wrong: str) -> None:
    with pytest.raises(ExportError, match="no licence identifier"):
        licence_named(wrong)


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("NOPE", ()),
        ("CC-BY-4", ("CC-BY-4.0",)),
        ("ccby4.0", ("CC-BY-4.0",)),
        ("ODBL", ("ODbL-1.0",)),
        ("odc-by", ("ODC-By-1.0",)),
        ("Apache2", ("Apache-2.0",)),
        ("LicenseRef-Ours", ()),
        ("licenseref-ours", ()),
        ("or", ()),
        ("AND", ()),
        ("with", ()),
    ],
)
def test_a_licence_spdx_has_not_is_refused_with_those_like_it_and_a_way_out(wrong: str, near: tuple[str, ...]) -> None:
    with pytest.raises(ExportError, match=f"The SPDX list has no licence {wrong}") as refusal:
        licence_named(wrong)
    assert all(name in refusal.value.remedy for name in near)
    assert "a licence of your own" in refusal.value.remedy


def test_every_licence_that_is_explained_is_one_of_the_list() -> None:
    for name in _KNOWN:
        found = licence_named(name.upper())
        assert found is not None
        assert (found.identifier, found.address) == (name, _KNOWN[name][1])


@pytest.mark.parametrize("name", USUAL_LICENCES)
def test_every_licence_that_is_offered_can_be_given(name: str) -> None:
    found = licence_named(name)
    assert found is not None
    assert found.identifier == name


def test_each_licence_is_offered_once() -> None:
    assert len({name.casefold() for name in USUAL_LICENCES}) == len(USUAL_LICENCES)


def test_without_a_licence_the_file_says_that_none_was_chosen() -> None:
    assert licence_named("") is None
    assert licence_file(About()).startswith("No licence was chosen")


def test_the_articles_texts_are_never_licensed() -> None:
    for about in (About(), ABOUT):
        assert "The texts of the articles" in licence_file(about)
