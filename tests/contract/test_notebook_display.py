"""A notebook whose cells end in each object there is, run by a kernel and made a page by nbconvert."""

from html.parser import HTMLParser
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from journeymine.showing import Showing
from tests.conftest import absent
from tests.contract.test_action_leaks import ACTIONS
from tests.contract.test_leaks import MARKS, OBJECTS, RUN

ROOT = Path(__file__).resolve().parents[2]
FIRST = """
from tests.contract.test_action_leaks import ACTIONS, log_of_some
from tests.contract.test_leaks import OBJECTS, log_of_marks
log, some = log_of_marks(), log_of_some()
"""


@pytest.fixture(scope="module")
def cells() -> dict[str, Any]:
    """The output of each cell by the name of its object, and the whole notebook as "page"."""
    for needed in ("nbconvert", "nbclient", "ipykernel"):
        if find_spec(needed) is None:
            absent("notebooks", f"`pip install {needed}`")
    # They carry no types that a strict check could use.
    nbformat, nbclient, nbconvert = map(import_module, ("nbformat", "nbclient", "nbconvert"))
    names = [*(f"OBJECTS[{name!r}](log)" for name in OBJECTS), *(f"ACTIONS[{name!r}](some)" for name in ACTIONS)]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in (FIRST, *names)])
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    shown: dict[str, Any] = {}
    for cell, name in zip(notebook.cells[1:], [*OBJECTS, *ACTIONS], strict=True):
        (shown[name],) = [one["data"] for one in cell.outputs if one["output_type"] == "execute_result"]
    shown["page"] = nbconvert.HTMLExporter().from_notebook_node(notebook)[0]
    # nbconvert writes every page anew, with other entities.
    shown["parts"] = {str(part) for part in parsed(shown["page"]).select("div.journeymine")}
    return shown


def parsed(html: str) -> Any:
    """HTML as nbconvert's own parser has it."""
    return import_module("bs4").BeautifulSoup(html, "html.parser")


@pytest.mark.parametrize("name", [*OBJECTS, *ACTIONS])
def test_what_a_cell_ends_in_is_shown_as_static_html(cells: dict[str, Any], name: str) -> None:
    told = cells[name]
    assert not any(mark in str(told) for mark in MARKS)
    if name not in OURS_NOT:
        html = told["text/html"]
        assert html.startswith('<div class="journeymine"')
        assert "<script" not in html
        assert str(parsed(html).div) in cells["parts"]
        assert Tags.of(html).open == []


#: What a method gives as a frame, a dict or text; and estimators, which scikit-learn shows.
OURS_NOT = {
    *("quality as a dict", "quality as a frame", "steps", "recipe as JSON", "matches of journeys"),
    *("sequences as a frame", "sequences as JSON", "info of sequences", "matches", "timing"),
    *("protected quality as JSON", "protected as JSON", "recipe of text events", "counts", "categories"),
    *("next steps", "risk of an outcome", "features"),
}


def test_no_object_of_ours_is_left_out() -> None:
    assert {*OBJECTS, *ACTIONS} > OURS_NOT
    assert len({*OBJECTS, *ACTIONS} - OURS_NOT) > 50
    assert issubclass(type(OBJECTS["limits of a service"](None)), Showing)


def test_the_page_runs_nothing_of_the_data(cells: dict[str, Any]) -> None:
    assert RUN not in cells["page"]
    assert "&lt;script&gt;alert" in cells["page"]


class Tags(HTMLParser):
    """Which tags are open at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    @classmethod
    def of(cls, html: str) -> "Tags":
        made = cls()
        made.feed(html)
        return made

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
