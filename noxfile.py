"""The one command door: every check and every tool of the project is a session here; CI runs the same ones.

All sessions share one environment, ``.nox/house``, for most of them need the same heavy packages.
"""

import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "stubs", "test", "test-rust", "docs", "notebooks"]

FUZZ = ("--manifest-path", "rust/fuzz/Cargo.toml")
HOUSE = Path(".nox", "house").absolute()
BIN = HOUSE / ("Scripts" if os.name == "nt" else "bin")
ON_SPARK = Path("notebooks", "07_on_spark.ipynb")


_done: set[str] = set()


def groups(session: nox.Session, *names: str) -> None:
    """Make the shared environment hold groups of dependencies."""
    if not BIN.exists():
        session.run(sys.executable, "-m", "venv", str(HOUSE), external=True)
    pip(session, *nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), *names))


def tools(session: nox.Session) -> None:
    """Make the shared environment hold the tools; once a run."""
    if "tools" not in _done:
        groups(session, "dev", "docs", "notebooks")
        _done.add("tools")


def package(session: nox.Session) -> None:
    """Install the package as it stands, core included, with all its extras; once a run."""
    tools(session)
    if "package" not in _done:
        pip(session, "--no-build-isolation", ".[demo,test]")
        _done.add("package")


def others(session: nox.Session) -> None:
    """Install the package and the programs it is compared with; once a run."""
    package(session)
    if "others" not in _done:
        pip(session, *nox.project.load_toml("pyproject.toml")["project"]["optional-dependencies"]["bench"])
        _done.add("others")


def pip(session: nox.Session, *requirements: str) -> None:
    """Install into the shared environment."""
    run(session, "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements)


def run(session: nox.Session, program: str, *arguments: str, **env: str) -> None:
    """Run a program of the shared environment."""
    paths = {"PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]), "VIRTUAL_ENV": str(HOUSE)}
    session.run(str(BIN / program), *arguments, external=True, env={**paths, **env})


def execute(session: nox.Session, notebook: Path) -> None:
    """Run a notebook from top to bottom, leaving the file as it is."""
    run(session, "jupyter", "execute", "--timeout=600", str(notebook))


def cargo(session: nox.Session, *arguments: str) -> None:
    """Run cargo."""
    session.run("cargo", *arguments, external=True)


@nox.session
def fmt(session: nox.Session) -> None:
    """Format Python and Rust, and mend what ruff can mend."""
    tools(session)
    run(session, "ruff", "check", "--fix", ".")
    run(session, "ruff", "format", ".")
    cargo(session, "fmt")
    cargo(session, "fmt", *FUZZ)


@nox.session
def lint(session: nox.Session) -> None:
    """Style of Python and Rust, and the import rule."""
    tools(session)
    run(session, "ruff", "check", ".")
    run(session, "ruff", "format", "--check", ".")
    run(session, "lint-imports", "--no-cache", PYTHONPATH="src")
    cargo(session, "fmt", "--check")
    cargo(session, "fmt", "--check", *FUZZ)
    cargo(session, "clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings")
    cargo(session, "clippy", *FUZZ, "--tests", "--", "-D", "warnings")


@nox.session
def types(session: nox.Session) -> None:
    """Mypy, strict."""
    package(session)
    run(session, "mypy")


@nox.session
def stubs(session: nox.Session) -> None:
    """Do the stubs of the compiled core say what it has?"""
    package(session)
    run(session, "stubtest", "journeymine._core")


@nox.session
def test(session: nox.Session) -> None:
    """Pytest with doctests, on the installed package; arguments after ``--`` go to pytest."""
    package(session)
    run(session, "pytest", *session.posargs)


@nox.session
def kills(session: nox.Session) -> None:
    """Kill the writer of a journey store 50 times at random moments; the tests do it a dozen times."""
    package(session)
    tests = [f"tests/unit/api/test_{name}_survives.py" for name in ("store", "erasing")]
    run(session, "pytest", *tests, "-k", "killed", JOURNEYMINE_KILLS="50")


@nox.session
def stress(session: nox.Session) -> None:
    """Hours of random databases, kills, threads, limits, leaks, broken files; behind ``--`` which of them, how much."""
    package(session)
    run(session, "python", "-m", "tests.stress", *session.posargs)


@nox.session
def peers(session: nox.Session) -> None:
    """What the tests say of other programs, with those at hand that are no dependencies."""
    others(session)
    pip(session, *nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "peers"))
    names = ("test_peers_faults", "test_itemset_peers", "test_process_mining_peers")
    tests = [f"tests/golden/{name}.py" for name in names]
    pages = "tests/contract/test_documents.py::test_a_page_runs_with_another_program"
    run(session, "pytest", *tests, pages, JOURNEYMINE_REQUIRE="effspm,gsppy,pm4py,pyfim,rusket,seq2pat")


@nox.session
def spark(session: nox.Session) -> None:
    """What runs on Spark, with PySpark (400 MB) installed; it needs a JDK 17."""
    package(session)
    pip(session, *nox.project.load_toml("pyproject.toml")["project"]["optional-dependencies"]["spark"])
    run(session, "pytest", "tests/spark/", *session.posargs, JOURNEYMINE_REQUIRE="spark")
    if ON_SPARK.exists():
        execute(session, ON_SPARK)


@nox.session(name="test-rust")
def test_rust(session: nox.Session) -> None:
    """Unit tests and doctests of the core (the border is tested from Python)."""
    if shutil.which("cargo-nextest"):
        cargo(session, "nextest", "run", "-p", "journeymine-core", "--locked", "--no-tests=fail")
    else:
        cargo(session, "test", "-p", "journeymine-core", "--locked", "--lib", "--tests")
    cargo(session, "test", "-p", "journeymine-core", "--locked", "--doc")
    # Thousands of random databases; JOURNEYMINE_CASES=1000000 asks for more.
    cargo(session, "test", *FUZZ, "--release")


@nox.session
def fuzz(session: nox.Session) -> None:
    """Ten minutes of `cargo fuzz` (which has to be installed), or what stands behind ``--``."""
    corpus = Path("rust/fuzz/corpus/mine")
    corpus.mkdir(parents=True, exist_ok=True)
    # From nothing, ten minutes would not lead to journeys worth the name.
    for seed in range(400):
        (corpus / f"seed-{seed}").write_bytes(random.Random(seed).randbytes(100 + seed))  # noqa: S311
    where = ["--fuzz-dir", "rust/fuzz", "--features", "libfuzzer-sys"]
    asked = session.posargs or ["-max_total_time=600", "-max_len=800", "-len_control=0"]
    cargo(session, "+nightly", "fuzz", "run", *where, "mine", "--", *asked)


@nox.session
def miri(session: nox.Session) -> None:
    """The kernels under Miri, where the toolchain has it: their plain forms and those for AVX2."""
    if subprocess.run(["cargo", "+nightly", "miri", "--version"], capture_output=True, check=False).returncode != 0:  # noqa: S607
        session.skip("no Miri here: rustup toolchain install nightly --component miri,rust-src")
    # Miri has what the compiler is told of; it does not ask the machine.
    for features in ("", "-C target-feature=+avx2,+bmi1,+bmi2,+lzcnt,+popcnt"):
        command = ["cargo", "+nightly", "miri", "test", "-p", "journeymine-core", "--lib", "kernels"]
        session.run(*command, external=True, env={"RUSTFLAGS": features})


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation, warnings being errors (its code blocks run in ``test``)."""
    package(session)
    run(session, "sphinx-build", "-W", "--keep-going", "-q", "-E", "docs", "docs/_build/html")


@nox.session
def notebooks(session: nox.Session) -> None:
    """Run every notebook from top to bottom, leaving the files as they are; and one with every object in it."""
    package(session)
    run(session, "pytest", "tests/contract/test_notebook_display.py", JOURNEYMINE_REQUIRE="notebooks")
    for notebook in sorted(Path("notebooks").glob("*.ipynb")):
        # The session `spark` has what that one needs.
        if notebook != ON_SPARK:
            execute(session, notebook)


@nox.session
def wheels(session: nox.Session) -> None:
    """Wheels and source into ``dist/``, looked into and tried in a bare environment.

    For this machine, or with zig for the targets after ``--``: x86_64-unknown-linux-gnu, aarch64-unknown-linux-gnu.
    """
    groups(session, "wheels")
    shutil.rmtree("dist", ignore_errors=True)
    build = ["build", "--release", "--locked", "--out", "dist"]
    run(session, "maturin", "sdist", "--out", "dist")
    for target in session.posargs:
        run(session, "maturin", *build, "--zig", "--compatibility", "manylinux2014", "--target", target)
    if not session.posargs:
        run(session, "maturin", *build)
    built, (source,) = sorted(Path("dist").glob("*.whl")), Path("dist").glob("*.tar.gz")
    run(session, "twine", "check", "--strict", *map(str, built), str(source))
    for wheel in built:
        here = not session.posargs or platform.machine() in wheel.name
        run(session, "python", ".ci/wheel.py", "try" if here else "look", str(wheel))
    # The source builds into the same files; how well its core is compiled does not matter for that.
    with tempfile.TemporaryDirectory() as room:
        quick = {"CARGO_PROFILE_RELEASE_LTO": "off", "CARGO_PROFILE_RELEASE_OPT_LEVEL": "0"}
        wheel = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", room, str(source)]
        run(session, "python", "-m", *wheel, **quick)
        run(session, "python", ".ci/wheel.py", "same", str(built[0]), *map(str, Path(room).glob("*.whl")))


@nox.session
def bench(session: nox.Session) -> None:
    """Benchmarks; without arguments the smoke test: under a minute, on generated data, nothing recorded."""
    others(session)
    run(session, "python", "-m", "benchmarks", *(session.posargs or ["run", "--only", "smoke"]))
