"""README.md of a package, for a person who knows nothing of the program it was made with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.domain.counted import counted
from annotator.formats.replication.about import About, Counts, Origin
from annotator.formats.replication.citation import citation_sentence, title_of
from annotator.formats.replication.manifest import CHECKSUMS, MANIFEST, PackageFile

README = "README.md"
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&#$]")


_STEPS = (
    (
        "data/wide/reports.csv",
        "Look at the incidents: open `data/wide/reports.csv` (a row per report) in a spreadsheet program.",
    ),
    (
        "data/values.csv",
        "Need a row per value, or per marked stretch of text? `data/values.csv` and `data/evidence.csv`.",
    ),
    (
        "data/events/events.csv",
        "Need a row per event? `data/events/events.csv`; `crosswalk.csv` beside it leads back to the articles.",
    ),
    ("data/dataset.jsonl", "Need everything, with its structure? `data/dataset.jsonl`, one coded article per line."),
)
"""What a reader may want, by the file that has it."""


class Told(NamedTuple):
    """Everything the README tells of; ``absent`` are sentences on what a reader may look for in vain."""

    about: About
    origin: Origin
    counts: Counts
    codebooks: tuple[str, ...]
    recipe: str
    has_text: bool
    absent: tuple[str, ...]
    remarks: tuple[str, ...]
    files: tuple[PackageFile, ...]


def readme_text(told: Told) -> str:
    """Return the README in Markdown."""
    return "\n\n".join(part for part in _parts(told) if part) + "\n"


def _parts(told: Told) -> Iterator[str]:
    yield f"# {_plain(title_of(told.about, told.origin))}"
    under = " and ".join(f"“{_plain(codebook)}”" for codebook in told.codebooks)
    yield (
        f"News articles, coded by hand under the codebook {under}: for each article the incidents it tells of, for "
        "each incident what the codebook asks for, and for each value the words of the article it rests on."
    )
    yield "\n".join(_contents(told.counts))
    if told.recipe:
        yield f"The codings were chosen by the recipe “{_plain(told.recipe)}”, which is in `recipe.json`."
    yield "## Where to begin"
    yield "\n".join(_steps(told.files))
    yield "## How to read the data"
    yield "\n".join(_rules(told.has_text))
    yield "## Files"
    yield "\n".join(_table(told.files))
    yield from _list("## What is not here", told.absent)
    yield from _list("## What was changed or left out on the way", told.remarks)
    yield "## Check that nothing was altered"
    yield (
        f"`{CHECKSUMS}` has the SHA-256 of every file. In this folder, `sha256sum --check {CHECKSUMS}` (Linux) or "
        f"`shasum -a 256 --check {CHECKSUMS}` (macOS) tells whether a file differs. `{MANIFEST}` says the same for "
        "programs, and from which state of which project the package was made."
    )
    yield "## Cite and reuse"
    yield f"> {_plain(citation_sentence(told.about, told.origin))}"
    yield "`CITATION.cff` says the same for programs. `LICENSE.txt` says what may be done with the data."
    yield "## Made with"
    yield (
        f"Incident Annotator {_plain(told.origin.app_version)}, from the project “{_plain(told.origin.project_name)}” "
        f"as it stood after change {told.origin.head}, on {told.origin.day}. The same project gives the same package, "
        "byte for byte."
    )


def _contents(counts: Counts) -> Iterator[str]:
    twice = f", {counts.coded_twice:,} of them coded by more than one person" if counts.coded_twice else ""
    yield f"- {counted(counts.articles, 'article')}{twice}"
    by = f"by {counted(counts.coders, 'coder')}"
    gold = f", {counts.gold:,} of them gold (what reviewers ruled)" if counts.gold else ""
    yield f"- {counted(counts.codings, 'coding')} (one person’s work on one article) {by}{gold}"
    yield f"- {counted(counts.reports, 'report')} (one incident as told by one article)"


def _steps(files: Sequence[PackageFile]) -> Iterator[str]:
    names = {file.name for file in files}
    pages = sorted(name for name in names if name.endswith(".html"))
    for page in pages:
        if page.startswith("codebook/"):
            yield f"- Read the coding rules: open `{page}` in a browser."
    for name, step in _STEPS:
        if name in names:
            yield f"- {step}"
    for page in pages:
        if page.startswith("agreement/"):
            yield f"- Ask how far coders agree: open `{page}`."


def _rules(has_text: bool) -> Iterator[str]:
    yield (
        "- Files are UTF-8. An empty cell is “no value”; it is never 0. A field that was looked at and not answered "
        "has a status instead: not mentioned, unclear or not applicable."
    )
    yield (
        "- Positions in a text (`start`, `end`) count characters (Unicode code points) from 0; `end` is the position "
        "after the last one."
    )
    yield "- Ids join the tables: an article has codings, a coding has reports, a report has groups and values."
    yield "- Numbers are coded as lowest, best and highest figure; words such as “dozens” are kept as words."
    if not has_text:
        yield (
            "- The articles’ texts and all quotes were kept back. Positions, lengths and SHA-256 hashes are there, so "
            "that whoever has the articles can put them together again."
        )


def _table(files: Sequence[PackageFile]) -> Iterator[str]:
    yield "| file | what it is | bytes |"
    yield "|---|---|--:|"
    for file in sorted(files):
        yield f"| `{file.name}` | {_plain(file.about)} | {file.bytes:,} |"


def _list(heading: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        yield heading
        yield "\n".join(f"- {_plain(sentence)}" for sentence in sentences)


def _plain(text: str) -> str:
    """Return text on one line that Markdown shows as it is."""
    return _SPECIAL.sub(lambda found: f"\\{found.group()}", " ".join(text.split()))
