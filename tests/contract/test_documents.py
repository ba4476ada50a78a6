"""Every Python block of the README, the guides and the documentation runs, page by page, in order."""

import doctest
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def blocks(page: Path) -> list[tuple[int, str]]:
    """The Python blocks of a page with the line each begins at."""
    text = page.read_text(encoding="utf-8")
    return [(text.count("\n", 0, found.start(1)), found[1]) for found in BLOCK.finditer(text)]


WITH_CODE = [page for page in PAGES if "_build" not in page.parts and blocks(page)]


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


@pytest.mark.parametrize("page", WITH_CODE, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__main__"}
    for line, source in blocks(page):
        run_block(source, line, page, names)
    for name in [name for name in names if name.startswith("test_")]:
        names[name]()


def test_a_wrong_output_fails(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="Expected"):
        run_block(">>> 1 + 1\n3\n", 0, tmp_path / "page.md", {})


def test_the_readme_and_the_guides_show_code() -> None:
    assert {page.name for page in WITH_CODE} >= {"README.md", "CONTRIBUTING.md", "first-patterns.md", "how-we-count.md"}
