"""The page on Spark does what it shows."""

import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "mine-on-spark.md"


def test_every_block_of_the_page_runs(spark: Any) -> None:
    names: dict[str, Any] = {"session": spark}
    blocks = re.findall(r"^```py\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 5
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
    assert [str(pattern) for pattern in names["patterns"]] == ["search → cart", "search → pay"]
    assert "lift" in names["lifted"].columns
    assert len(names["together"]) == 5
    assert names["later"].n_total == 3  # customers with an event after 1
