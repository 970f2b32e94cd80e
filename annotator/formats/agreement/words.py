"""Definitions, literature and the methods paragraph: what a reader has to know to judge and to repeat the figures."""

from __future__ import annotations

from annotator.domain.figures import LAYER_LABELS, AgreementLayer
from annotator.formats.agreement.document import AgreementDocument, two_places

LAYER_DEFINITIONS = {
    AgreementLayer.MATCHED: (
        "Values of incidents that the coders compared both have. Each field is scored under an alignment of incidents "
        "that leaves this field out. A value is missing where a coder left the field untouched or answered with "
        "another status than “coded”."
    ),
    AgreementLayer.STRICT: (
        "The same, with an incident or member that only one coder has counted as “absent” for the other. “Absent” lies "
        "as far from every value as two values drawn at random where distances have no upper end, and at distance 1 "
        "otherwise. Incidents that one coder split stay out."
    ),
    AgreementLayer.STATUS: (
        "How each field was answered: coded, not mentioned, unclear, not applicable, or untouched where another coder "
        "touched it. Nominal."
    ),
    AgreementLayer.EVIDENCE: (
        "Which characters of the article were marked as evidence of a field, whatever the value: u-alpha over all "
        "articles as one continuum. A unit is an article in which anybody marked something for the field."
    ),
    AgreementLayer.DETECTION: (
        "Which incidents were found: incidents matched one to one against those only one coder has, pooled over "
        "articles. A split incident counts once. Members of a repeating part are compared on incidents found by both."
    ),
    AgreementLayer.RELEVANCE: "Fields of the article as a whole, whether it tells of a codable incident among them.",
}

COLUMN_DEFINITIONS = (
    ("All coders", "All values of a unit at once. Coders who did not code an article are missing there."),
    (
        "A coder against the rest",
        "The coder's value beside that of every other coder of the same article; each such pair of values is a unit.",
    ),
    ("Against gold", "The coder's value beside that of the gold coding. Gold is never one of the coders."),
    ("A pair", "Two coders, over the articles both coded."),
)

LITERATURE = (
    "Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20, "
    "37–46.",
    "Gwet, K. L. (2014). Handbook of Inter-Rater Reliability, 4th edition. Advanced Analytics.",
    "Krippendorff, K. (2004). Content Analysis: An Introduction to Its Methodology, 2nd edition. Sage.",
    "Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability. University of Pennsylvania.",
    "Krippendorff, K., Mathet, Y., Bouvry, S. and Widlöcher, A. (2016). On the reliability of unitizing textual "
    "continua. Quality & Quantity 50, 2347–2364.",
    "Luo, X. (2005). On coreference resolution performance metrics. HLT/EMNLP, 25–32.",
    "Passonneau, R. (2006). Measuring agreement on set-valued items (MASI). LREC, 831–836.",
    "Zapf, A., Castell, S., Morawietz, L. and Karch, A. (2016). Measuring inter-rater reliability for nominal data – "
    "which coefficients and confidence intervals are appropriate? BMC Medical Research Methodology 16, 93.",
)

RESAMPLING = (
    "Intervals are 95% percentile intervals over {resamples} resamples of whole articles (seed {seed}); observed and "
    "expected disagreement are both worked out anew in each resample. Incidents of one article are not independent, so "
    "they are never drawn singly."
)

CAUTION_DEFINITION = (
    "A figure is hatched, or marked with a dagger, where fewer than 20 articles carry it or where its rarest category "
    "was used fewer than 10 times; its interval is then too narrow to be trusted."
)


def resampling_words(document: AgreementDocument) -> str:
    """Return how the intervals were made."""
    return RESAMPLING.format(resamples=document.resamples, seed=document.seed)


def alignment_words(document: AgreementDocument) -> str:
    """Return how incidents were matched, and how many of the matches people confirmed."""
    facts = document.alignment
    total = facts.matched
    if not total:
        return f"No incidents were matched (threshold {facts.threshold:g})."
    shares = "; ".join(f"{name} {_percent(count / total)}" for name, count in facts.bases.items())
    return (
        f"{total} incidents were matched between coders by optimal one-to-one assignment behind a gate, none below a "
        f"likeness of {facts.threshold:g}; never on the field being scored. Basis: {shares}. People confirmed "
        f"{_percent(facts.confirmed or 0)} of the matches."
    )


def methods_paragraph(document: AgreementDocument) -> str:
    """Return a paragraph to paste into a paper: coefficients with literature, resampling, alignment, n, exclusions."""
    coders = len(document.coders)
    sentences = [
        f"{document.articles} news articles were coded independently by at least two of {coders} coders under the "
        f"codebook “{document.codebook_title}”, version {document.codebook_version}.",
        alignment_words(document),
        "Agreement on each field is Krippendorff's alpha at the field's level of measurement (2004, 2011): "
        f"{_levels(document)}. Agreement on marked text is u-alpha (Krippendorff et al. 2016).",
        resampling_words(document),
        _range(document),
        _found(document),
        _exclusions(document),
        f"Figures were computed with Incident Annotator {document.app_version}.",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _levels(document: AgreementDocument) -> str:
    prefix = "Krippendorff's alpha, "
    names = [
        variant.removeprefix(prefix).removeprefix("Krippendorff's alpha ")
        for variant in sorted({cell.variant for cell in document.together})
    ]
    return "; ".join(names) or "no field could be scored"


def _range(document: AgreementDocument) -> str:
    cells = document.together
    if not cells:
        return "No field had values of two coders that could be compared."
    lowest = min(cells, key=lambda cell: cell.value or 0)
    highest = max(cells, key=lambda cell: cell.value or 0)
    small = sum(not cell.is_safe for cell in cells)
    words = (
        f"Over {len(cells)} figures alpha ranges from {two_places(lowest.value)} ({lowest.row.label}, "
        f"n = {lowest.units}) to {two_places(highest.value)} ({highest.row.label}, n = {highest.units})"
    )
    if small == 1:
        return f"{words}; one rests on too few articles or too rare a category for its interval to be trusted."
    return f"{words}; {small} rest on too few articles or too rare categories for their intervals to be trusted."


def _found(document: AgreementDocument) -> str:
    overview = document.layer(AgreementLayer.DETECTION)
    for column in overview.columns[:1]:
        cell = overview.cell(overview.rows[0], column)
        if cell.value is not None:
            return f"F1 of the incidents found is {two_places(cell.value)} over {cell.units} incidents."
    return ""


def _exclusions(document: AgreementDocument) -> str:
    if not document.exclusions:
        return "No coding was left out."
    return "Left out: " + " ".join(one.sentence for one in document.exclusions)


def _percent(share: float) -> str:
    return "under 1%" if 0 < share < 0.005 else f"{100 * share:.0f}%"


def layer_heading(layer: AgreementLayer) -> str:
    """Return the layer's name."""
    return LAYER_LABELS[layer]
