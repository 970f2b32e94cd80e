"""Packets: one coder's share of a round as a project file of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.article import Article, ArticleImport
from annotator.domain.coding import CodebookVersion, Coder, CodingHeader
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError, ProjectError, StorageFullError
from annotator.domain.ids import ArticleId, CoderId, ImportId, PacketId, RoundId, new_id
from annotator.domain.names import shortened
from annotator.domain.packets import PacketOrigin
from annotator.domain.rounds import Round

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.store.project_file import ProjectFile
    from annotator.store.reader import Reader

SUFFIX = ".annotator"
_LONGEST_FILE_NAME = 200
"""Bytes; what is added to it, also while the packet is made, must still be a name for most systems."""
_NOT_MADE = "No packet was made."


@dataclass(frozen=True, slots=True)
class PacketSummary:
    """A packet that was made: where, for whom, and how much is in it."""

    path: Path
    packet_id: PacketId
    coder: Coder
    round: Round
    articles: int
    codings: int


@dataclass(frozen=True, slots=True)
class _Contents:
    """All that goes into a packet; the articles are read when they are written."""

    coder: Coder
    round: Round
    codebooks: tuple[CodebookVersion, ...]
    article_ids: tuple[ArticleId, ...]
    records: tuple[Entity, ...]
    coded: int


class PacketService:
    """Makes packets, and says whether the open project is one."""

    def __init__(self, project: ProjectFile) -> None:
        self._project = project

    @property
    def origin(self) -> PacketOrigin | None:
        """Where the open project comes from when it is a packet."""
        return self._project.origin

    def path_for(self, round_id: RoundId, coder_id: CoderId, folder: Path) -> Path:
        """Return a path in the folder, named after project, round and coder, that nothing has yet."""
        with self._project.read() as reader:
            coder, coding_round = _coder(reader, coder_id), _round(reader, round_id)
        name = _as_file_name(f"{self._project.path.stem} {coding_round.name} {coder.name}")
        path, number = folder / f"{name}{SUFFIX}", 2
        while path.exists():
            path, number = folder / f"{name} {number}{SUFFIX}", number + 1
        return path

    def make(
        self,
        round_id: RoundId,
        coder_id: CoderId,
        path: Path,
        *,
        by: CoderId | None,
        progress: Callable[[int], None] | None = None,
    ) -> PacketSummary:
        """Write the coder's articles of the round, with what the coder coded of them, as a project file of its own.

        It names nobody else: who made it (``by``) is in it only when that is the coder. The file appears under its
        name when it is whole and checked. ``progress`` gets the number of articles written. Raises CodingError when
        round or coder are not there, nothing is assigned, or the packet would hold work that the round hides from its
        maker; ProjectError when the file exists or cannot be made.
        """
        if self.origin is not None:
            raise CodingError(f"{self._project.path.name} is a packet itself; packets are made from the project.")
        from annotator.store.project_file import refuse_place, take_name

        refuse_place(path)
        temporary = path.with_name(f".{new_id()}.making")
        try:
            with _errors_naming(path, temporary):
                summary = self._written(round_id, coder_id, temporary, path, by, progress)
                take_name(temporary, path)
        finally:
            with suppress(OSError):  # where nothing could be made there is nothing to remove
                temporary.unlink()
        return summary

    def make_several(
        self,
        round_id: RoundId,
        coder_ids: Sequence[CoderId],
        folder: Path,
        *,
        by: CoderId | None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> tuple[PacketSummary, ...]:
        """Write a packet for each coder into a folder, which is made where there is none; all of them or none.

        ``progress`` gets the number of packets made, article by article; it may raise to stop. Raises as `make` does,
        ProjectError also when the folder cannot be made; packets that were made before are then taken away again.
        """
        made: list[PacketSummary] = []

        def still(_: int) -> None:
            progress(len(made))

        with _made_folder(folder):
            try:
                for coder_id in coder_ids:
                    path = self.path_for(round_id, coder_id, folder)
                    made.append(self.make(round_id, coder_id, path, by=by, progress=still))
                    progress(len(made))
            except BaseException:
                for summary in made:
                    summary.path.unlink(missing_ok=True)
                raise
        return tuple(made)

    def _written(
        self,
        round_id: RoundId,
        coder_id: CoderId,
        temporary: Path,
        path: Path,
        by: CoderId | None,
        progress: Callable[[int], None] | None,
    ) -> PacketSummary:
        from annotator.store.project_file import ProjectFile

        with tempfile.TemporaryDirectory() as state, self._project.read() as reader:
            contents = _contents(reader, round_id, coder_id)
            _refuse_hidden(reader, contents, by)
            name = f"{self._project.name} · {contents.round.name} · {contents.coder.name}"
            with ProjectFile.create(temporary, name=name, state_folder=Path(state)) as packet:
                self._fill(packet, contents, reader, by if by == coder_id else None, progress)
                findings = packet.verify()
                packet_id = PacketId(packet.project_id)
        if findings:
            raise ProjectError(
                f"{path} was not made: {findings[0].detail}", remedy="Check the project, then make the packet again."
            )
        return PacketSummary(path, packet_id, contents.coder, contents.round, len(contents.article_ids), contents.coded)

    def _fill(
        self,
        packet: ProjectFile,
        contents: _Contents,
        reader: Reader,
        by: CoderId | None,
        progress: Callable[[int], None] | None,
    ) -> None:
        """Write the packet's first event."""
        from annotator.store.travelled import MAKE_VERB

        head = self._project.head
        origin = PacketOrigin(
            id=PacketId(packet.project_id),
            project_id=self._project.project_id,
            project_name=self._project.name,
            round_id=contents.round.id,
            coder_id=contents.coder.id,
            head=head.sequence,
            head_hash=head.hash,
        )
        made = ArticleImport(
            id=ImportId(new_id()), source=f"packet of {origin.project_name}", article_count=0, digest=""
        )
        with packet.write(coder_id=by, article_id=None, verb=MAKE_VERB, label="make packet") as unit:
            unit.put_all((contents.coder, *contents.codebooks, contents.round))
            articles = reader.articles(contents.article_ids)
            unit.add_articles(made, (_moved(article, made.id) for article in articles), progress)
            unit.put_all((*contents.records, origin))


@contextmanager
def _errors_naming(path: Path, temporary: Path) -> Iterator[None]:
    """Have what goes wrong with the file that becomes a packet told of the packet; raises ProjectError."""
    try:
        yield
    except OSError as error:
        told = f"{path} cannot be made: {error.strerror or error}."
        raise ProjectError(told, kept=_NOT_MADE, remedy="Choose another folder.") from error
    except ProjectError as error:
        if temporary.name not in error.message:
            raise
        remedy = (
            "Make room or choose another disk." if isinstance(error, StorageFullError) else "Choose another folder."
        )
        message = error.message.replace(temporary.name, path.name)
        raise type(error)(message, kept=_NOT_MADE, remedy=remedy) from error


@contextmanager
def _made_folder(folder: Path) -> Iterator[None]:
    """Have a folder there while the block runs; one that was made for it goes again when the block fails."""
    if folder.is_dir():
        yield
        return
    if os.path.lexists(folder):
        raise ProjectError(
            f"{folder} is no folder, and several packets need one.", kept=_NOT_MADE, remedy="Choose another name."
        )
    if not folder.parent.is_dir():
        raise ProjectError(
            f"There is no folder {folder.parent}.", kept=_NOT_MADE, remedy="Choose a folder that exists."
        )
    try:
        folder.mkdir()
    except OSError as error:
        told = f"The folder {folder} cannot be made: {error.strerror or error}."
        raise ProjectError(told, kept=_NOT_MADE, remedy="Choose another folder.") from error
    try:
        yield
    except BaseException:
        with suppress(OSError):  # somebody else may have put something into it
            folder.rmdir()
        raise


def _contents(reader: Reader, round_id: RoundId, coder_id: CoderId) -> _Contents:
    coder, coding_round = _coder(reader, coder_id), _round(reader, round_id)
    assigned = reader.assignments(round_id, coder_id)
    # Articles whose import was taken back are there no more, and so not in the packet.
    article_ids = tuple(article.id for article in reader.articles([one.article_id for one in assigned]))
    if not article_ids:
        raise CodingError(
            f"{coder.name} has no articles in the round {coding_round.name}.",
            remedy="Assign some, then make the packet.",
        )
    present = frozenset(article_ids)
    records = [one for found in reader.packets.whole_codings(coder_id, round_id, present).values() for one in found]
    headers = [record for record in records if isinstance(record, CodingHeader)]
    codebook_ids = {coding_round.codebook_id, *(header.codebook_id for header in headers)}
    return _Contents(
        coder=coder,
        round=coding_round,
        codebooks=tuple(reader.codebook(codebook_id) for codebook_id in sorted(codebook_ids)),
        article_ids=article_ids,
        records=(*(one for one in assigned if one.article_id in present), *records),
        coded=sum(not header.is_deleted for header in headers),
    )


def _refuse_hidden(reader: Reader, contents: _Contents, by: CoderId | None) -> None:
    """Raise CodingError when the maker codes in the blind round and would get hold of another coder's work."""
    if by is None or by == contents.coder.id or not contents.coded:
        return
    name = contents.coder.name
    if any(one.id == contents.round.id and one.hides_others for one in reader.rounds_of(by)):
        raise CodingError(
            f"{name}'s packet would hold {name}'s work. You code in {contents.round.name} yourself, which hides it "
            "from you while it is blind.",
            kept=_NOT_MADE,
            remedy="Let somebody make it who codes nothing in the round, or release the round first.",
        )


def _coder(reader: Reader, coder_id: CoderId) -> Coder:
    coder = reader.entity("coder", coder_id)
    if not isinstance(coder, Coder) or coder.is_deleted:
        raise CodingError("The coder is not in the project any more.")
    if coder.is_gold:
        raise CodingError(f"{coder.name} is gold, which comes of rulings; there are no packets of it.")
    return coder


def _round(reader: Reader, round_id: RoundId) -> Round:
    found = reader.entity("round", round_id)
    if not isinstance(found, Round) or found.is_deleted:
        raise CodingError("The round is not in the project any more.")
    return found


def _moved(article: Article, import_id: ImportId) -> Article:
    return article.model_copy(update={"import_id": import_id})


def _as_file_name(words: str) -> str:
    """Return the words with a dash for whatever some system does not take in a file's name."""
    kept = "".join("-" if character in '<>:"/\\|?*' or ord(character) < 32 else character for character in words)
    return shortened(kept.strip(" .")[:120], _LONGEST_FILE_NAME) or "packet"
