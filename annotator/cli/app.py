"""The command line as a whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from annotator import __version__
from annotator.cli import (
    agreement,
    assign,
    backup,
    check,
    codebook,
    export,
    import_articles,
    import_codings,
    new,
    packet,
    recipe,
    replicate,
    review,
    rounds,
)
from annotator.cli.output import complain, say_no_more, speak_plainly
from annotator.domain.errors import AnnotatorError, CodebookError, ExportError

SelfTest = Callable[[Path | None], int]


def made_app(run_self_test: SelfTest) -> typer.Typer:
    """Return the command line; ``run_self_test`` comes from outside because it drives the window."""
    app = typer.Typer(
        name="annotator",
        help="Code news articles about violent incidents: text beside a structured form, evidence for every value.\n\n"
        "Without a command the window opens: `annotator` on the project used last, `annotator PROJECT` on that "
        "project, `annotator --sample` on the sample project.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def root(
        version: Annotated[
            bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
        ] = False,
        sample: Annotated[bool, typer.Option("--sample", help="Open the window on the sample project.")] = False,
    ) -> None: ...

    _add_commands(app)

    @app.command("self-test")
    def self_test(
        artifacts: Annotated[
            Path | None, typer.Option(help="Keep screenshots, project and dataset in this folder.")
        ] = None,
    ) -> None:
        """Code a sample article through the real window, without a screen, and verify what was stored.

        Prints JSON; exit status 0 when everything agreed.
        """
        _refuse_unwritable(artifacts)
        raise typer.Exit(run_self_test(artifacts))

    return app


def _add_commands(app: typer.Typer) -> None:
    app.command("new")(new.new)
    app.command("import")(import_articles.import_articles)
    app.command("import-codings")(import_codings.import_codings)
    app.command("export")(export.export)
    app.command("replicate")(replicate.replicate)
    app.command("check")(check.check)
    app.add_typer(backup.app, name="backup")
    app.command("agreement")(agreement.agreement)
    app.add_typer(codebook.app, name="codebook")
    app.add_typer(rounds.app, name="round")
    app.add_typer(assign.app, name="assign")
    app.add_typer(packet.app, name="packet")
    app.add_typer(recipe.app, name="recipe")
    app.add_typer(review.app, name="review")


def run_command(arguments: list[str], run_self_test: SelfTest) -> int:
    """Run a command and return its exit status: 0 done, 1 refused with a sentence, 2 wrong usage."""
    speak_plainly()
    try:
        made_app(run_self_test)(arguments, prog_name="annotator")
    except CodebookError as error:
        for line in str(error).split("\n"):  # one for each problem
            complain(line)
        return 1
    except AnnotatorError as error:
        complain(str(error))
        return 1
    except OSError as error:
        _complain_of_system(error)
        return 1
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def _complain_of_system(error: OSError) -> None:
    """Tell what the system refused; without a file's name that is writing the answer itself."""
    if error.filename is None:
        say_no_more()
        complain(f"The answer could not be written ({error.strerror}).")
    else:
        complain(f"{error.filename}: {error.strerror}. Check the name, and that the place can be used.")


def _refuse_unwritable(folder: Path | None) -> None:
    """Make the folder, if any; raises ExportError at once, not when everything else is done, where that cannot be."""
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"{folder} cannot be made: {error.strerror}.", remedy="Choose another folder.") from error


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"Incident Annotator {__version__}")
        raise typer.Exit
