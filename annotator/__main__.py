"""Starts the app: no command opens the window, a command runs in the terminal."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path

COMMANDS = (
    "new",
    "import",
    "import-codings",
    "export",
    "replicate",
    "check",
    "codebook",
    "recipe",
    "round",
    "assign",
    "packet",
    "agreement",
    "backup",
    "review",
    "self-test",
)

EXPORTING = ("export", "replicate")
"""The commands that may be divided among processes."""

INTERRUPTED = 130
"""The status that shells know for a program that was stopped by Ctrl+C."""


def main(arguments: list[str] | None = None) -> int:
    """Run the window or a command and return the exit status.

    The window is told apart here so that starting it never waits for the terminal's libraries, nor the terminal for Qt.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    search_no_plugins()
    project = arguments[0] if len(arguments) == 1 else None
    if not arguments or (project is not None and _is_for_window(project)):
        gc.disable()  # while the app loads nothing becomes garbage; looking for it costs a seventh of the start
        from annotator.gui.app import run

        is_sample = project == "--sample"
        return run(None if is_sample or project is None else Path(project), is_sample=is_sample)
    try:
        if arguments[0] in EXPORTING:
            from annotator.services.exports.starting import get_ready_for

            get_ready_for(arguments[1:])
        from annotator.cli.app import run_command

        clear_away_when_ended()
        return run_command(arguments, _run_self_test)
    except KeyboardInterrupt:  # while loading; later on the command line itself ends so
        return INTERRUPTED


def clear_away_when_ended() -> None:
    """Have the end of a session stop a command as Ctrl+C does, which takes back what it had half written."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def search_no_plugins() -> None:
    """Have pydantic not look through everything installed for plugins of its own; a twentieth of the start."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def _run_self_test(artifacts: Path | None) -> int:
    from annotator.gui.self_test import run_self_test

    return run_self_test(artifacts)


def _is_for_window(argument: str) -> bool:
    """Tell a project from a command; a bare word that is neither is a command typed wrong."""
    if argument.startswith("-") or argument in COMMANDS:
        return argument == "--sample"
    path = Path(argument)
    return bool(path.suffix) or os.sep in argument or path.exists()


if __name__ == "__main__":
    sys.exit(main())
