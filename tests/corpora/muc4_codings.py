"""Answer keys of MUC-3/4 as codings under the default codebook, and how two templates are compared slot by slot.

A key says more than the codebook asks for, and less: what has no field is left out here, and nothing is smuggled into
fields that mean something else. An optional filler (``?``) is taken as filled; of alternatives the first is taken, as a
coder would have to.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from annotator.domain.article import Article, Metadata
from annotator.domain.codebook import Codebook
from annotator.domain.coding import Coder, Coding, CodingHeader, Evidence, Group, Report, Value
from annotator.domain.ids import (
    ArticleId,
    CodebookId,
    CoderId,
    CodingId,
    EvidenceId,
    GroupId,
    ImportId,
    ReportId,
    ValueId,
)
from annotator.domain.text import Span, quote_at, text_hash
from annotator.domain.values import (
    Content,
    Count,
    DateRange,
    EntityName,
    Location,
    OneCategory,
    Qualifier,
    SeveralCategories,
)
from annotator.formats.datasets.incident_forms.countries import COUNTRIES
from annotator.formats.datasets.source import CodedArticle
from tests.corpora.muc4 import Muc4Record, article_draft

CODER: Final = Coder(id=CoderId("key"), name="Answer key")

_STRING = re.compile(r'"((?:\\.|[^"\\])*)"')
_DAY = re.compile(r"(\d{1,2}) ([A-Z]{3})[A-Z]* (\d\d)")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_KIND = re.compile(r"\s*\([^()]*\)")

TACTICS: Final[Mapping[str, tuple[str, ...]]] = {
    "ATTACK": ("armed_assault",),
    "BOMBING": ("bombing_explosion",),
    "KIDNAPPING": ("kidnapping",),
    "HIJACKING": ("hijacking",),
    "ARSON": ("facility_infrastructure",),
}
ATTRIBUTIONS: Final[Mapping[str, str]] = {
    "REPORTED AS FACT": "reported_as_fact",
    "CLAIMED OR ADMITTED": "claimed_by_perpetrator",
    "SUSPECTED OR ACCUSED BY AUTHORITIES": "accused_by_authorities",
    "SUSPECTED OR ACCUSED": "accused_by_others",
    "POSSIBLE": "possible",
    "ACQUITTED": "denied_or_acquitted",
}
ACTORS: Final[Mapping[str, str]] = {"TERRORIST ACT": "rebel_group", "STATE-SPONSORED VIOLENCE": "state_forces"}
PEOPLE: Final[Mapping[str, str]] = {
    "CIVILIAN": "civilians",
    "ACTIVE MILITARY": "soldiers",
    "FORMER ACTIVE MILITARY": "civilians",
    "LAW ENFORCEMENT": "police_security",
    "SECURITY GUARD": "police_security",
    "GOVERNMENT OFFICIAL": "officials",
    "FORMER GOVERNMENT OFFICIAL": "civilians",
    "POLITICAL FIGURE": "officials",
    "LEGAL OR JUDICIAL": "officials",
    "DIPLOMAT": "officials",
}
WEAPONS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("GUN", "MACHINE GUN", "RIFLE", "HANDGUN"), "firearms"),
    **dict.fromkeys(("BOMB", "EXPLOSIVE", "DYNAMITE"), "explosives_ied"),
    **dict.fromkeys(("MORTAR", "PROJECTILE", "ROCKET", "MISSILE"), "explosives_projectile"),
    **dict.fromkeys(("FIRE", "MOLOTOV COCKTAIL"), "incendiary"),
    **dict.fromkeys(("CUTTING DEVICE", "STONE", "CLUB"), "melee"),
    "VEHICLE BOMB": "explosives_vehicle",
    "AERIAL BOMB": "air_or_drone",
    "GRENADE": "grenade",
    "MINE": "mine",
    "TORTURE": "other",
}
BUILDINGS: Final[Mapping[str, str]] = {
    "CIVILIAN RESIDENCE": "private_citizens_property",
    "COMMERCIAL": "business",
    "COMMUNICATIONS": "telecommunication",
    "DIPLOMAT OFFICE OR RESIDENCE": "government_diplomatic",
    "ENERGY": "utilities",
    "FINANCIAL": "business",
    "LAW ENFORCEMENT FACILITY": "police",
    "GOVERNMENT OFFICE OR RESIDENCE": "government_general",
    "POLITICAL FIGURE OFFICE OR RESIDENCE": "government_general",
    "ORGANIZATION OFFICE": "ngo",
    "TRANSPORT VEHICLE": "transportation",
    "TRANSPORTATION FACILITY": "airports_aircraft",
    "TRANSPORTATION ROUTE": "transportation",
    "WATER": "food_water",
    "OTHER": "other",
}
DAMAGES: Final[Mapping[str, str]] = {"DESTROYED": "destroyed", "SOME DAMAGE": "some", "NO DAMAGE": "none"}
_ISO3 = {country.name.upper(): country.iso3 for country in COUNTRIES.values()}


# Fillers


@dataclass(frozen=True, slots=True)
class Filler:
    """One line of a slot: values before the colon (alternatives), strings, and the strings it refers to."""

    values: tuple[str, ...]
    strings: tuple[str, ...]
    references: frozenset[str] = frozenset()

    def matches(self, other: Filler) -> bool:
        """Tell whether another filler says the same, one of the alternatives being enough."""
        if set(self.references) != set(other.references):
            return False
        return bool(set(self.values) & set(other.values)) or bool(set(self.strings) & set(other.strings))


def read_filler(raw: str) -> Filler:
    """Return a line of a key taken apart; ``?`` and brackets around alternatives are dropped."""
    head, references = _split(raw.strip().removeprefix("?").strip())
    strings = tuple(_unescaped(text) for text in _STRING.findall(head))
    bare = _STRING.sub("", head)
    values = tuple(value for part in bare.split(" / ") if (value := part.strip(" ()/?")))
    return Filler(() if strings else values, strings, references)


def _split(raw: str) -> tuple[str, frozenset[str]]:
    """Return what stands before the colon that refers to a string, and those strings."""
    hidden = _STRING.sub(lambda found: "x" * len(found.group()), raw)
    match = re.search(r"\s*:\s*(?=x|-\s*$)", hidden)
    if match is None:
        return raw, frozenset()
    references = frozenset(_unescaped(text) for text in _STRING.findall(raw[match.end() :]))
    return raw[: match.start()], references - {"-"}


def _unescaped(text: str) -> str:
    return " ".join(re.sub(r"\\(.)", r"\1", text).split())


def read_days(raw: str) -> DateRange | None:
    """Return a date slot's first alternative as a range; None where it has no day of the calendar."""
    first = raw.split(" / ", maxsplit=1)[0].strip(" ()?").upper()
    try:
        found = [_day(*match) for match in _DAY.findall(first)]
    except ValueError:  # some keys have a 31 November
        return None
    if not found:
        return None
    if first.startswith("-"):
        return DateRange(end=found[0], precision=9)
    start, end = found[0], found[-1]
    length = (end - start).days + 1
    precision = next(code for code, most in ((1, 1), (2, 6), (3, 7), (4, 31), (5, 366), (9, length)) if length <= most)
    return DateRange(start=start, end=end, precision=precision)


def _day(day: str, month: str, year: str) -> dt.date:
    return dt.date(1900 + int(year), _MONTHS.index(month) + 1, int(day))


def read_place(raw: str) -> Location:
    """Return a location slot's first alternative: country, up to three areas, the smallest name."""
    first = raw.split(" / ", maxsplit=1)[0].strip(" ?").removeprefix("(")
    country, *areas = (_KIND.sub("", part).strip(" -()") for part in first.split(":"))
    name = areas.pop() if areas else ""
    admin1, admin2, admin3 = (*areas[:3], "", "", "")[:3]
    iso3 = _ISO3.get(country, "")
    precision = 1 if name else 6
    return Location(name=name, admin1=admin1, admin2=admin2, admin3=admin3, country_iso3=iso3, precision=precision)


def read_number(value: str) -> Count | None:
    """Return a number slot's value; None for null."""
    if value == "PLURAL":
        return Count(qualifier=Qualifier.PLURAL_UNSPECIFIED)
    if (match := re.fullmatch(r"(\d+)-(\d+)", value)) is not None:
        return Count(low=int(match[1]), high=int(match[2]), qualifier=Qualifier.RANGE)
    match = re.fullmatch(r"(~|-)?(\d+)(-)?", value)
    if match is None:
        return None
    number = int(match[2])
    if match[1] == "~":
        return Count(best=number, qualifier=Qualifier.ABOUT)
    if match[1] == "-":
        return Count(high=number, qualifier=Qualifier.AT_MOST)
    if match[3]:
        return Count(low=number, best=number, qualifier=Qualifier.AT_LEAST)
    return Count(low=number, best=number, high=number)


# Codings


def coded_key(record: Muc4Record, codebook: Codebook) -> CodedArticle:
    """Return a text with the coding its answer key comes to; optional templates included."""
    draft = article_draft(record)
    article = Article(
        id=ArticleId(record.docid),
        import_id=ImportId("muc4"),
        text=record.text,
        sha256=text_hash(record.text),
        file_name=draft["file_name"],
        metadata=Metadata.model_validate(draft["metadata"]),
    )
    maker = _Maker(article)
    for position, template in enumerate(record.templates):
        _code_template(maker, position, template["slots"])
    coding = Coding(maker.header).with_entities(maker.records)
    return CodedArticle(article, CODER, coding, codebook)


@dataclass
class _Maker:
    """Collects the records of one coding; ids count up."""

    article: Article
    records: list[Any] = field(default_factory=list)
    report_id: ReportId | None = None

    @property
    def header(self) -> CodingHeader:
        return CodingHeader(
            id=CodingId(f"{self.article.id}/coding"),
            article_id=self.article.id,
            coder_id=CODER.id,
            codebook_id=CodebookId("incident"),
        )

    def begin_report(self, position: int) -> None:
        report = Report(id=ReportId(self._next("report")), coding_id=self.header.id, position=position)
        self.records.append(report)
        self.report_id = report.id

    def group(self, level: str) -> GroupId:
        assert self.report_id is not None
        group = Group(
            id=GroupId(self._next(level)),
            coding_id=self.header.id,
            report_id=self.report_id,
            level=level,
            position=len(self.records),
        )
        self.records.append(group)
        return group.id

    def put(
        self, name: str, content: Content | None, group_id: GroupId | None = None, spans: Iterable[Span] = ()
    ) -> None:
        """Answer a field of the report or group; nothing is done for no content."""
        if content is None:
            return
        value = Value(
            id=ValueId(self._next("value")),
            coding_id=self.header.id,
            report_id=self.report_id,
            group_id=group_id,
            field=name,
            content=content,
        )
        self.records.append(value)
        self.records += (self._evidence(value, span) for span in dict.fromkeys(spans))

    def _evidence(self, value: Value, span: Span) -> Evidence:
        quote = quote_at(self.article.text, span)
        return Evidence(
            id=EvidenceId(f"{value.id}/{span.start:06}"),
            coding_id=self.header.id,
            value_id=value.id,
            start=span.start,
            end=span.end,
            quote=quote.exact,
            prefix=quote.prefix,
            suffix=quote.suffix,
        )

    def _next(self, kind: str) -> str:
        return f"{self.article.id}/{kind}-{len(self.records):04}"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A filler with the first place in the text of each of its strings."""

    filler: Filler
    spans: Mapping[str, Span]


class _Key:
    """The slots of one template."""

    def __init__(self, slots: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self._slots = slots

    def raw(self, slot: str) -> str:
        """Return the first line of a slot, empty where it is null."""
        fillers = self._slots.get(slot, ())
        return str(fillers[0]["raw"]) if fillers else ""

    def entries(self, slot: str) -> list[_Entry]:
        return [_Entry(read_filler(one["raw"]), _first_spans(one)) for one in self._slots.get(slot, ())]

    def about(self, slot: str, strings: Iterable[str]) -> list[str]:
        """Return the first value of every line of a slot that refers to one of these strings."""
        named = set(strings)
        return [
            entry.filler.values[0]
            for entry in self.entries(slot)
            if entry.filler.values and entry.filler.references & named
        ]


def _first_spans(filler: Mapping[str, Any]) -> dict[str, Span]:
    return {
        " ".join(mention["string"].split()): Span(*mention["spans"][0])
        for mention in filler.get("mentions", ())
        if mention["spans"]
    }


def _code_template(maker: _Maker, position: int, slots: Mapping[str, Any]) -> None:
    key = _Key(slots)
    maker.begin_report(position)
    maker.put("incident_date", read_days(key.raw("incident_date")))
    if key.raw("incident_location"):
        maker.put("location", read_place(key.raw("incident_location")))
    type_ = key.raw("incident_type")
    maker.put("tactic", SeveralCategories(categories=TACTICS.get(type_, ("unknown",))))
    stage = key.raw("incident_stage_of_execution").split(" / ")[0].lower()
    maker.put("stage", OneCategory(category=stage))
    _code_weapons(maker, key, type_)
    _code_perpetrators(maker, key)
    _code_physical_targets(maker, key)
    _code_people(maker, key, type_)


def _code_weapons(maker: _Maker, key: _Key, type_: str) -> None:
    types = [entry.filler.values[0] for entry in key.entries("incident_instrument_type") if entry.filler.values]
    chosen = dict.fromkeys(WEAPONS.get(name, "other") for name in types)
    if type_ == "ARSON":
        chosen["incendiary"] = None
    spans = [span for entry in key.entries("incident_instrument_id") for span in entry.spans.values()]
    if chosen or spans:
        maker.put("weapon", SeveralCategories(categories=tuple(chosen) or ("unknown",)), spans=spans)


def _code_perpetrators(maker: _Maker, key: _Key) -> None:
    category = next(iter(read_filler(key.raw("perp_incident_category")).values), "")
    actor = ACTORS.get(category, "")
    is_known = False
    for slot in ("perp_individual_id", "perp_organization_id"):
        for entry in key.entries(slot):
            is_known = True
            _code_perpetrator(maker, key, entry, slot, actor)
    if actor and not is_known:
        maker.put("perp_actor", EntityName(entity_type=actor), maker.group("perpetrator"))


def _code_perpetrator(maker: _Maker, key: _Key, entry: _Entry, slot: str, actor: str) -> None:
    first, *others = entry.filler.strings or entry.filler.values
    canonical = first if slot == "perp_organization_id" else ""
    entity = EntityName(verbatim=first, canonical=canonical, aliases=tuple(others), entity_type=actor)
    group_id = maker.group("perpetrator")
    maker.put("perp_actor", entity, group_id, entry.spans.values())
    if canonical:
        confidence = key.about("perp_organization_confidence", entry.filler.strings)
        attribution = ATTRIBUTIONS.get(confidence[0]) if confidence else None
        maker.put("perp_attribution", OneCategory(category=attribution) if attribution else None, group_id)


def _code_physical_targets(maker: _Maker, key: _Key) -> None:
    for entry in key.entries("phys_tgt_id"):
        first, *others = entry.filler.strings or entry.filler.values
        entity = EntityName(verbatim=first, aliases=tuple(others))
        maker.put("target", entity, maker.group("target"), entry.spans.values())
    types = [entry.filler.values[0] for entry in key.entries("phys_tgt_type") if entry.filler.values]
    chosen = tuple(dict.fromkeys(BUILDINGS.get(name, "other") for name in types))[:3]
    maker.put("target_type", SeveralCategories(categories=chosen) if chosen else None)
    effects = {entry.filler.values[0] for entry in key.entries("phys_tgt_effect_of_incident") if entry.filler.values}
    damage = next((damage for effect, damage in DAMAGES.items() if effect in effects), None)
    maker.put("property_damage", OneCategory(category=damage) if damage else None)


def _code_people(maker: _Maker, key: _Key, type_: str) -> None:
    names = key.entries("hum_tgt_name")
    described = key.entries("hum_tgt_description")
    for name in names:
        mine = [entry for entry in described if entry.filler.references & set(name.filler.strings)]
        _code_group(maker, key, type_, name, mine)
    for entry in described:
        if not entry.filler.references:
            _code_group(maker, key, type_, None, [entry])


def _code_group(maker: _Maker, key: _Key, type_: str, name: _Entry | None, described: Sequence[_Entry]) -> None:
    entries = (*([name] if name else []), *described)
    strings = [text for entry in entries for text in entry.filler.strings]
    spans = [span for entry in entries for span in entry.spans.values()]
    group_id = maker.group("victim_group")
    types = key.about("hum_tgt_type", strings)
    people = PEOPLE.get(types[0], "unspecified") if types else "unspecified"
    maker.put("vg_type", OneCategory(category=people), group_id, spans)
    if name is not None and name.filler.strings:
        first, *others = name.filler.strings
        entity = EntityName(verbatim=first, canonical=first, aliases=tuple(others))
        maker.put("target", entity, maker.group("target"), name.spans.values())
    numbers = key.about("hum_tgt_number", strings)
    number = read_number(numbers[0]) if numbers else None
    for field_name, count in _fates(key.about("hum_tgt_effect_of_incident", strings), number, type_):
        maker.put(field_name, count, group_id)


def _fates(effects: Sequence[str], number: Count | None, type_: str) -> Iterator[tuple[str, Count | None]]:
    """Yield the counts that a number with these effects comes to."""
    none = Count(low=0, best=0, high=0, qualifier=Qualifier.NONE_REPORTED)
    if "DEATH" in effects:
        yield "vg_killed", number
    elif "INJURY" in effects:
        yield "vg_wounded", number
    else:
        if type_ == "KIDNAPPING":
            yield "vg_missing", number
        if effects and effects[0] in ("NO INJURY OR DEATH", "NO DEATH"):
            yield "vg_killed", none
        if effects and effects[0] in ("NO INJURY OR DEATH", "NO INJURY"):
            yield "vg_wounded", none


# Comparison


def reproduced(key: Sequence[str], made: Sequence[str]) -> int:
    """Return how many of a key's lines an exported slot says again, each exported line counting once."""
    left = [read_filler(line) for line in made if line not in ("-", "*")]
    found = 0
    for wanted in (read_filler(line) for line in key):
        match = next((one for one in left if wanted.matches(one)), None)
        if match is not None:
            left.remove(match)
            found += 1
    return found


def without_kinds(raw: str) -> str:
    """Return a location slot's first alternative without the kinds of its areas, for which there is no field."""
    areas = _KIND.sub("", raw.split(" / ", maxsplit=1)[0]).split(":")
    return ":".join(area.strip(" ?()") for area in areas)


def slot_key(slot: str) -> str:
    """Return the name the corpus has for a slot: ``hum_tgt_number`` for ``HUM TGT: NUMBER``."""
    return re.sub(r"[^a-z]+", "_", slot.lower()).strip("_")
