"""The table of countries."""

from __future__ import annotations

import pytest

from annotator.formats.datasets.incident_forms.countries import COUNTRIES, Country, country_name


@pytest.mark.parametrize(
    "iso3, number, name",
    [
        ("ABW", 533, "Aruba"),
        ("AFG", 4, "Afghanistan"),
        ("BIH", 70, "Bosnia and Herzegovina"),
        ("CIV", 384, "Ivory Coast"),
        ("COD", 180, "Democratic Republic of the Congo"),
        ("MLI", 466, "Mali"),
        ("SLV", 222, "El Salvador"),
        ("USA", 840, "United States"),
        ("ZWE", 716, "Zimbabwe"),
    ],
)
def test_a_country_has_isos_number_and_an_everyday_name(iso3: str, number: int, name: str) -> None:
    assert COUNTRIES[iso3] == Country(iso3, number, name)
    assert country_name(iso3) == name


def test_every_country_of_iso_is_there_once() -> None:
    assert len(COUNTRIES) == 249
    assert len({country.number for country in COUNTRIES.values()}) == 249
    assert len({country.name for country in COUNTRIES.values()}) == 249


def test_letters_and_numbers_have_isos_shape() -> None:
    for iso3, country in COUNTRIES.items():
        assert iso3.isascii()
        assert iso3.isupper()
        assert len(iso3) == 3
        assert 0 < country.number < 1000
        assert country.name == country.name.strip()


@pytest.mark.parametrize("iso3", ["", "XKX", "ml"])
def test_letters_that_iso_does_not_list_stay(iso3: str) -> None:
    assert country_name(iso3) == iso3
