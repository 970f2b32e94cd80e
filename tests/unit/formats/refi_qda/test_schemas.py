"""The schemas projects are held to: ours finds what is planted, and lets nothing pass that the published one refuses.

What needs the published schema skips where it is not at hand; CONTRIBUTING.md says how to bring it.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from copy import deepcopy
from pathlib import Path

import pytest

from tests.unit.formats.refi_qda.edits import (
    NOWHERE,
    Edit,
    doubles,
    edited,
    every_edit,
    first,
    gains,
    golden,
    holds,
    is_emptied,
    is_renamed,
    lacks,
    loses,
    moves,
    one_of_everything,
    says,
    whole,
)
from tests.unit.formats.refi_qda.qdpx import Q, read, written
from tests.unit.formats.refi_qda.schemas import (
    NOT_AT_HAND,
    faults,
    own_faults,
    own_grammar,
    published,
    published_faults,
    published_path,
)
from tests.unit.formats.refi_qda.test_independent_reader import PROJECTS

needs_published = pytest.mark.skipif(published_path() is None, reason=NOT_AT_HAND)

PLANTED: dict[str, Edit] = {
    "another root": is_renamed("Project", f"{Q}Projects"),
    "another namespace": is_renamed("Project", "{urn:QDA-XML:project:2.0}Project"),
    "an element of another namespace": is_renamed("Variables", "Variables"),
    "an element nobody knows": gains("Users", "Robot"),
    "an attribute nobody knows": says("Note", "mood", "odd"),
    "words between elements": holds("Codes", "words"),
    "a project without a name": lacks("Project", "name"),
    "a coder without a GUID": lacks("User", "guid"),
    "a code without a GUID": lacks("Code", "guid"),
    "a code without a name": lacks("Code", "name"),
    "a code that does not say what it is for": lacks("Code", "isCodable"),
    "a variable without a type": lacks("Variable", "typeOfVariable"),
    "a selection without a beginning": lacks("PlainTextSelection", "startPosition"),
    "a selection without an end": lacks("PlainTextSelection", "endPosition"),
    "a reference without a target": lacks("CodeRef", "targetGUID"),
    "a GUID that is none": says("Note", "guid", "note-1"),
    "a GUID with a letter too many": says("CodeRef", "targetGUID", f"{NOWHERE}0"),
    "a GUID of other letters": says("Case", "guid", NOWHERE.replace("0", "g")),
    "a coder's GUID that is none": says("PlainTextSelection", "creatingUser", "Coder, one"),
    "a position that is no number": says("PlainTextSelection", "startPosition", "ten"),
    "a position between two characters": says("PlainTextSelection", "endPosition", "1.5"),
    "a code neither codable nor not": says("Code", "isCodable", "maybe"),
    "a colour by its name": says("Code", "color", "red"),
    "a colour of five digits": says("Code", "color", "#12345"),
    "a type of variable nobody knows": says("Variable", "typeOfVariable", "Day"),
    "a dozen as a number": holds("IntegerValue", "a dozen"),
    "a half as a whole number": holds("IntegerValue", "1.5"),
    "a number with an exponent": holds("FloatValue", "1e-07"),
    "a day in words": holds("DateValue", "1 May"),
    "a day that is not in the calendar": holds("DateValue", "2023-02-29"),
    "a time without a day": holds("DateTimeValue", "08:30:00"),
    "an answer neither yes nor no": holds("BooleanValue", "perhaps"),
    "no coders where coders are to be": is_emptied("Users"),
    "no codes where codes are to be": is_emptied("Codes"),
    "a codebook without codes": loses("CodeBook", "Codes"),
    "no variables where variables are to be": is_emptied("Variables"),
    "no cases where cases are to be": is_emptied("Cases"),
    "no sources where sources are to be": is_emptied("Sources"),
    "no notes where notes are to be": is_emptied("Notes"),
    "a coding of nothing": loses("Coding", "CodeRef"),
    "a coding of two codes": doubles("Coding", "CodeRef"),
    "a value of no variable": loses("VariableValue", "VariableRef"),
    "two answers in one value": gains("VariableValue", "BooleanValue"),
    "two texts of one source": doubles("Note", "PlainTextContent"),
    "two descriptions of one code": doubles("Code", "Description"),
    "the description of a code after its codes": moves("Code", "Description", is_last=True),
    "coders after everything else": moves("Project", "Users", is_last=True),
    "sources before everything else": moves("Project", "Sources", is_last=False),
    "sources of a case before its variables": moves("Case", "SourceRef", is_last=False),
    "variables of a source before its selections": moves("TextSource", "VariableValue", is_last=False),
    "a selection's note before its coding": moves("PlainTextSelection", "NoteRef", is_last=False),
}


def test_what_faults_are_planted_in_is_without_fault() -> None:
    assert faults(golden()) == []
    assert own_grammar().is_valid(ET.tostring(one_of_everything(), encoding="unicode"))
    assert published_faults(ET.tostring(one_of_everything(), encoding="unicode")) == []


@pytest.mark.parametrize("edit", PLANTED.values(), ids=PLANTED)
def test_our_schema_finds_every_planted_fault_by_its_grammar_alone(edit: Edit) -> None:
    """Not because something refers to what is broken."""
    assert not own_grammar().is_valid(edited(one_of_everything(), edit))


@needs_published
def test_the_published_schema_finds_every_planted_fault() -> None:
    assert [name for name, edit in PLANTED.items() if not published_faults(edited(one_of_everything(), edit))] == []


@pytest.mark.parametrize("tag", ["CodeRef", "VariableRef", "SourceRef", "SelectionRef", "NoteRef"])
def test_our_schema_finds_references_to_nothing(tag: str) -> None:
    assert own_faults(edited(whole(), says(tag, "targetGUID", NOWHERE))) != []


@pytest.mark.parametrize("tag", ["PlainTextSelection", "Note"])
def test_our_schema_finds_work_of_nobody(tag: str) -> None:
    assert own_faults(edited(whole(), says(tag, "creatingUser", NOWHERE))) != []


def test_our_schema_finds_a_guid_given_twice() -> None:
    root = whole()
    taken = first(root, "Note").attrib["guid"]
    assert own_faults(edited(root, says("TextSource", "guid", taken))) != []


# --- Ours against the published one ----------------------------------------------------------------------------------


@needs_published
def test_our_schema_judges_every_edit_of_a_project_as_the_published_one_does() -> None:
    """The rules about references, which the published schema does not have, are left out."""
    theirs, ours, root = published(), own_grammar(), one_of_everything()
    assert theirs is not None
    unlike = []
    verdicts = Counter[bool]()
    for name, edit in every_edit(root):
        changed = deepcopy(root)
        edit(changed)
        xml = ET.tostring(changed, encoding="unicode")
        verdict = theirs.is_valid(xml)
        verdicts[verdict] += 1
        if ours.is_valid(xml) != verdict:
            unlike.append(name)
    assert unlike == []
    assert min(verdicts.values()) > 100


# --- Whole projects --------------------------------------------------------------------------------------------------


@needs_published
def test_the_published_schema_takes_every_project_the_tests_make(tmp_path: Path) -> None:
    for number, made in enumerate(PROJECTS.values()):
        written(tmp_path / str(number), *made())
        assert published_faults(read(tmp_path / str(number)).xml) == []
