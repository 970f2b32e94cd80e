"""The UIMA type system of the XMI form: which types there are and what features each has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
EVIDENCE = "webanno.custom.Evidence"
CODED_VALUE = "webanno.custom.CodedValue"
NOTE = "webanno.custom.Note"

_STRING = "uima.cas.String"
_INTEGER = "uima.cas.Integer"
_VALUE = (
    ("valueId", "The value's id.", _STRING),
    ("field", "The field's id in the codebook.", _STRING),
    ("value", "What was coded, in words.", _STRING),
    ("content", "What was coded, exactly, as JSON.", _STRING),
    ("status", "coded, not_mentioned, unclear or not_applicable.", _STRING),
    ("missingEvidenceReason", "Why a mandatory span is missing.", _STRING),
    ("level", "article, incident, or the group's level.", _STRING),
    ("report", "The report's number; absent for the article as a whole.", _INTEGER),
    ("reportId", "The report's id.", _STRING),
    ("group", "The group's number within its report and level.", _INTEGER),
    ("groupId", "The group's id.", _STRING),
)


class UimaType(NamedTuple):
    """A type: its name, what an instance is, the type it extends, its features as name, description and range."""

    name: str
    description: str
    parent: str
    features: Sequence[tuple[str, str, str]]


TYPES = (
    UimaType(
        METADATA,
        "Title and id of the document.",
        "uima.tcas.DocumentAnnotation",
        (
            ("documentTitle", "The article's title.", _STRING),
            ("documentId", "The coding's id.", _STRING),
            ("documentUri", "", _STRING),
            ("collectionId", "", _STRING),
            ("documentBaseUri", "", _STRING),
            ("isLastSegment", "", "uima.cas.Boolean"),
        ),
    ),
    UimaType(
        EVIDENCE,
        "A span that supports or contradicts a value.",
        "uima.tcas.Annotation",
        (
            ("evidenceId", "The evidence's id.", _STRING),
            ("stance", "states, implies, contradicts or inference.", _STRING),
            *_VALUE,
        ),
    ),
    UimaType(CODED_VALUE, "A value of the coding.", "uima.cas.AnnotationBase", _VALUE),
    UimaType(
        NOTE,
        "A remark of the coder.",
        "uima.cas.AnnotationBase",
        (
            ("noteId", "The note's id.", _STRING),
            ("subjectId", "The coding, report, group, value or evidence it is about.", _STRING),
            ("text", "The remark.", _STRING),
            ("rule", "The rule whose warning it answers.", _STRING),
            ("isFlagged", "Whether the coder wants it discussed.", "uima.cas.Boolean"),
        ),
    ),
)


def type_system() -> bytes:
    """Return the type system descriptor, XML in UTF-8; names and descriptions need no escaping."""
    types = "".join(_type_xml(one) for one in TYPES)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">\n'
        f"<name>incident-annotator</name>\n<types>\n{types}</types>\n</typeSystemDescription>\n"
    ).encode()


def _type_xml(one: UimaType) -> str:
    features = "".join(
        f"<featureDescription><name>{name}</name><description>{description}</description>"
        f"<rangeTypeName>{range_name}</rangeTypeName></featureDescription>\n"
        for name, description, range_name in one.features
    )
    return (
        f"<typeDescription><name>{one.name}</name><description>{one.description}</description>"
        f"<supertypeName>{one.parent}</supertypeName>\n<features>\n{features}</features></typeDescription>\n"
    )
