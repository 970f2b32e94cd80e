#!/usr/bin/env python3
"""Run, test and check the Incident Annotator from a checkout: ``python3 x.py run`` and ``python3 x.py test``.

Each command first does the set-up it needs: the system packages Qt lacks (Debian and Ubuntu), a virtual environment in
``.venv`` and the locked packages in it, checked by hash. A second call finds all of it in place and needs no network.
Written for Linux, Windows and macOS; unverified on the last two. Needs nothing but Python 3.11 or newer.

Exit codes: 0 fine, 1 something is red, 2 wrong usage, 3 the machine lacks something, 4 the set-up failed, 130 stopped.
"""

import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

WRONG_USAGE = 2
LACKING = 3
SETUP_FAILED = 4
STOPPED = 130

OLDEST_PYTHON = (3, 11)
if sys.version_info < OLDEST_PYTHON:  # before anything an older Python would stumble over
    print(
        f"x.py needs Python 3.11 or newer, and this is Python {platform.python_version()} ({sys.executable}).\n"
        "Install a newer one and call it by its name, for example: python3.11 x.py run",
        file=sys.stderr,
    )
    sys.exit(LACKING)

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_LOCK = ROOT / ".venv.lock"
STAMP = VENV / "x-setup.json"
BUILD = ROOT / "build"
LOCKS = ROOT / "packaging"
RUNTIME = "requirements.lock"
DEVELOPMENT = "requirements-dev.lock"
CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache", ".benchmarks")

QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
}
"""The shared libraries Qt loads even without a screen, and the Debian package of each."""

SCREEN_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
"""What it loads besides to open a window under X."""

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT_PACKAGE = "fonts-noto-core"


class SetupError(Exception):
    """The set-up cannot go on; the message says why and what to do, ``code`` is the exit code."""

    def __init__(self, message: str, code: int = SETUP_FAILED) -> None:
        super().__init__(message)
        self.code = code


def say(message: str) -> None:
    """Print a line for the person at the terminal, before the output of whatever is started next."""
    print(message, flush=True)


# --- The machine -----------------------------------------------------------------------------------------------------


def has_screen(platform_name: str, environ: Mapping[str, str]) -> bool:
    """Tell whether a window could be seen; an offscreen Qt platform asked for by the person counts as no screen."""
    if environ.get("QT_QPA_PLATFORM", "") in {"offscreen", "minimal"}:
        return False
    if not platform_name.startswith("linux"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def can_load(library: str) -> bool:
    """Tell whether the system's loader finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_fonts(folders: Iterable[str] = FONT_FOLDERS, family: str = "") -> bool:
    """Tell whether any of the folders holds a font (of a family); without one Qt paints nothing but boxes."""
    walks = (os.walk(Path(folder).expanduser()) for folder in folders)
    found = (name.lower() for walk in walks for _, _, names in walk for name in names)
    return any(name.startswith(family) and name.endswith((".ttf", ".otf", ".ttc")) for name in found)


def missing_packages(*, is_screen: bool, can_make_venv: bool, is_font: bool, loads: Callable[[str], bool]) -> list[str]:
    """Return the Debian packages that Qt, its fonts or the virtual environment still need, in a fixed order."""
    libraries = {**QT_LIBRARIES, **SCREEN_LIBRARIES} if is_screen else QT_LIBRARIES
    missing = [package for library, package in libraries.items() if not loads(library)]
    if not is_font:
        missing.append(FONT_PACKAGE)
    if not can_make_venv:
        missing.append("python3-venv")
    return missing


def apt_line(packages: Sequence[str]) -> str:
    """Return the one command a person without root's rights has to run."""
    return "sudo apt-get install " + " ".join(packages)


def lacking_on_this_machine(*, is_screen: bool) -> list[str]:
    """Return what `missing_packages` finds here and now."""
    importlib.invalidate_caches()
    return missing_packages(
        is_screen=is_screen,
        can_make_venv=venv_python().exists() or importlib.util.find_spec("ensurepip") is not None,
        # Any font will do to work with; where it can be installed, the one the tests' pictures are made with.
        is_font=has_fonts(family="notosans-" if os.geteuid() == 0 else ""),
        loads=can_load,
    )


def ensure_system_packages(*, is_screen: bool) -> None:
    """Install the system packages that are missing, or say which they are and stop (Linux only).

    Raises SetupError when they cannot be installed from here.
    """
    if not sys.platform.startswith("linux"):
        return
    missing = lacking_on_this_machine(is_screen=is_screen)
    if not missing:
        return
    if shutil.which("apt-get") is None:
        raise SetupError(
            f"This system lacks what these Debian packages hold: {' '.join(missing)}.\n"
            "Install their counterparts with your system's package manager, then call x.py again.",
            LACKING,
        )
    if os.geteuid() != 0:
        raise SetupError(
            f"System packages are missing. Run\n\n    {apt_line(missing)}\n\nand call x.py again.", LACKING
        )
    apt_install(missing)
    still = lacking_on_this_machine(is_screen=is_screen)
    if still:
        raise SetupError(f"apt-get did what it could, but these are still missing: {' '.join(still)}.", LACKING)


def apt_install(packages: Sequence[str]) -> None:
    """Install packages as root, refreshing the package lists only when they do not have them.

    Raises SetupError when apt-get gives up.
    """
    say(f"Installing system packages: {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages]
    first = subprocess.run(install, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if first.returncode == 0:
        return
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, stdin=subprocess.DEVNULL, check=False)
    if subprocess.run(install, env=quiet, stdin=subprocess.DEVNULL, check=False).returncode != 0:
        raise SetupError(
            f"apt-get could not install them (its words are above). By hand it is\n\n    {apt_line(packages)}", LACKING
        )


# --- The virtual environment -----------------------------------------------------------------------------------------


def venv_python(os_name: str = os.name) -> Path:
    """Return where the virtual environment keeps its interpreter."""
    return VENV / "Scripts" / "python.exe" if os_name == "nt" else VENV / "bin" / "python"


def read_stamp() -> dict[str, Any]:
    """Return what the last set-up left behind; empty where there was none or it cannot be read."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(stamp: Mapping[str, Any]) -> None:
    """Replace the stamp in one step."""
    STAMP.parent.mkdir(exist_ok=True)
    draft = STAMP.with_suffix(".draft")
    draft.write_text(json.dumps(stamp, indent=2, sort_keys=True), "utf-8")
    draft.replace(STAMP)


def usable_stamp() -> dict[str, Any]:
    """Return what the stamp of every usable environment says: complete, of this Python, made where it stands."""
    interpreter = f"{sys.implementation.cache_tag}-{platform.machine()}"
    return {"is_finished": True, "interpreter": interpreter, "root": str(ROOT)}


def finished_stamp(lock: str) -> dict[str, Any]:
    """Return the stamp of a finished set-up from one lock file; the development lock holds the runtime one."""
    digests = {name: hashlib.sha256((LOCKS / name).read_bytes()).hexdigest() for name in {RUNTIME, lock}}
    return {**usable_stamp(), "locks": digests}


def is_usable(stamp: Mapping[str, Any]) -> bool:
    """Tell whether an environment with this stamp can be mended in place."""
    return usable_stamp().items() <= stamp.items()


def is_current(stamp: Mapping[str, Any], lock: str) -> bool:
    """Tell whether an environment with this stamp already has what a lock file asks for."""
    wanted = finished_stamp(lock)["locks"][lock]
    return is_usable(stamp) and stamp.get("locks", {}).get(lock) == wanted


def lock_file(handle: IO[str], *, is_waiting: bool) -> bool:
    """Take the system's lock on an open file; return False when another process has it and we do not wait."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK if is_waiting else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX if is_waiting else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Keep every other x.py away from the environment; the system lets go by itself when this process dies."""
    with VENV_LOCK.open("a", encoding="utf-8") as handle:
        os.set_inheritable(handle.fileno(), True)  # pip goes on holding it should this process be killed
        if not lock_file(handle, is_waiting=False):
            say("Another x.py is setting up this checkout; waiting for it …")
            while not lock_file(handle, is_waiting=True):  # Windows gives up every ten seconds
                pass
        yield


def ensure_environment(lock: str) -> None:
    """Make ``.venv`` hold the packages of a lock file and see this checkout.

    Raises SetupError when it cannot be made, or packages cannot be had.
    """
    if is_current(read_stamp(), lock) and venv_python().exists():
        return
    with alone():
        before = read_stamp()
        if is_current(before, lock) and venv_python().exists():
            return
        if not venv_python().exists() or (before and not is_usable(before)):
            make_venv(was_interrupted=before.get("is_finished") is False)
            before = {}
        see_checkout()
        install_packages(lock, before)
        write_stamp(finished_stamp(lock))


def make_venv(*, was_interrupted: bool) -> None:
    """Make ``.venv`` from nothing; until it is finished its stamp says so."""
    say("Repairing an interrupted set-up …" if was_interrupted else "Making a virtual environment in .venv …")
    if VENV.exists():
        shutil.rmtree(VENV)
    write_stamp({"is_finished": False})
    if run_inheriting([sys.executable, "-m", "venv", str(VENV)]) != 0:
        raise SetupError("The virtual environment could not be made; Python's own words are above.")


def see_checkout() -> None:
    """Make this checkout importable in ``.venv`` by a path file; an editable install's build would need the network."""
    site_packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV)}))
    (site_packages / "annotator-checkout.pth").write_text(f"{ROOT}\n", "utf-8")


def install_packages(lock: str, before: Mapping[str, Any]) -> None:
    """Install a lock file's packages, each checked by its hash.

    Raises SetupError when pip fails; pip puts back what it had replaced, so a finished environment stays usable.
    """
    say(f"Installing the packages of packaging/{lock} (the first time this takes a minute) …")
    write_stamp({**before, "is_finished": False})
    pip = [str(venv_python()), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    code = run_inheriting([*pip, "--retries=2", "--only-binary=:all:", "--require-hashes", "-r", str(LOCKS / lock)])
    if code > 0:
        if before:
            write_stamp(before)
        raise SetupError(
            "The packages could not be installed; pip's own words are above.\n"
            "The first set-up needs a network. Once it is there, call x.py again."
        )
    if code != 0:
        raise SetupError("The installation was stopped. Call x.py again; it starts afresh.")


def run_inheriting(command: Sequence[str]) -> int:
    """Run a step of the set-up, which shares our lock, and return its exit code."""
    quiet = subprocess.DEVNULL
    return subprocess.run(command, env=clean_environment(), stdin=quiet, close_fds=False, check=False).returncode


def clean_environment(**more: str) -> dict[str, str]:
    """Return this process's environment without what would lead the virtual environment's Python elsewhere."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    return {**kept, **more}


def prepare(lock: str, *, is_screen: bool) -> None:
    """Do all the set-up a command needs."""
    ensure_system_packages(is_screen=is_screen)
    ensure_environment(lock)


def python(*arguments: str, **environment: str) -> int:
    """Run the environment's Python in the checkout and return its exit code; a signal's as a shell counts it."""
    command = [str(venv_python()), *arguments]
    code = subprocess.run(command, cwd=ROOT, env=clean_environment(**environment), check=False).returncode
    return code if code >= 0 else 128 - code


# --- Commands --------------------------------------------------------------------------------------------------------


def run(arguments: Sequence[str]) -> int:
    """Open the window on the sample project, or give arguments to the app; without a screen run the self-test."""
    is_screen = has_screen(sys.platform, os.environ)
    prepare(RUNTIME, is_screen=is_screen)
    if arguments:
        return python("-m", "annotator", *arguments)
    if is_screen:
        return python("-m", "annotator", "--sample")
    return self_test(BUILD / "self-test")


def self_test(artifacts: Path) -> int:
    """Code a sample article through the real window without a screen, and say where the results lie."""
    say("There is no screen here, so the window opens offscreen and the self-test codes a sample article in it.")
    shutil.rmtree(artifacts, ignore_errors=True)
    code = python("-m", "annotator", "self-test", "--artifacts", str(artifacts), QT_QPA_PLATFORM="offscreen")
    files = sorted(path.relative_to(ROOT) for path in artifacts.rglob("*") if path.is_file())
    screenshots = [path for path in files if path.suffix == ".png"]
    for title, found in (
        ("Screenshots", screenshots),
        ("Dataset", [path for path in files if path not in screenshots]),
    ):
        if found:
            say("\n".join([f"{title}:", *(f"  {path}" for path in found)]))
    return code


def test(arguments: Sequence[str]) -> int:
    """Run the tests offscreen; arguments go to pytest."""
    prepare(DEVELOPMENT, is_screen=False)
    return python("-m", "pytest", "-n", "auto", "--dist", "worksteal", *arguments, QT_QPA_PLATFORM="offscreen")


def refuse(arguments: Iterable[str]) -> None:
    """Raise SetupError when there are arguments left that a command knows nothing of."""
    unknown = " ".join(arguments)
    if unknown:
        raise SetupError(f"This command does not know: {unknown}. See: python3 x.py --help", WRONG_USAGE)


CHECKS = {
    "ruff": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "mypy": ("-m", "mypy"),
    "import contracts": ("-c", "from importlinter.cli import lint_imports_command as lint; lint()"),
    "architecture": ("-m", "pytest", "-q", "tests/test_architecture.py"),
}


def check(arguments: Sequence[str]) -> int:
    """Check style, types, import contracts and the architecture's budgets; all of them, even after a red one."""
    refuse(arguments)
    prepare(DEVELOPMENT, is_screen=False)
    red = []
    for title, command in CHECKS.items():
        say(f"\n== {title}")
        if python(*command, QT_QPA_PLATFORM="offscreen") != 0:
            red.append(title)
    say(f"\nRed: {', '.join(red)}." if red else f"\nAll green: {', '.join(CHECKS)}.")
    return 1 if red else 0


def bench(arguments: Sequence[str]) -> int:
    """Run the benchmarks and keep their figures as JSON under build/benchmarks; arguments go to pytest."""
    prepare(DEVELOPMENT, is_screen=False)
    figures = BUILD / "benchmarks"
    figures.mkdir(parents=True, exist_ok=True)
    names = ["-o", "python_files=bench_*.py", "-o", "python_functions=test_* bench_*", "tests/benchmarks"]
    keep = ["--benchmark-autosave", f"--benchmark-storage={figures}", f"--benchmark-json={figures / 'latest.json'}"]
    chosen = ["-p", "no:randomly", "--benchmark-enable", "--benchmark-only", *keep, *names, *arguments]
    code = python("-m", "pytest", *chosen, QT_QPA_PLATFORM="offscreen")
    say(f"Figures: {(figures / 'latest.json').relative_to(ROOT)}")
    return code


def lock(arguments: Sequence[str]) -> int:
    """Pin every dependency again with uv; the runtime lock is held to the versions of the development lock."""
    if shutil.which("uv") is None:
        raise SetupError("Making the lock files needs uv on the PATH; running and testing do not.", LACKING)
    compile_ = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
    bare = ["--no-header", "--no-emit-index-url", "--no-annotate", "pyproject.toml"]
    constraint = ["--constraint", f"packaging/{DEVELOPMENT}"]
    for more, name in ((["--extra", "dev"], DEVELOPMENT), (constraint, RUNTIME)):
        command = [*compile_, *bare, *more, *arguments, "--output-file", f"packaging/{name}"]
        say(shlex.join(command))
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code != 0:
            return code
    return 0


def clean(arguments: Sequence[str]) -> int:
    """Remove what was built and cached; with --all also the virtual environment."""
    refuse(argument for argument in arguments if argument != "--all")
    compiled = [folder for source in ("annotator", "tests") for folder in (ROOT / source).rglob("__pycache__")]
    for folder in [BUILD, ROOT / "dist", *(ROOT / name for name in CACHES), *compiled]:
        shutil.rmtree(folder, ignore_errors=True)
    if arguments:
        with alone():
            shutil.rmtree(VENV, ignore_errors=True)
    return 0


# --- Command line ----------------------------------------------------------------------------------------------------

COMMANDS: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "run": (run, "open the window on a sample project; arguments go to the app (run --help)"),
    "test": (test, "run the tests without a screen; arguments go to pytest (test -k offsets)"),
    "check": (check, "style, types, import contracts and the architecture's budgets"),
    "bench": (bench, "run the benchmarks; figures are kept in build/benchmarks"),
    "lock": (lock, "pin all dependencies again with uv; arguments go to uv (lock --upgrade)"),
    "clean": (clean, "remove what was built and cached; with --all also .venv"),
}


def usage() -> str:
    """Return what ``x.py --help`` says."""
    width = max(map(len, COMMANDS))
    listing = "\n".join(f"  {name:<{width}}  {about}" for name, (_, about) in COMMANDS.items())
    return f"""usage: python3 x.py COMMAND [arguments]

Run, test and check the Incident Annotator from a checkout.
Every command first sets up what it needs; a second call is fast and needs no network.

{listing}

On Debian and Ubuntu, missing system packages are installed for root and named to everybody else.
Written for Windows and macOS too, where it is unverified."""


def main(argv: Sequence[str]) -> int:
    """Run one command and return the exit code."""
    if not argv or argv[0] in {"-h", "--help", "help"}:
        say(usage())
        return 0 if argv else WRONG_USAGE
    if argv[0] not in COMMANDS:
        print(f"x.py: there is no command {argv[0]!r}.\n\n{usage()}", file=sys.stderr)
        return WRONG_USAGE
    try:
        return COMMANDS[argv[0]][0](argv[1:])
    except SetupError as error:
        print(f"x.py: {error}", file=sys.stderr)
        return error.code
    except OSError as error:
        print(f"x.py: {error.strerror or error} ({error.filename or 'no file named'})", file=sys.stderr)
        return SETUP_FAILED
    except KeyboardInterrupt:
        print("x.py: stopped.", file=sys.stderr)
        return STOPPED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
