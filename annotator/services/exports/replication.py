"""Making the replication package of a project."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from annotator.domain.errors import ExportError
from annotator.domain.ids import CodebookId
from annotator.domain.recipe import ExportChoice, Recipe
from annotator.formats.replication.about import NOTHING_SAID, About, Counts, Origin, licence_named
from annotator.formats.replication.parts import PackagePart, Supplement, Supplier, Wanted

if TYPE_CHECKING:
    from annotator.formats.datasets.source import DatasetSource
    from annotator.formats.replication.manifest import PackageFile
    from annotator.formats.replication.package import PackageFolder
    from annotator.services.codebook_documents import CodebookDocumentService
    from annotator.services.codebooks import CodebookService
    from annotator.services.exports.recipes import RecipeService
    from annotator.store.project_file import ProjectFile

DATA = "data"
_FORMS = ("csv-wide", "csv", "jsonl")
_EVENTS = "events"
_WITHOUT_EVENTS = "csv-spreadsheet"
_COMPARABLE = 2
_KEPT = "Nothing was written."
_ONE_CODER = "There is no agreement report: only one person coded, so there is nothing to compare."
_NEVER_TWICE = "There is no agreement report: no article was coded by more than one person."
_NO_CROSSWALK = "There is no crosswalk of events and reports: it needs the fields of the default codebook."
_NAMED = "There is no agreement report: it would name the coders, whom the recipe gives pseudonyms."
_NOT_PLUGGED = "There is no agreement report: this program was put together without one."


class SourceOpener(Protocol):
    """Opens what a dataset is made from."""

    def __call__(self, choice: ExportChoice | None) -> AbstractContextManager[DatasetSource]:
        """Return the chosen codings, all where the choice is None, to be read while the context lasts."""


class PackageSummary(NamedTuple):
    """What a package holds."""

    files: tuple[PackageFile, ...]
    counts: Counts
    remarks: tuple[str, ...]
    absent: tuple[str, ...]


def _no_agreement(_wanted: Wanted) -> Supplement:
    return Supplement(why_absent=_NOT_PLUGGED)


class ReplicationService:
    """Everything another person needs to use, check and cite the project's data, in one folder or archive.

    No clock is asked: the only time in a package is that of the project's last event, so that making it twice gives
    the same bytes.
    """

    def __init__(
        self,
        project: ProjectFile,
        codebooks: CodebookService,
        documents: CodebookDocumentService,
        recipes: RecipeService,
        open_source: SourceOpener,
        agreement: Supplier = _no_agreement,
    ) -> None:
        self._project = project
        self._codebooks = codebooks
        self._documents = documents
        self._recipes = recipes
        self._open_source = open_source
        self._agreement = agreement

    def make(
        self,
        target: Path,
        about: About = NOTHING_SAID,
        *,
        recipe: str = "",
        progress: Callable[[int], None] | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> PackageSummary:
        """Make the package as a new folder, or as an archive where ``target`` ends in ``.zip``.

        ``progress`` gets the number of coded articles written. Raises ExportError, leaving nothing behind, when there
        is something at the target, nothing is coded, the disk refuses or it is cancelled; CodingError when there is no
        such recipe.
        """
        from annotator.formats.replication.package import new_package  # loaded when a package is made

        chosen = self._recipes.named(recipe) if recipe else None
        wanted = Wanted(chosen.choice if chosen else None, self._last_event_at(), is_cancelled)
        with new_package(target) as folder:
            written = self._write_data(folder, wanted, progress)
            supplement = self._agreement_of(written.counts, wanted)
            for part in chain(
                self._codebook_parts(written), supplement.parts, _made_from(about, written.origin, chosen)
            ):
                _refuse_cancelled(is_cancelled)
                folder.add(part)
            absent = tuple(filter(None, (supplement.why_absent, *written.absent)))
            _finish(folder, about, written, chosen.name if chosen else "", absent)
            return PackageSummary(tuple(folder.files), written.counts, written.remarks, absent)

    def _last_event_at(self) -> dt.datetime:
        with self._project.read() as reader:
            last = reader.last_event()
        if last is None:
            raise ExportError(f"The project {self._project.name} is empty.", kept=_KEPT)
        return last.at

    def _write_data(
        self,
        folder: PackageFolder,
        wanted: Wanted,
        progress: Callable[[int], None] | None,
    ) -> _Written:
        from annotator.formats.datasets.registry import write_dataset  # as above
        from annotator.formats.replication.counting import census_of

        with self._open_source(wanted.choice) as source:
            census = census_of(source.coded_articles())
            if not census.counts.codings:
                raise ExportError("Nothing is coded that could be published.", kept=_KEPT, remedy="Code an article.")
            forms, absent = _forms(source, census.codebooks, wanted.choice)
            with _disk_errors_left_to_the_package():
                summary = write_dataset(
                    source,
                    folder.path / DATA,
                    forms,
                    created=wanted.at,
                    progress=progress,
                    is_cancelled=wanted.is_cancelled,
                )
            folder.add_dataset(DATA, summary.files)
            return _Written(
                origin=Origin(
                    project_id=source.project_id,
                    project_name=source.project_name,
                    head=source.head,
                    head_hash=source.head_hash,
                    at=wanted.at,
                    app_version=source.app_version,
                ),
                counts=census.counts,
                forms=forms,
                has_text=source.options.with_text,
                codebooks=census.codebooks,
                titles=tuple(source.codebooks[codebook_id].title for codebook_id in census.codebooks),
                remarks=summary.remarks,
                absent=absent,
            )

    def _codebook_parts(self, written: _Written) -> Iterator[PackagePart]:
        """Yield every codebook version used: as it is stored, and for reading; quotes only where texts may leave."""
        for version in self._codebooks.versions():
            if version.id in written.codebooks:
                name = f"codebook/{version.name}-{version.version}"
                yield PackagePart(
                    f"{name}.yaml", version.source.encode(), "The coding rules as the program reads them."
                )
                html = self._documents.html(version.id, with_examples=written.has_text)
                yield PackagePart(f"{name}.html", html.encode(), "The coding rules for reading and printing.")
                markdown = self._documents.markdown(version.id, with_examples=written.has_text)
                yield PackagePart(f"{name}.md", markdown.encode(), "The same as Markdown.")

    def _agreement_of(self, counts: Counts, wanted: Wanted) -> Supplement:
        if counts.coders < _COMPARABLE:
            return Supplement(why_absent=_ONE_CODER)
        if not counts.coded_twice:
            return Supplement(why_absent=_NEVER_TWICE)
        if wanted.choice and wanted.choice.is_pseudonymous:
            return Supplement(why_absent=_NAMED)
        return self._agreement(wanted)


class _Written(NamedTuple):
    """What was learned while the data were written."""

    origin: Origin
    counts: Counts
    forms: tuple[str, ...]
    has_text: bool
    codebooks: tuple[CodebookId, ...]
    titles: tuple[str, ...]
    remarks: tuple[str, ...]
    absent: tuple[str, ...]


def about_package(*, title: str, authors: Sequence[str], licence: str) -> About:
    """Return what the makers say of a package; raises ExportError when the licence's identifier is none."""
    named = tuple(" ".join(author.split()) for author in authors)
    return About(title=title, authors=tuple(filter(None, named)), licence=licence_named(licence))


def _forms(
    source: DatasetSource, codebooks: Sequence[CodebookId], choice: ExportChoice | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the forms to write, and why there is no crosswalk where the codebooks cannot give one."""
    from annotator.formats.datasets.incident_forms.event_report import FIELDS
    from annotator.formats.datasets.incident_forms.needed_fields import missing_fields

    general = choice.forms if choice and choice.forms else _FORMS
    if all(not missing_fields(source.codebooks[codebook_id], FIELDS) for codebook_id in codebooks):
        return tuple(dict.fromkeys((*general, _EVENTS))), ()
    return tuple(dict.fromkeys((*general, _WITHOUT_EVENTS))), (_NO_CROSSWALK,)


def _made_from(about: About, origin: Origin, recipe: Recipe | None) -> Iterator[PackagePart]:
    from annotator.formats.replication.citation import citation_file, licence_file

    choice = recipe.choice if recipe else ExportChoice()
    told = json.dumps({"name": recipe.name if recipe else "", "choice": choice.model_dump(mode="json")}, indent=2)
    yield PackagePart("recipe.json", f"{told}\n".encode(), "Which codings were chosen, and what of them was written.")
    yield PackagePart("CITATION.cff", citation_file(about, origin).encode(), "How to cite the data, for programs.")
    yield PackagePart("LICENSE.txt", licence_file(about).encode(), "What may be done with the data.")


def _finish(folder: PackageFolder, about: About, written: _Written, recipe: str, absent: tuple[str, ...]) -> None:
    """Write what lists the other files: the README, the manifest, the checksums."""
    from annotator.formats.replication.manifest import CHECKSUMS, MANIFEST, checksums_text, manifest_text
    from annotator.formats.replication.readme import README, Told, readme_text

    told = Told(
        about=about,
        origin=written.origin,
        counts=written.counts,
        codebooks=written.titles,
        recipe=recipe,
        has_text=written.has_text,
        absent=absent,
        remarks=written.remarks,
        files=tuple(folder.files),
    )
    folder.add(PackagePart(README, readme_text(told).encode(), "What is here and how to use it."))
    manifest = manifest_text(
        about, written.origin, written.counts, forms=written.forms, recipe=recipe, files=folder.files
    )
    folder.add(PackagePart(MANIFEST, manifest.encode(), "Where the package comes from; every file with its hash."))
    folder.add(PackagePart(CHECKSUMS, checksums_text(folder.files).encode(), "The hash of every file."))


@contextmanager
def _disk_errors_left_to_the_package() -> Iterator[None]:
    """Have an error of the disk told by the package, whose place the person knows: the dataset's is a passing one."""
    try:
        yield
    except ExportError as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise


def _refuse_cancelled(is_cancelled: Callable[[], bool]) -> None:
    if is_cancelled():
        raise ExportError("The package was cancelled.", kept=_KEPT)
