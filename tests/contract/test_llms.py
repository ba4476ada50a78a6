"""What is written for language models leads to every page; its code runs with that of the other pages."""

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture
def machines(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sys, "path", [str(DOCS / "_extensions"), *sys.path])
    return import_module("for_machines")


def test_every_page_is_linked_and_every_link_leads_to_one(machines: Any) -> None:
    text = machines.llms(DOCS)
    linked = set(re.findall(r"\(_sources/(.+?)\.txt\)", text))
    pages = {
        page.relative_to(DOCS).as_posix()
        for folder in ("how-to", "explanation")
        for page in (DOCS / folder).glob("*.md")
    }
    assert linked >= pages | {"tutorials/ten-minutes.md"}
    assert [page for page in linked if not (DOCS / page).exists()] == []
    assert text.startswith("# journeymine\n\n> ")
    assert set(re.findall(r"\((?!_sources)([\w/.-]+\.\w+)\)", text)) == {"reference/index.html", "llms-full.txt"}


def test_all_in_one_file(machines: Any) -> None:
    text = machines.full(DOCS)
    assert "# How we count\n" in text
    assert re.search(r"^## journeymine\.mine_sequences\(journeys: .*min_support.*\) -> ", text, re.MULTILINE)
    assert re.search(r"^## journeymine\.PatternSet\.explain\(", text, re.MULTILINE)
