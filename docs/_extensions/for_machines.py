"""`llms.txt` and `llms-full.txt` at the root of the site: what a language model needs to write code with it."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from public_calls import calls

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LINK = re.compile(r"\[([^\]]+)\]\(([\w/-]+)\.md\)")
SECTION = re.compile(r"^## (.+?)\n(.*?)(?=^## |^```|\Z)", re.MULTILINE | re.DOTALL)


def setup(app: "Sphinx") -> dict[str, bool]:
    """Write both files beside the finished pages."""
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True}


def _write(app: "Sphinx", fault: Exception | None) -> None:
    if fault is None and app.builder.format == "html":
        docs, site = Path(app.srcdir), Path(app.outdir)
        (site / "llms.txt").write_text(llms(docs), encoding="utf-8")
        (site / "llms-full.txt").write_text(full(docs), encoding="utf-8")


def llms(docs: Path) -> str:
    """The head, and every page of the front page with its line, linked to its text in Markdown."""
    head = (docs / "llms.md").read_text(encoding="utf-8")
    parts = [head, "## Reference\n\n- [All public names](reference/index.html): every call, option and command\n"]
    for title, body in SECTION.findall((docs / "index.md").read_text(encoding="utf-8")):
        lines = [line for told in re.sub(r"\n  +", " ", body).splitlines() for line in _lines(told)]
        parts.append(f"## {title}\n\n" + "\n".join(lines) + "\n")
    parts.append("## Optional\n\n- [Everything in one file](llms-full.txt): all pages and all docstrings\n")
    return "\n".join(parts)


def _lines(told: str) -> Iterator[str]:
    """A line for each page that one of the front page leads to, with its words but without links."""
    if told.startswith("- "):
        words = LINK.sub(r"\1", told.removeprefix("- "))
        for name, page in LINK.findall(told):
            yield f"- [{name}](_sources/{page}.md.txt): {words.removesuffix(f': {name}.')}"


def full(docs: Path) -> str:
    """The head, all pages it leads to, and all docstrings."""
    pages = re.findall(r"\(_sources/([\w/-]+\.md)\.txt\)", llms(docs))
    texts = [(docs / page).read_text(encoding="utf-8") for page in ("llms.md", *dict.fromkeys(pages))]
    told = [f"## {name}{_signature(call)}\n\n{inspect.getdoc(call)}\n" for name, call in calls()]
    return "\n\n".join([*texts, "# Reference\n", *told])


def _signature(call: object) -> str:
    return str(inspect.signature(call)) if inspect.isroutine(call) else ""
