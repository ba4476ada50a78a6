"""Pages of the reference that are made of the program itself: its commands, and every option by name."""

import inspect
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from numpydoc.docscrape import NumpyDocString
from public_calls import calls, is_ours
from sphinx.application import Sphinx

OPTIONS = """\
# Options by name

Every option of a public call, with what each call says of it. How values are written (shares and counts, durations,
times, sizes) is told in [how options are written](../options.md).

"""


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages before Sphinx reads, and show how an object is made only where readers make it."""
    app.connect("builder-inited", _write, priority=1)  # before the pages of names are made
    app.connect("autodoc-process-signature", _constructor)
    app.connect("autodoc-skip-member", _not_ours)
    return {"parallel_read_safe": True}


def _write(app: Sphinx) -> None:
    folder = Path(app.srcdir) / "reference" / "generated"
    shutil.rmtree(folder, ignore_errors=True)  # a name that is gone has no page
    folder.mkdir(parents=True)
    (folder / "options-by-name.md").write_text(OPTIONS + "\n".join(_options()), encoding="utf-8")
    (folder / "command-line.md").write_text("\n".join(_commands()), encoding="utf-8")


def _commands() -> Iterator[str]:
    """What `typer` writes of all commands; its lists of commands say all of their first sentence."""
    typer = [sys.executable, "-m", "typer", "journeymine.cli.app", "utils", "docs", "--name", "journeymine"]
    written = subprocess.run([*typer, "--title", "Command line"], check=True, capture_output=True, text=True).stdout  # noqa: S603  (our own words)
    whole = dict(re.findall(r"^##+ `(.*)`\n\n(.*)$", written, re.MULTILINE))
    above = "journeymine"
    for line in written.splitlines():
        above = line.strip("# `") if line.startswith("##") else above
        command = re.match(r"\* `([\w-]+)`: ", line)
        if command and f"{above} {command[1]}" in whole:
            name = f"{above} {command[1]}"
            yield f"* [`{command[1]}`](#{name.replace(' ', '-')}): {whole[name]}"
        else:
            # A bracket would begin a link or a footnote, but for those of usages, which are code.
            yield line if line.startswith("$ ") else line.replace("[", "\\[")


def _constructor(*said: Any) -> tuple[str, None] | None:
    """What verbs make has no constructor to read about; whatever a reader makes lists its options."""
    what, thing = said[1], said[3]
    return ("", None) if what == "class" and "Parameters\n---" not in (inspect.getdoc(thing) or "") else None


def _not_ours(*said: Any) -> bool | None:
    return None if is_ours(said[3]) else True


def _options() -> Iterator[str]:
    told: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for where, call in calls():
        for option in NumpyDocString(inspect.getdoc(call) or "")["Parameters"]:
            for name in option.name.split(", "):
                told[name][" ".join(option.desc)].append(where)
    for name in sorted(told, key=lambda name: (name.lower(), name)):
        if not name.startswith("*"):
            yield f"## `{name}`\n"
            yield from (f"- {', '.join(map(_link, where))}: {words}" for words, where in told[name].items())
            yield ""


def _link(where: str) -> str:
    shown = re.sub(r"^journeymine\.([a-z_]+\.(?=[A-Z]))?", "", where)
    return f"{{py:obj}}`{shown} <{where}>`"
