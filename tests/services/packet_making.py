"""A project with a round, two coders and assignments, and packets of it, for the tests of packets and merging.

``first`` and ``lab`` are fixtures; the folders whose tests want them name them in their conftest.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from annotator.bootstrap import Workspace, create_workspace, open_workspace
from annotator.domain.article import Article, Metadata
from annotator.domain.coding import Coder, Coding, Slot
from annotator.domain.queue import QueueFilter
from annotator.domain.rounds import Round
from annotator.domain.text import text_hash
from annotator.domain.values import Count
from annotator.formats.articles.draft import ArticleDraft
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from annotator.services.merging import MergePlan

ADA, BEN, LEA = "Ada Quillfeather", "Benedikt Osterhase", "Lea Nordmann"
NAME = "Sahel 2019"
TEXT = "Article {number}: gunmen 😀 attacked a checkpoint on Friday, killing two soldiers in Me\u0301naka.\n"


def folders_in(folder: Path) -> Folders:
    """Return settings, state and data folders in a folder."""
    return Folders(folder / "settings", folder / "state", folder / "data")


@dataclass
class Lab:
    """A closed project on disk with everything a round needs; Lea codes nothing in it and merges."""

    folder: Path
    path: Path
    ada: Coder
    ben: Coder
    lea: Coder
    round: Round
    articles: tuple[Article, ...]
    opened: list[Workspace] = field(default_factory=list)

    @property
    def folders(self) -> Folders:
        return folders_in(self.folder)

    def project(self, name: str = LEA) -> Workspace:
        """Open the project; it is closed with the lab."""
        return self._kept(open_workspace(self.path, folders=self.folders, coder_name=name))

    def packet(self, name: str = "ada.annotator", coder: Coder | None = None) -> Path:
        """Make a packet in the lab's folder, from the project as it is on the disk, and return its path."""
        with open_workspace(self.path, folders=self.folders, coder_name=LEA, read_only=True) as project:
            made = project.packets.make(self.round.id, (coder or self.ada).id, self.folder / name, by=self.lea.id)
        return made.path

    def at_work(self, path: Path, name: str = "whoever") -> Workspace:
        """Open a packet as on its coder's own machine, which has folders of its own."""
        return self._kept(open_workspace(path, folders=folders_in(self.folder / "elsewhere"), coder_name=name))

    def key(self, number: int = 0, coder: Coder | None = None) -> CodingKey:
        """Return a coder's coding of an article in the round."""
        return CodingKey(self.articles[number].id, (coder or self.ada).id, self.round.id)

    def coding(self, workspace: Workspace, number: int = 0, coder: Coder | None = None) -> Coding:
        """Return a coder's coding in the round as a project or packet has it."""
        return workspace.coding.worksheet(self.key(number, coder)).coding

    def count(self, workspace: Workspace, best: int, number: int = 0, coder: Coder | None = None) -> None:
        """Record a number of killed in a coder's coding of an article, as one event."""
        key = self.key(number, coder)
        reports = workspace.coding.worksheet(key).coding.reports()
        slot = Slot("killed_total", reports[0].id if reports else None)
        workspace.coding.set_content(key, slot, Count(best=best))

    def counted(self, workspace: Workspace, number: int = 0, coder: Coder | None = None) -> int | None:
        """Return the number of killed that a coder's coding has now."""
        contents = (value.content for value in self.coding(workspace, number, coder).values())
        return next((content.best for content in contents if isinstance(content, Count)), None)

    def work(self, path: Path, *bests: int, number: int = 0) -> None:
        """Open a packet, record these numbers one after the other, and close it."""
        with open_workspace(path, folders=folders_in(self.folder / "elsewhere")) as packet:
            for best in bests:
                self.count(packet, best, number)

    def merge(self, project: Workspace, *paths: Path) -> MergePlan:
        """Plan and merge packets and return the last plan."""
        plans = []
        for path in paths:
            plans.append(project.merging.plan(path))
            project.merging.merge(plans[-1], by=self.lea.id)
        return plans[-1]

    def close(self) -> None:
        """Close every workspace that was opened."""
        for workspace in self.opened:
            workspace.close()

    def _kept(self, workspace: Workspace) -> Workspace:
        self.opened.append(workspace)
        return workspace


def copied_lab(lab: Lab, folder: Path) -> Lab:
    """Return the same lab in another folder; the first one's project is closed."""
    shutil.copyfile(lab.path, folder / lab.path.name)
    return replace(lab, folder=folder, path=folder / lab.path.name, opened=[])


def made_lab(folder: Path, articles: int = 3) -> Lab:
    """Make a project with three coders and a round of all articles assigned to Ada and Benedikt."""
    with create_workspace(folder / "project.annotator", folders=folders_in(folder), name=NAME, coder_name=LEA) as made:
        ada, ben = made.coders.named(ADA), made.coders.named(BEN)
        drafts = [article_draft(number) for number in range(articles)]
        made.articles.import_articles(made.articles.plan_drafts(drafts, source="the desk"), coder_id=made.coder.id)
        coding_round = made.rounds.make("Pilot", by=made.coder.id)
        rows = made.articles.queue(made.coder.id, QueueFilter())
        ids = [item.article_id for item in made.articles.queue_page(made.coder.id, rows)]
        for coder in (ada, ben):
            made.rounds.assign_by_hand(coding_round.id, coder.id, ids, by=made.coder.id)
        found = sorted((made.articles.article(one) for one in ids), key=lambda article: article.file_name)
        return Lab(folder, made.project.path, ada, ben, made.coder, coding_round, tuple(found))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """A lab nobody has worked in."""
    return made_lab(tmp_path_factory.mktemp("lab"))


@pytest.fixture
def lab(first: Lab, tmp_path: Path) -> Iterator[Lab]:
    """A copy of it for one test."""
    lab = copied_lab(first, tmp_path)
    yield lab
    lab.close()


def article_draft(number: int) -> ArticleDraft:
    """Return an article as a reader of files would hand it over."""
    text = TEXT.format(number=number)
    return ArticleDraft(
        text=text,
        sha256=text_hash(text),
        header_end=0,
        file_name=f"{number:03}.txt",
        metadata=Metadata(title=f"Article {number}"),
        format="text",
    )
