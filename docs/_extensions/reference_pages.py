"""Pages of the reference that are made of the program itself: its commands, and every option by name."""

import inspect
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from numpydoc.docscrape import NumpyDocString
from sphinx.application import Sphinx

MODULES = (
    "journeymine",
    "journeymine.estimators",
    "journeymine.text",
    "journeymine.plotting",
    "journeymine.datasets",
    "journeymine.spark",
)

OPTIONS = """\
# Options by name

Every option of a public call, with what each call says of it. How values are written (shares and counts, durations,
times, sizes) is told in [how options are written](../options.md).

"""


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages before Sphinx reads, and show how an object is made only where readers make it."""
    app.connect("builder-inited", _write)
    app.connect("autodoc-process-signature", _constructor)
    app.connect("autodoc-skip-member", _not_ours)
    return {"parallel_read_safe": True}


def _write(app: Sphinx) -> None:
    folder = Path(app.srcdir) / "reference" / "generated"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "options-by-name.md").write_text(OPTIONS + "\n".join(_options()), encoding="utf-8")
    typer = [sys.executable, "-m", "typer", "journeymine.cli.app", "utils", "docs", "--name", "journeymine"]
    told = subprocess.run([*typer, "--title", "Command line"], check=True, capture_output=True, text=True).stdout  # noqa: S603  (our own words)
    # A bracket would begin a link or a footnote, but for those of usages, which are code.
    lines = (line if line.startswith("$ ") else line.replace("[", "\\[") for line in told.splitlines())
    (folder / "command-line.md").write_text("\n".join(lines), encoding="utf-8")


def _constructor(*said: Any) -> tuple[str, None] | None:
    """What verbs make has no constructor to read about; whatever a reader makes lists its options."""
    what, thing = said[1], said[3]
    return ("", None) if what == "class" and "Parameters\n---" not in (inspect.getdoc(thing) or "") else None


def _not_ours(*said: Any) -> bool | None:
    """What scikit-learn's bases and Python's own types bring along is told of in their documentation."""
    thing = said[3].fget if isinstance(said[3], property) else said[3]
    home = getattr(thing, "__module__", None) or "journeymine"
    return None if home.startswith("journeymine") else True


def _options() -> Iterator[str]:
    told: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for where, call in _calls():
        for option in NumpyDocString(inspect.getdoc(call) or "")["Parameters"]:
            for name in option.name.split(", "):
                told[name][" ".join(option.desc)].append(where)
    for name, meanings in sorted(told.items()):
        yield f"## `{name}`\n"
        for words, calls in meanings.items():
            links = ", ".join(f"{{py:obj}}`~{where}`" for where in calls)
            yield f"- {words}\n  {links}"
        yield ""


def _calls() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public calls with their full names, those of classes after the class."""
    for module in map(import_module, MODULES):
        for name in module.__all__:
            thing, where = getattr(module, name), f"{module.__name__}.{name}"
            if inspect.isroutine(thing) or inspect.isclass(thing):
                yield where, thing
            if inspect.isclass(thing):
                methods = inspect.getmembers(thing, inspect.isroutine)
                yield from ((f"{where}.{method}", call) for method, call in methods if not method.startswith("_"))
