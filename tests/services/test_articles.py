from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.bootstrap import Workspace
from annotator.domain.coding import CodingState, Slot
from annotator.domain.errors import ArticleRefusedError, CodingError
from annotator.domain.ids import ArticleId
from annotator.domain.queue import Progress, QueueFilter, QueueItem
from annotator.domain.text import Span
from annotator.services.articles import ImportPlan
from annotator.services.coding import CodingKey

FRENCH = "L'armée a annoncé qu'un détachement était tombé dans une embuscade près de Ménaka. " * 10
Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file below the folder ``news`` and return its path."""
    folder = tmp_path / "news"
    folder.mkdir()

    def written(name: str, content: str | bytes) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


def names(plan: ImportPlan) -> tuple[list[str], list[str], list[str]]:
    """Return the file names of the new, the duplicates and the refused."""
    return (
        [draft.file_name for draft in plan.new],
        [draft.file_name for draft in plan.duplicates],
        [refusal.file_name for refusal in plan.refused],
    )


def imported(workspace: Workspace, *paths: Path, encoding: str | None = None) -> ImportPlan:
    plan = workspace.articles.plan_import(paths, encoding=encoding)
    workspace.articles.import_articles(plan, coder_id=workspace.coder.id)
    return plan


def queue(workspace: Workspace, phrase: str = "", progress: Progress | None = None) -> list[QueueItem]:
    rows = workspace.articles.queue(workspace.coder.id, QueueFilter(phrase=phrase, progress=progress))
    return workspace.articles.queue_page(workspace.coder.id, rows)


def titles(workspace: Workspace, phrase: str = "", progress: Progress | None = None) -> set[str]:
    return {item.title for item in queue(workspace, phrase, progress)}


# -- planning ---------------------------------------------------------------------------------------------------------


def test_a_plan_tells_new_texts_from_known_and_refused_ones_and_stores_nothing(empty: Workspace, write: Write) -> None:
    imported(empty, write("known.txt", "Known."))
    before = empty.project.head
    paths = [write("new.txt", "New."), write("same.txt", "Known."), write("none.txt", "")]
    plan = empty.articles.plan_import(paths)
    assert names(plan) == (["new.txt"], ["same.txt"], ["none.txt"])
    assert empty.project.head == before
    assert len(queue(empty)) == 1


def test_one_text_twice_in_a_plan_is_imported_once(empty: Workspace, write: Write) -> None:
    plan = imported(empty, write("a.txt", "The same words.\n"), write("b.txt", "The same words.\r\n"))
    assert names(plan) == (["a.txt"], ["b.txt"], [])
    assert titles(empty) == {"The same words."}


def test_texts_that_differ_by_a_blank_are_two(empty: Workspace, write: Write) -> None:
    assert len(imported(empty, write("a.txt", "Words."), write("b.txt", "Words. ")).new) == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b" \n\t\n", "The file is empty."),
        (b"news\0news", "The text has a NUL character at position 4"),
        (b"\xff\xfe\x00\xd8A\x00", "The bytes are not utf-16"),
        (b"caf\xe9", "too few to guess the encoding"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\r\xff", "This is a binary file, not text."),
        (b"x" * 1_000_001, "a line of more than 1,000,000 characters"),
        (b"x\n" * 1_000_001, "The file has 2,000,002 bytes; an article may have 2,000,000."),
    ],
)
def test_a_file_that_is_no_article_is_refused_with_a_reason(
    empty: Workspace, write: Write, content: bytes, reason: str
) -> None:
    (refusal,) = empty.articles.plan_import([write("odd.txt", content)]).refused
    assert refusal.file_name == "odd.txt"
    assert reason in refusal.reason
    assert "odd.txt" not in refusal.reason


def test_a_guessed_encoding_is_refused_until_the_coder_names_it(empty: Workspace, write: Write) -> None:
    path = write("article.txt", FRENCH.encode("windows-1252"))
    (refusal,) = empty.articles.plan_import([path]).refused
    assert "is not UTF-8; it looks like" in refusal.reason
    assert "Choose its encoding" in refusal.reason
    (draft,) = imported(empty, path, encoding="windows-1252").new
    assert draft.text == FRENCH
    assert empty.articles.article(queue(empty)[0].article_id).text == FRENCH


@pytest.mark.parametrize("encoding", ["klingon", "hex", "", "utf-8\0", "rot13"])
def test_an_encoding_there_is_not_refuses_the_file(empty: Workspace, write: Write, encoding: str) -> None:
    plan = empty.articles.plan_import([write("a.txt", b"caf\xe9")], encoding=encoding)
    assert names(plan) == ([], [], ["a.txt"])


def test_a_file_that_cannot_be_read_is_refused_and_the_others_are_not(empty: Workspace, write: Write) -> None:
    good, device = write("good.txt", "Good."), write("b.txt", "x").parent / "socket.txt"
    os.mkfifo(device)
    plan = empty.articles.plan_import([good, good.parent])
    assert names(plan) == (["good.txt", "b.txt"], [], ["socket.txt"])
    assert plan.refused[0].reason == "It is not a file."


def test_a_file_that_vanished_is_told_by_name(empty: Workspace, tmp_path: Path) -> None:
    with pytest.raises(ArticleRefusedError, match=r"gone\.txt"):
        empty.articles.plan_import([tmp_path / "gone.txt"])


def test_a_folder_is_walked_to_the_bottom_and_what_is_no_article_is_listed(empty: Workspace, write: Write) -> None:
    write("b.txt", "B.")
    write("deep/er/a.md", "A.")
    write("photo.jpg", b"\xff\xd8\xff")
    folder = write(".DS_Store", "").parent
    plan = empty.articles.plan_import([folder])
    assert names(plan) == (["b.txt", "a.md"], [], ["photo.jpg"])
    assert plan.refused[0].reason == "It is not a text file by its ending."


def test_an_empty_folder_gives_an_empty_plan(empty: Workspace, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    plan = empty.articles.plan_import([tmp_path / "nothing"])
    assert names(plan) == ([], [], [])
    assert empty.articles.import_articles(plan, coder_id=empty.coder.id) is None


def test_a_file_name_that_is_no_text_does_not_spoil_the_import(empty: Workspace, write: Write) -> None:
    folder = write("good.txt", "Good.").parent
    (Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt"))).write_text("Latin name.")
    assert names(imported(empty, folder))[0] == ["caf\N{REPLACEMENT CHARACTER}.txt", "good.txt"]
    assert titles(empty) == {"Good.", "Latin name."}


def test_reading_tells_how_far_it_is(empty: Workspace, write: Write) -> None:
    seen: list[int] = []
    folder, *_ = {write(f"{number}.txt", f"Text {number}.").parent for number in range(3)}
    empty.articles.plan_import([folder], progress=seen.append)
    assert seen == [1, 2, 3]


# -- importing and taking back ----------------------------------------------------------------------------------------


def test_an_import_is_one_event(empty: Workspace, write: Write) -> None:
    before = empty.project.head
    paths = [write(f"{number}.txt", f"Text {number}.") for number in range(5)]
    changes = empty.articles.import_articles(empty.articles.plan_import(paths), coder_id=empty.coder.id)
    assert changes is not None
    assert empty.project.head == before + 1 == changes.event.sequence
    assert changes.event.label == "import 5 articles"
    assert empty.project.check() == ()


def test_a_text_that_came_in_after_the_plan_is_not_doubled(empty: Workspace, write: Write) -> None:
    first, second = write("a.txt", "A."), write("b.txt", "B.")
    plan = empty.articles.plan_import([first, second])
    imported(empty, first)
    changes = empty.articles.import_articles(plan, coder_id=empty.coder.id)
    assert changes is not None
    assert changes.event.label == "import 1 article"
    assert empty.articles.import_articles(plan, coder_id=empty.coder.id) is None
    assert len(queue(empty)) == 2


def test_an_import_is_taken_back_whole_and_can_be_made_again(empty: Workspace, write: Write) -> None:
    paths = [write("a.txt", "A."), write("b.txt", "B.")]
    imported(empty, *paths)
    article_id = queue(empty)[0].article_id
    assert empty.articles.undo_import(coder_id=empty.coder.id) is not None
    assert queue(empty) == []
    with pytest.raises(CodingError, match=str(article_id)):
        empty.articles.article(article_id)
    assert len(imported(empty, *paths).new) == 2
    assert titles(empty) == {"A.", "B."}
    assert empty.project.check() == ()


def test_only_the_last_import_is_taken_back_then_the_one_before(empty: Workspace, write: Write) -> None:
    imported(empty, write("a.txt", "A."))
    imported(empty, write("b.txt", "B."))
    empty.articles.undo_import(coder_id=empty.coder.id)
    assert titles(empty) == {"A."}
    empty.articles.undo_import(coder_id=empty.coder.id)
    assert titles(empty) == set()


def test_an_import_is_not_taken_back_once_an_article_of_it_is_coded(empty: Workspace, write: Write) -> None:
    imported(empty, write("a.txt", "Two killed."))
    key = CodingKey(queue(empty)[0].article_id, empty.coder.id)
    empty.coding.attach_evidence(key, Slot("killed_total"), Span(0, 3))
    before = empty.project.head
    with pytest.raises(CodingError, match="have 1 coding already") as refusal:
        empty.articles.undo_import(coder_id=empty.coder.id)
    assert refusal.value.kept == "Nothing was changed."
    assert (len(queue(empty)), empty.project.head) == (1, before)
    empty.coding.undo(key)
    assert empty.articles.undo_import(coder_id=empty.coder.id) is not None


def test_a_coded_import_is_kept_even_when_somebody_imported_more_since(empty: Workspace, write: Write) -> None:
    imported(empty, write("a.txt", "Two killed."))
    key = CodingKey(queue(empty)[0].article_id, empty.coder.id)
    empty.coding.attach_evidence(key, Slot("killed_total"), Span(0, 3))
    other = empty.coders.named("Coder B")
    empty.articles.import_articles(empty.articles.plan_import([write("b.txt", "B.")]), coder_id=other.id)
    with pytest.raises(CodingError, match="have 1 coding already"):
        empty.articles.undo_import(coder_id=empty.coder.id)
    assert titles(empty) == {"Two killed.", "B."}


def test_taking_back_an_import_takes_back_nothing_else(empty: Workspace, write: Write) -> None:
    imported(empty, write("a.txt", "A."))
    empty.articles.undo_import(coder_id=empty.coder.id)
    before = empty.project.head
    with pytest.raises(CodingError, match=r"add codebook .* not an import"):
        empty.articles.undo_import(coder_id=empty.coder.id)
    assert empty.project.head == before
    assert empty.codebooks.current().version == 1
    assert [coder.name for coder in empty.coders.all()] == ["Coder A"]


def test_somebody_who_did_nothing_has_nothing_to_take_back(empty: Workspace) -> None:
    assert empty.articles.undo_import(coder_id=None) is None


# -- the queue --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("Ménaka", {"Attaque près de Ménaka"}),
        ("Menaka", set()),
        ("“dozens”", {"A “dozens” quote, 100% sure"}),
        ("100%", {"A “dozens” quote, 100% sure"}),
        ("%", {"A “dozens” quote, 100% sure"}),
        ("_", {"file_name with under_score"}),
        ("e_n", {"file_name with under_score"}),
        ("'; DROP TABLE article; --", set()),
        ('"', set()),
        ("\\", set()),
        ("*", set()),
        ("😀", {"Attaque près de Ménaka"}),
        ("body", {"A “dozens” quote, 100% sure", "file_name with under_score"}),
    ],
)
def test_the_queue_finds_a_phrase_as_it_is_written(
    empty: Workspace, write: Write, phrase: str, found: set[str]
) -> None:
    imported(
        empty,
        write("a.txt", "Attaque près de Ménaka\n\n😀"),
        write("b.txt", "A “dozens” quote, 100% sure\n\nbody"),
        write("c.txt", "file_name with under_score\n\nbody"),
    )
    assert titles(empty, phrase) == found


def test_the_queue_shows_articles_by_how_far_the_coder_is(empty: Workspace, write: Write) -> None:
    imported(empty, *(write(f"{name}.txt", f"{name} killed.") for name in ("Draft", "None", "Untouched")))
    ids = {item.title: item.article_id for item in queue(empty)}
    draft, none = (CodingKey(ids[title], empty.coder.id) for title in ("Draft killed.", "None killed."))
    empty.coding.add_report(draft)
    empty.coding.code_no_incident(none)
    assert titles(empty, progress=Progress.DRAFT) == {"Draft killed."}
    assert titles(empty, progress=Progress.NO_INCIDENT) == {"None killed."}
    assert titles(empty, progress=Progress.NOT_STARTED) == {"Untouched killed."}
    assert titles(empty, progress=Progress.COMPLETE) == set()
    assert titles(empty, "killed", Progress.DRAFT) == {"Draft killed."}
    assert empty.coding.worksheet(none).coding.header.state is CodingState.COMPLETE


def test_progress_is_each_coders_own(empty: Workspace, write: Write) -> None:
    imported(empty, write("a.txt", "A."))
    (item,) = queue(empty)
    empty.coding.add_report(CodingKey(item.article_id, empty.coder.id))
    other = empty.coders.named("Coder B").id
    (row,) = empty.articles.queue(other, QueueFilter())
    assert [line.progress for line in empty.articles.queue_page(other, [row])] == [Progress.NOT_STARTED]
    assert [line.progress for line in queue(empty)] == [Progress.DRAFT]


def test_row_numbers_lead_to_articles_and_back(workspace: Workspace) -> None:
    rows = workspace.articles.queue(workspace.coder.id, QueueFilter())
    items = workspace.articles.queue_page(workspace.coder.id, rows)
    assert [workspace.articles.row_number(item.article_id) for item in items] == rows
    assert workspace.articles.queue_page(workspace.coder.id, [10_000, rows[0]]) == items[:1]


def test_an_article_nobody_knows_is_told_by_id(workspace: Workspace) -> None:
    with pytest.raises(CodingError, match="no article nowhere"):
        workspace.articles.article(ArticleId("nowhere"))
    with pytest.raises(CodingError, match="no article nowhere"):
        workspace.articles.row_number(ArticleId("nowhere"))


def test_a_plan_is_told_line_by_line(empty: Workspace, write: Write) -> None:
    imported(empty, write("known.txt", "Known."))
    headed = "# A title\n\nPublished at: **2021-05-10**\n\nBody."
    unread = "# Another\n\nPublished at: **last week**\n\nBody."
    paths = [write("a.txt", headed), write("b.txt", unread), write("c.txt", "Known."), write("d.txt", "")]
    lines = empty.articles.plan_import(paths).lines()
    assert [(line.title, line.file_name) for line in lines] == [
        ("A title", "a.txt"),
        ("Another", "b.txt"),
        ("Known.", "c.txt"),
        ("", "d.txt"),
    ]
    assert [line.published != "" for line in lines] == [True, False, False, False]
    assert lines[0].outcome == "New"
    assert lines[1].outcome.startswith("New. The publication date “last week”")
    assert lines[2].outcome == "Already here; skipped"
    assert lines[3].outcome == "Refused: The file is empty."


def test_the_preview_of_a_folder_says_that_its_readme_is_left_out(empty: Workspace, write: Write) -> None:
    article = write("one.txt", b"Five hurt in a blast\n\nA blast hurt five.")
    write("README.md", b"# About these texts\n\nTen articles.")
    plan = empty.articles.plan_import([article.parent])
    assert [draft.file_name for draft in plan.new] == ["one.txt"]
    (line,) = (line for line in plan.lines() if line.file_name == "README.md")
    assert line.outcome == ("Refused: It tells about the folder; to have it as an article, choose the file itself.")
