"""What is written in two places says the same in both."""

import re
from pathlib import Path

import pytest

from journeymine.mining.engines.registry import ENGINES, Engine

ROOT = Path(__file__).resolve().parents[2]


def test_the_readme_opens_with_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first, second = re.findall(r"^```sh\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)[:2]
    assert first == "pip install '.[demo]' && journeymine demo"
    assert second == "pip install '.[test]' && pytest"
    assert text.index(first) < text.index("## ")


def readme_row(engine: Engine) -> list[str]:
    """The README's cells for an engine: sequences, itemsets, sets, top_k."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (row,) = (line for line in text.splitlines() if line.startswith("|") and f'`"{engine.name}"`' in line)
    return [cell.strip() for cell in row.strip("|").split("|")[1:]]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_the_readme_says_what_an_engine_can_do(engine: Engine) -> None:
    kinds = ", ".join(engine.kinds)
    sequences, itemsets, sets, top_k = readme_row(engine)
    assert sequences == (kinds if "sequences" in engine.tasks else "")
    assert itemsets == (kinds if "itemsets" in engine.tasks else "")
    assert sets == ("" if "sequences" not in engine.tasks else "yes" if engine.sets else "no")
    assert top_k == ("yes" if engine.top_k else "no")
