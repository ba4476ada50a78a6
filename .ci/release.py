"""Releases: `cut VERSION` writes a version down and dates the changes; `notes TAG` prints what a tag releases.

The version stands in Cargo.toml alone. Cargo.lock repeats that of the two crates, as it does of every crate.
"""

import argparse
import datetime as dt
import re
import sys
from pathlib import Path

CRATES = ("journeymine-core", "journeymine-python")
STANDS = re.compile(r'^(\[workspace\.package\]\nversion = ")([^"]+)(")', re.MULTILINE)
UNRELEASED = "## Unreleased\n"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("cut").add_argument("version", help="such as 0.2.0")
    verbs.add_parser("notes").add_argument("tag", help="such as v0.2.0")
    asked = parser.parse_args()
    if asked.verb == "cut":
        cut(Path(), asked.version, dt.dt.now(tz=dt.UTC).date())
    else:
        sys.stdout.write(notes(Path(), asked.tag))


def cut(root: Path, version: str, day: dt.date) -> None:
    """Write the version into Cargo.toml and Cargo.lock, and head the unreleased changes with it and the day."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        sys.exit(f"A version is three numbers such as 0.2.0; got {version!r}.")
    changes = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    if f"## {version} " in changes:
        sys.exit(f"CHANGELOG.md has {version} already; cut a later one.")
    section(changes, "Unreleased")
    manifest = STANDS.sub(rf"\g<1>{version}\g<3>", (root / "Cargo.toml").read_text(encoding="utf-8"))
    lock = (root / "Cargo.lock").read_text(encoding="utf-8")
    for crate in CRATES:
        lock = re.sub(rf'(name = "{crate}"\nversion = ")[^"]+', rf"\g<1>{version}", lock)
    dated = changes.replace(UNRELEASED, f"{UNRELEASED}\n## {version} - {day.isoformat()}\n", 1)
    for name, text in {"Cargo.toml": manifest, "Cargo.lock": lock, "CHANGELOG.md": dated}.items():
        (root / name).write_text(text, encoding="utf-8")


def notes(root: Path, tag: str) -> str:
    """The changes of a tag, which must be that of the version."""
    found = STANDS.search((root / "Cargo.toml").read_text(encoding="utf-8"))
    version = found[2] if found else ""
    if tag != f"v{version}":
        sys.exit(f"The tag of version {version} of Cargo.toml is 'v{version}'; got {tag!r}.")
    return section((root / "CHANGELOG.md").read_text(encoding="utf-8"), version)


def section(changes: str, heading: str) -> str:
    """What stands under a heading: up to the next of its kind."""
    _, *sections = re.split(r"^## ", changes, flags=re.MULTILINE)
    for one in sections:
        title, _, text = one.partition("\n")
        if title.split(" ")[0] == heading:
            if text.strip():
                return f"{text.strip()}\n"
            sys.exit(f"CHANGELOG.md says nothing under {heading}; say what changed.")
    sys.exit(f"CHANGELOG.md has no heading {heading}; `python .ci/release.py cut` writes it.")


if __name__ == "__main__":
    main()
