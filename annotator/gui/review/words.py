"""The review's words for a person: types of disagreement, reasons, and how reports came to be linked."""

from __future__ import annotations

from typing import Final

from annotator.domain.review import DisagreementKind, RulingReason, RulingSource

KIND_WORDS: Final = {
    DisagreementKind.RELEVANCE: "Incident or none",
    DisagreementKind.MISSED_INCIDENT: "Missed incident",
    DisagreementKind.SPLIT_JOIN: "Split or joined",
    DisagreementKind.STATUS: "Other status",
    DisagreementKind.OTHER_VALUE_SAME_EVIDENCE: "Other value, same words",
    DisagreementKind.OTHER_VALUE_OTHER_EVIDENCE: "Other value, other words",
    DisagreementKind.SAME_AFTER_NORMALISATION: "Same once normalised",
    DisagreementKind.SAME_VALUE_OTHER_EVIDENCE: "Same value, other words",
    DisagreementKind.NEAR_NUMBER: "Near numbers",
    DisagreementKind.EXTRA_MEMBER: "Member one has not",
}
"""A few words for each type of disagreement."""

KIND_SENTENCES: Final = {
    DisagreementKind.RELEVANCE: "One sees an incident in this article where another sees none.",
    DisagreementKind.MISSED_INCIDENT: "One coded an incident that another did not.",
    DisagreementKind.SPLIT_JOIN: "What one coded as one incident another coded as several.",
    DisagreementKind.STATUS: "One coded a value, another answered with a status.",
    DisagreementKind.OTHER_VALUE_SAME_EVIDENCE: "The same words, read by different rules.",
    DisagreementKind.OTHER_VALUE_OTHER_EVIDENCE: "Different words were read.",
    DisagreementKind.SAME_AFTER_NORMALISATION: "The same value, written differently.",
    DisagreementKind.SAME_VALUE_OTHER_EVIDENCE: "The same value, found at different words.",
    DisagreementKind.NEAR_NUMBER: "The numbers differ by at most a tenth.",
    DisagreementKind.EXTRA_MEMBER: "One coded a member of the group that another did not.",
}
"""What each type means, in a sentence."""

REASON_WORDS: Final = {
    RulingReason.CODER_SLIP: "Coder's slip",
    RulingReason.MISSED_TEXT: "Missed text",
    RulingReason.CODEBOOK_UNCLEAR: "Codebook unclear",
    RulingReason.CODEBOOK_WRONG: "Codebook wrong",
    RulingReason.TEXT_AMBIGUOUS: "Text ambiguous",
    RulingReason.NORMALISATION: "Normalisation",
    RulingReason.TOOL: "The tool",
}
"""The reasons in the order of their keys, 1 to 7."""

REASON_CHIPS: Final = {
    RulingReason.CODER_SLIP: "Slip",
    RulingReason.MISSED_TEXT: "Missed",
    RulingReason.CODEBOOK_UNCLEAR: "Rule unclear",
    RulingReason.CODEBOOK_WRONG: "Rule wrong",
    RulingReason.TEXT_AMBIGUOUS: "Ambiguous",
    RulingReason.NORMALISATION: "Normalised",
    RulingReason.TOOL: "Tool",
}
"""The same where there is little room."""

SOURCE_WORDS: Final = {
    RulingSource.ONE: "one coder's",
    RulingSource.SEVERAL: "put together",
    RulingSource.NEW: "new",
    RulingSource.NONE: "neither",
    RulingSource.UNANIMOUS: "all agreed",
}
"""Where a gold value comes from."""
