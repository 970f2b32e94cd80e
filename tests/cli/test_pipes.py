"""What is no file: a pipe with a name is refused and not waited for; a stream that was given is read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.bootstrap import default_codebook_path
from tests.cli.conftest import Run
from tests.cli.test_streams import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")

READERS = {
    "import": ("import", "{project}", "{pipe}"),
    "import-codings": ("import-codings", "{project}", "{pipe}", "--form", "doccano", "--coder", "A"),
    "import-codings of a mapping": (
        *("import-codings", "{project}", "{file}", "--form", "doccano", "--coder", "A", "--mapping", "{pipe}"),
    ),
    "import-codings of a dataset": ("import-codings", "{project}", "{pipe}", "--form", "jsonl"),
    "codebook validate": ("codebook", "validate", "{pipe}"),
    "codebook document": ("codebook", "document", "{pipe}", "{folder}/made.html"),
    "new with a codebook": ("new", "{folder}/new", "--codebook", "{pipe}"),
    "packet merge": ("packet", "merge", "{project}", "{pipe}"),
    "backup restore": ("backup", "restore", "{project}", "{pipe}"),
    "check": ("check", "{pipe}"),
}


def done(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a command; it has a minute, and what is ``given`` on its input."""
    command = [sys.executable, "-m", "annotator", *words]
    return subprocess.run(command, cwd=ROOT, input=given, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize("words", READERS.values(), ids=READERS)
def test_a_pipe_with_a_name_is_refused_at_once(project: Path, words: tuple[str, ...]) -> None:
    folder = project.parent
    pipe, file = folder / "pipe.jsonl", folder / "file.jsonl"
    os.mkfifo(pipe)
    file.write_text("{}\n")
    before = sorted(path.name for path in folder.iterdir())
    answer = done(*(word.format(project=project, pipe=pipe, file=file, folder=folder) for word in words))
    told = (answer.stdout + answer.stderr).decode()
    assert answer.returncode in {1, 2}
    assert "Traceback" not in told
    assert "pipe.jsonl" in told or "dataset.jsonl" in told
    assert sorted(path.name for path in folder.iterdir()) == before


def test_the_other_articles_are_imported(run: Run, project: Path, news: Path) -> None:
    os.mkfifo(news / "pipe.txt")
    answer = run("import", project, news / "a.txt", news / "pipe.txt")
    assert answer.status == 0
    assert answer.out == "Imported 1; 0 already here; 1 refused.\n"
    assert answer.err == "pipe.txt: The file cannot be read (it is not a regular file).\n"


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="this system names its streams otherwise")
@pytest.mark.parametrize("name", ["/dev/stdin", "/dev/fd/0"])
def test_what_comes_on_the_input_is_read(project: Path, news: Path, name: str) -> None:
    answer = done("import", str(project), name, given=(news / "a.txt").read_bytes())
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert answer.stdout.startswith(b"Imported 1; 0 already here; 0 refused.")
    answer = done("codebook", "validate", name, given=default_codebook_path().read_bytes())
    assert (answer.returncode, answer.stderr) == (0, b"")
