"""A report read by the default codebook's field ids: typed contents where something is coded, nothing where not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from annotator.domain.coding import Evidence, Stance, Value
from annotator.domain.values import (
    Content,
    Count,
    DateRange,
    EntityName,
    FreeText,
    Location,
    OneCategory,
    OrdinalLevel,
    Qualifier,
    SeveralCategories,
    Status,
    YesNo,
)
from annotator.formats.datasets.placement import Place, PlacedCoding, PlacedValue
from annotator.formats.datasets.source import CodedArticle

_AnyContent = TypeVar("_AnyContent", bound=Content)

NO_DAYS = DateRange()
NO_PLACE = Location()


class Answers:
    """The values at one place: an article, a report or a group."""

    def __init__(self, values: Sequence[PlacedValue]) -> None:
        self._values: dict[str, Value] = {}
        self._evidence: dict[str, Sequence[Evidence]] = {}
        for placed in values:
            self._values[placed.value.field] = placed.value
            self._evidence[placed.value.field] = placed.evidence

    def status(self, field: str) -> Status | None:
        """Return how a field was answered, None where nobody has touched it."""
        value = self._values.get(field)
        return None if value is None else value.status

    def count(self, field: str) -> Count | None:
        """Return a number as coded; a count without numbers or words counts as none."""
        found = self._content(field, Count)
        is_blank = found is not None and found == Count(qualifier=Qualifier.EXACT)
        return None if is_blank else found

    def category(self, field: str) -> str:
        """Return a category's id, empty where none is coded."""
        found = self._content(field, OneCategory)
        return found.category if found else ""

    def categories(self, field: str) -> tuple[str, ...]:
        """Return the ids of several categories in the coder's order."""
        found = self._content(field, SeveralCategories)
        return found.categories if found else ()

    def yes_no(self, field: str) -> bool | None:
        """Return a yes or no, None where neither is coded."""
        found = self._content(field, YesNo)
        return found.answer if found else None

    def level(self, field: str) -> int | None:
        """Return the step of an ordered scale."""
        found = self._content(field, OrdinalLevel)
        return found.level if found else None

    def text(self, field: str) -> str:
        """Return the coder's own words, empty where there are none."""
        found = self._content(field, FreeText)
        return found.text if found else ""

    def entity(self, field: str) -> EntityName | None:
        """Return an actor or thing."""
        return self._content(field, EntityName)

    def days(self, field: str) -> DateRange:
        """Return a date range, an empty one where none is coded."""
        return self._content(field, DateRange) or NO_DAYS

    def place(self, field: str) -> Location:
        """Return a place, an empty one where none is coded."""
        return self._content(field, Location) or NO_PLACE

    def evidence(self, field: str) -> Sequence[Evidence]:
        """Return the spans that support a field's value, in the order of the text."""
        return [one for one in self._evidence.get(field, ()) if one.stance is not Stance.CONTRADICTS]

    def _content(self, field: str, kind: type[_AnyContent]) -> _AnyContent | None:
        value = self._values.get(field)
        content = None if value is None else value.content
        return content if isinstance(content, kind) else None


class CodedReport(Answers):
    """One report with its groups and where it comes from."""

    def __init__(
        self, coded: CodedArticle, place: Place, number: int, by_place: dict[Place, list[PlacedValue]]
    ) -> None:
        super().__init__(by_place.get(place, ()))
        self.coded = coded
        self.report_id = str(place.report_id)
        self.number = number
        self._groups: dict[str, list[Answers]] = {}

    def groups(self, level: str) -> Sequence[Answers]:
        """Return the groups of one level in the window's order."""
        return self._groups.get(level, ())

    def add_group(self, level: str, answers: Answers) -> None:
        """Append a group."""
        self._groups.setdefault(level, []).append(answers)

    def names(self, level: str, field: str) -> tuple[str, ...]:
        """Return what an entity field of a level's groups is called, without repeats or empty names."""
        named = (name_of(group.entity(field)) for group in self.groups(level))
        return tuple(dict.fromkeys(name for name in named if name))


def reports_of(coded: CodedArticle) -> Iterator[CodedReport]:
    """Yield a coding's reports in tab order."""
    ranks = {field.id: rank for rank, field in enumerate(coded.codebook.fields)}
    placed = PlacedCoding(coded.coding, ranks)
    by_place: dict[Place, list[PlacedValue]] = {}
    for value in placed.values:
        by_place.setdefault(value.place, []).append(value)
    for number, place in enumerate(placed.reports, start=1):
        report = CodedReport(coded, place, number, by_place)
        for group in placed.groups[place]:
            report.add_group(group.level, Answers(by_place.get(group, ())))
        yield report


def name_of(entity: EntityName | None) -> str:
    """Return an entity's canonical name, or what the text calls it."""
    return "" if entity is None else entity.canonical or entity.verbatim
