"""What a REFI-QDA project is held to: a schema of our own, and the published one where this machine has it."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import xmlschema

ROOT = Path(__file__).resolve().parents[4]
OWN = ROOT / "tests" / "data" / "refi_qda" / "project_part.xsd"
VARIABLE = "ANNOTATOR_REFI_QDA_SCHEMA"
IN_SHARED_DATA = Path("refi_qda") / "Project.xsd"
NOT_AT_HAND = (
    f"the published REFI-QDA schema is not here: {VARIABLE} names no file, nor has the shared data {IN_SHARED_DATA}"
)


def published_path() -> Path | None:
    """Return where the published schema is; what the variable names is taken at its word, there or not."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    shared = Path(os.environ.get("ANNOTATOR_SHARED") or ROOT.parent / "shared" / "data")
    return next((path for path in (shared / "data" / IN_SHARED_DATA, shared / IN_SHARED_DATA) if path.is_file()), None)


@cache
def own() -> xmlschema.XMLSchema11:
    """Return our schema, read once."""
    return xmlschema.XMLSchema11(OWN)


@cache
def own_grammar() -> xmlschema.XMLSchema11:
    """Return our schema without its rules about references, which the published one does not have."""
    text = OWN.read_text(encoding="utf-8")
    return xmlschema.XMLSchema11(re.sub(r"<xsd:(key|keyref)\b.*?</xsd:\1>", "", text, flags=re.DOTALL))


@cache
def published() -> xmlschema.XMLSchema | None:
    """Return the published schema, read once; None where it is not at hand."""
    path = published_path()
    return None if path is None else xmlschema.XMLSchema(path)


def own_faults(xml: str) -> list[str]:
    """Return what our schema has against a project."""
    return [str(error.reason) for error in own().iter_errors(xml)]


def published_faults(xml: str) -> list[str]:
    """Return what the published schema has against a project: nothing where it is not at hand."""
    schema = published()
    return [] if schema is None else [f"published: {error.reason}" for error in schema.iter_errors(xml)]


def faults(xml: str) -> list[str]:
    """Return what any schema at hand has against a project."""
    return own_faults(xml) + published_faults(xml)
