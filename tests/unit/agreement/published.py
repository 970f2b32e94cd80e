"""How each metric named in `agreement_cases.json` is asked of this package.

Every function takes one case and its datasets and returns the answer in the form of the case's ``expected``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from operator import add
from typing import Any, TypeAlias

import numpy as np

from annotator.agreement import bootstrap, gamma, kappa, members, spans, unitizing, unitizing_legacy, variance
from annotator.agreement.alpha import category_alpha, krippendorff_alpha, observed_agreement
from annotator.agreement.detection import best_pairs, detection
from annotator.agreement.distances import set_distances
from annotator.agreement.outcome import Outcome, Undefined
from annotator.agreement.ratings import Floats, Level, Ratings
from annotator.agreement.segmentation import compare_segmentations
from annotator.agreement.spans import Mark, Matched
from annotator.agreement.tally import Tally
from annotator.domain.text import Span

Json: TypeAlias = Any
Incident: TypeAlias = Mapping[str, Json]


@dataclass(frozen=True)
class Case:
    """One case of the file with the datasets it may refer to."""

    id: str
    metric: str
    params: Mapping[str, Json]
    input: Mapping[str, Json]
    expected: Mapping[str, Json]
    tolerance: float
    datasets: Mapping[str, Json]

    @property
    def units(self) -> Json:
        """The ratings, units × coders, of the case or its dataset."""
        return self.input["units"] if "units" in self.input else self.datasets[self.input["dataset"]]["units"]

    def ratings(self, level: Level = Level.NOMINAL) -> Ratings:
        """The ratings at a level, each unit an article of its own."""
        categories = self.params.get("categories") or ()
        table = self.params.get("distance")
        if table is not None:
            categories = categories or sorted({value for unit in self.units for value in unit})
        units = [[frozenset(v) if isinstance(v, list) else v for v in unit] for unit in self.units]
        return Ratings.of(units, level, values=categories, distances=_table(table, categories))


def _table(distances: Mapping[str, float] | None, categories: Sequence[str]) -> Floats | None:
    if distances is None:
        return None
    table = np.zeros((len(categories), len(categories)))
    for names, apart in distances.items():
        row, column = (categories.index(name) for name in names.split("|"))
        table[row, column] = table[column, row] = apart
    return table


def shown(outcome: Outcome) -> dict[str, Json]:
    """Return an outcome in the form of the file."""
    return {"status": f"undefined:{outcome.reason}"} if isinstance(outcome, Undefined) else {"value": outcome.value}


def of_tally(make: Callable[[Case], Tally]) -> Callable[[Case], Json]:
    """Answer with the outcome of a tally."""
    return lambda case: shown(make(case).outcome())


def _weights(case: Case) -> kappa.Weights:
    return kappa.Weights(case.params.get("weights") or "identity")


def _percent(case: Case) -> Tally:
    by_alpha = case.params["weighting"] == "alpha"
    return observed_agreement(case.ratings()) if by_alpha else kappa.percent_agreement(case.ratings())


def _number(value: float | Undefined) -> float | None:
    return None if isinstance(value, Undefined) else value


def _prf(matched: Matched) -> dict[str, float | None]:
    return {"p": _number(matched.precision), "r": _number(matched.recall), "f1": _number(matched.f1)}


def _spans(case: Case) -> Json:
    first, second = ([Mark(*mark) for mark in case.input[side]] for side in "AB")
    measures = {
        "exact": spans.exact,
        "overlap": spans.overlapping,
        "iou_weighted": spans.by_overlap,
        "char": spans.by_character,
    }
    plain = {name: _prf(measure(first, second)) for name, measure in measures.items()}
    bare = (spans.unlabelled(first), spans.unlabelled(second))
    return plain | {f"{name}_ignoring_label": _prf(measure(*bare)) for name, measure in measures.items()}


def _u_alpha(case: Case) -> Json:
    coders = tuple(tuple(Mark(*mark) for mark in marks) for marks in case.input["coders"])
    texts = [unitizing.MarkedText(case.input["length"], coders)]
    outcomes = {name: unitizing.u_alpha(texts, is_binary=name == "binary").outcome() for name in ("nominal", "binary")}
    return {f"u_alpha_{name}": shown(outcome)["value"] for name, outcome in outcomes.items()}


def _legacy_u_alpha(case: Case) -> Json:
    begin, length = case.input["begin"], case.input["length"]
    by_coder = zip(*case.input["units"].values(), strict=True)
    coders = [
        [Mark(at, at + size, label) for label, marks in zip(case.input["units"], of, strict=True) for at, size in marks]
        for of in by_coder
    ]
    found = unitizing_legacy.legacy_u_alpha(coders, Span(begin, begin + length))
    parts = {name: {"alpha": one.alpha, "Do": one.observed, "De": one.expected} for name, one in found.items()}
    return {"alpha_U": unitizing_legacy.pooled(list(found.values())).alpha, "per_category": parts}


def _continuum(case: Case) -> list[list[gamma.Unit]]:
    return [[gamma.Unit(*unit) for unit in units] for units in case.input["coders"]]


def _dissimilarity(case: Case) -> gamma.Dissimilarity:
    return gamma.Dissimilarity(case.params["alpha"], case.params["beta"], case.params["delta_empty"])


def _disorder(case: Case) -> Json:
    return {"value": gamma.disorder(_continuum(case), _dissimilarity(case))}


def _gamma(case: Case) -> Json:
    found = gamma.gamma(_continuum(case), _dissimilarity(case), seed=1, samples=400)
    assert isinstance(found, gamma.Gamma)
    return {"value": found.value}


def _positional(case: Case) -> Json:
    pairs = [[gamma.Unit(start, end, "") for start, end in pair] for pair in case.input["pairs"]]
    return {"values": [gamma.positional(a, b) for a, b in pairs]}


def _set_distances(case: Case) -> Json:
    pairs = [[frozenset(one) for one in pair] for pair in case.input["pairs"]]
    rows = [[float(set_distances(pair, is_masi=is_masi)[0, 1]) for is_masi in (True, False)] for pair in pairs]
    return {"values": rows, "columns": ["masi", "jaccard"]}


def _ceaf_ree(case: Case) -> Json:
    likenesses = {"strict": members.phi_strict, "prop": members.phi_proportional}
    roles = [
        [[set(entity) for entity in document[side].get(role, [])] for side in ("gold", "pred")]
        for document in case.input["documents"]
        for role in {**document["gold"], **document["pred"]}
    ]
    return {
        name: _prf(reduce(add, (members.ceaf(gold, found, phi) for gold, found in roles)))
        for name, phi in likenesses.items()
    }


def _ceaf_phi4(case: Case) -> Json:
    gold, found = ([set(one) for one in case.input[side]] for side in ("gold", "pred"))
    return _prf(members.ceaf(gold, found))


def _boundaries(case: Case) -> Json:
    found = compare_segmentations(case.input["reference"], case.input["hypothesis"])
    return found._asdict()


def _likeness(case: Case, first: Sequence[Incident], second: Sequence[Incident]) -> Floats:
    weights = case.params["weights"]

    def alike(a: Incident, b: Incident) -> float:
        filled = [name for name in weights if a.get(name) is not None or b.get(name) is not None]
        same = sum(float(weights[name]) for name in filled if a.get(name) == b.get(name))
        return same / (sum(float(weights[name]) for name in filled) or 1.0)

    return np.array([[alike(a, b) for b in second] for a in first], dtype=float).reshape(len(first), len(second))


def _matched(case: Case, first: Sequence[Incident], second: Sequence[Incident]) -> Matched:
    pairs = best_pairs(_likeness(case, first, second), case.params["threshold"])
    return Matched(len(pairs), len(first), len(second))


def _incidents(case: Case) -> Json:
    first, second = case.input["A"], case.input["B"]
    likeness = _likeness(case, first, second)
    pairs = best_pairs(likeness, case.params["threshold"])
    prf = _prf(Matched(len(pairs), len(first), len(second)))
    return {
        "pairs": [list(pair) for pair in pairs] if case.expected["unique_optimum"] else None,
        "n_pairs": len(pairs),
        "total_similarity": sum(float(likeness[pair]) for pair in pairs),
        "unmatched_A": len(first) - len(pairs),
        "unmatched_B": len(second) - len(pairs),
        "precision": prf["p"],
        "recall": prf["r"],
        "f1": prf["f1"],
        "unique_optimum": case.expected["unique_optimum"],
    }


def _corrected(case: Case) -> Json:
    found = detection(case.input["A"], case.input["B"], lambda a, b: _matched(case, a, b))
    return {"f1_observed": found.matched.f1, "f1_expected": found.expected, "corrected": found.corrected}


def _bootstrap(case: Case) -> Json:
    found = bootstrap.bootstrap(krippendorff_alpha(case.ratings()), seed=20190302, resamples=1000)
    assert isinstance(found, bootstrap.Interval)
    return {"lower": found.lower, "upper": found.upper}


def _analytic(measure: Callable[[Ratings], variance.AnalyticInterval | Undefined]) -> Callable[[Case], Json]:
    def answer(case: Case) -> Json:
        found = measure(case.ratings())
        assert isinstance(found, variance.AnalyticInterval)
        return {
            "coefficient": found.coefficient,
            "se": found.standard_error,
            "lower": found.lower,
            "upper": found.upper,
        }

    return answer


ANSWERS: dict[str, Callable[[Case], Json]] = {
    "krippendorff_alpha": of_tally(lambda case: krippendorff_alpha(case.ratings(Level(case.params["level"])))),
    "krippendorff_alpha_category": of_tally(lambda case: category_alpha(case.ratings(), case.params["category"])),
    "percent_agreement": of_tally(_percent),
    "cohen_kappa": of_tally(lambda case: kappa.cohen_kappa(case.ratings(), _weights(case))),
    "scott_pi": of_tally(lambda case: kappa.scott_pi(case.ratings())),
    "fleiss_kappa": of_tally(lambda case: kappa.fleiss_kappa(case.ratings())),
    "fleiss_kappa_category": of_tally(
        lambda case: kappa.fleiss_category_kappa(case.ratings(), case.params["category"])
    ),
    "conger_kappa": of_tally(lambda case: kappa.conger_kappa(case.ratings())),
    "light_kappa": of_tally(lambda case: kappa.light_kappa(case.ratings())),
    "gwet_ac1": of_tally(lambda case: kappa.gwet_ac(case.ratings())),
    "gwet_ac2": of_tally(lambda case: kappa.gwet_ac(case.ratings(), _weights(case))),
    "bennett_s": of_tally(lambda case: kappa.bennett_s(case.ratings(), case.params["q"])),
    "alpha_jackknife_se": lambda case: {"value": variance.jackknife_error(krippendorff_alpha(case.ratings()))},
    "alpha_bootstrap_ci": _bootstrap,
    "gwet_ac1_analytic_ci": _analytic(variance.gwet_ac1_interval),
    "fleiss_kappa_gwet_missing_analytic_ci": _analytic(variance.fleiss_interval),
    "krippendorff_alpha_analytic_ci": _analytic(variance.alpha_interval),
    "span_prf": _spans,
    "u_alpha_2016": _u_alpha,
    "alpha_U_1995_2004": _legacy_u_alpha,
    "gamma_best_alignment_disorder": _disorder,
    "gamma_positional_dissimilarity": _positional,
    "gamma": _gamma,
    "set_distance": _set_distances,
    "ceaf_ree": _ceaf_ree,
    "ceaf_phi4": _ceaf_phi4,
    "segmentation_boundaries": _boundaries,
    "incident_alignment": _incidents,
    "alignment_f1_chance_corrected": _corrected,
}
"""The answer to each metric, but for ``property``."""

NOMINAL: tuple[Callable[[Ratings], Tally], ...] = (
    krippendorff_alpha,
    observed_agreement,
    kappa.percent_agreement,
    kappa.cohen_kappa,
    kappa.scott_pi,
    kappa.fleiss_kappa,
    kappa.conger_kappa,
    kappa.light_kappa,
    kappa.gwet_ac,
    kappa.bennett_s,
)
"""Every coefficient that takes nominal ratings."""


def _of(units: Json, level: Level = Level.NOMINAL) -> Ratings:
    return Ratings.of([[frozenset(v) if isinstance(v, list) else v for v in unit] for unit in units], level)


def _figures(ratings: Ratings) -> list[Json]:
    return [shown(measure(ratings).outcome()) for measure in NOMINAL]


def _numeric(datasets: Mapping[str, Json]) -> list[Json]:
    return [one["units"] for one in datasets.values() if one["value_type"] == "int"]


def permute_coders(datasets: Mapping[str, Json]) -> Json:
    """Yield each dataset's figures before and after the coders change places."""
    for one in datasets.values():
        yield _figures(_of(one["units"])), _figures(_of([unit[::-1] for unit in one["units"]]))


def permute_units(datasets: Mapping[str, Json]) -> Json:
    """Yield each dataset's figures before and after the units change places."""
    for one in datasets.values():
        shuffled = [one["units"][at] for at in np.random.default_rng(1).permutation(len(one["units"]))]
        yield _figures(_of(one["units"])), _figures(_of(shuffled))


def rename_categories(datasets: Mapping[str, Json]) -> Json:
    """Yield each dataset's figures before and after its values get awkward names."""
    awkward = ["nan", "None", "", "0", "-1", " ", "é", "1", "2", "3", "4", "5", "6", "7", "8"]
    for one in datasets.values():
        if one["value_type"] != "set":
            used = list({v: None for unit in one["units"] for v in unit if v is not None})
            names = dict(zip(used, awkward, strict=False)) | {None: None}
            yield _figures(_of(one["units"])), _figures(_of([[names[v] for v in unit] for unit in one["units"]]))


def shift_numbers(datasets: Mapping[str, Json]) -> Json:
    """Yield interval alpha before and after x → −3x + 700, and ratio alpha before and after x → 2.5x."""
    changes = {Level.INTERVAL: lambda x: -3 * x + 700, Level.RATIO: lambda x: 2.5 * x}
    for units, (level, change) in product(_numeric(datasets), changes.items()):
        moved = [[None if v is None else change(v) for v in unit] for unit in units]
        yield (*(shown(krippendorff_alpha(_of(one, level)).outcome()) for one in (units, moved)),)


def midranks(datasets: Mapping[str, Json]) -> Json:
    """Yield ordinal alpha and the interval alpha of the mid-ranks of the pairable values."""
    for units in _numeric(datasets):
        paired = [unit for unit in units if sum(v is not None for v in unit) >= 2]
        every = sorted(v for unit in paired for v in unit if v is not None)
        rank = {v: every.index(v) + every.count(v) / 2 for v in every} | {None: None}
        ranked = [[rank[v] for v in unit] for unit in paired]
        ordinal, interval = _of(units, Level.ORDINAL), _of(ranked, Level.INTERVAL)
        yield shown(krippendorff_alpha(ordinal).outcome()), shown(krippendorff_alpha(interval).outcome())


PROPERTIES: dict[str, Callable[[Mapping[str, Json]], Json]] = {
    "property/permute-coders": permute_coders,
    "property/permute-units": permute_units,
    "property/rename-categories": rename_categories,
    "property/interval-shift": shift_numbers,
    "property/ordinal-is-midrank-interval": midranks,
}
"""For each property the pairs of answers that must be the same, over all datasets of the file."""
