"""Every Python block of the README, the guides and the documentation runs, page by page, in order.

A block that opens with ```` ```python peer=NAME ```` is another program's: it runs where that program is installed,
with the blocks of ours around it. ``nox -s peers`` installs those it can and asks for them.
"""

import doctest
import importlib.util
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.conftest import absent

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```python(?: peer=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
#: What other programs are called where they are imported; mlxtend and prefixspan come with ours, and need no mark.
PEERS = {"pm4py": "pm4py", "retentioneering": "retentioneering", "seq2pat": "sequential"}


class Block(NamedTuple):
    source: str
    line: int
    peer: str | None


def blocks(page: Path) -> list[Block]:
    """The Python blocks of a page with the line each begins at."""
    text = page.read_text(encoding="utf-8")
    return [Block(found[2], text.count("\n", 0, found.start(2)), found[1]) for found in BLOCK.finditer(text)]


WITH_CODE = [page for page in PAGES if "_build" not in page.parts and blocks(page)]
WITH_PEERS = [(page, peer) for page in WITH_CODE for peer in sorted({one.peer for one in blocks(page) if one.peer})]


def run_block(source: str, line: int, page: Path, names: dict[str, Any]) -> None:
    """Run a block; one that shows a prompt must print what it shows."""
    if not source.startswith(">>>"):
        exec(compile("\n" * line + source, str(page), "exec"), names)
        return
    test = doctest.DocTestParser().get_doctest(source, names, page.name, str(page), line)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=FLAGS, verbose=False)
    runner.run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)


def run_page(page: Path, peer: str | None) -> None:
    """Run our blocks of a page, and those of one other program; then the tests that it defines."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.peer in (None, peer):
            run_block(block.source, block.line, page, names)
    for name in [name for name in names if name.startswith("test_")]:
        names[name]()


def of_page(value: Path | str) -> str:
    return value.relative_to(ROOT).as_posix() if isinstance(value, Path) else value


@pytest.mark.parametrize("page", WITH_CODE, ids=of_page)
def test_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_page(page, None)


@pytest.mark.parametrize(("page", "peer"), WITH_PEERS, ids=of_page)
def test_a_page_runs_with_another_program(
    page: Path, peer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if importlib.util.find_spec(PEERS[peer]) is None:
        absent(peer, f"`pip install {peer}`")
    monkeypatch.chdir(tmp_path)
    run_page(page, peer)


def test_every_python_block_is_one_that_runs() -> None:
    for page in PAGES:
        opened = re.findall(r"^```python.*$", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(opened) == len(blocks(page)), page


def test_a_wrong_output_fails(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="Expected"):
        run_block(">>> 1 + 1\n3\n", 0, tmp_path / "page.md", {})


def test_the_readme_and_the_guides_show_code() -> None:
    assert {page.name for page in WITH_CODE} >= {"README.md", "CONTRIBUTING.md", "ten-minutes.md", "how-we-count.md"}
