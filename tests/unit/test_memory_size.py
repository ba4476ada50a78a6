from typing import Any

import numpy as np
import pytest

from journeymine.errors import OptionError
from journeymine.options import memory_size


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (None, None),
        (1, 1),
        (np.int64(4096), 4096),
        ("500MB", 500_000_000),
        ("500 mb", 500_000_000),
        (" 1.5GB ", 1_500_000_000),
        ("64kB", 64_000),
        ("64KB", 64_000),
        ("2KiB", 2048),
        ("0.5MiB", 524_288),
        ("4GiB", 4 * 2**30),
        (10**30, 10**30),
    ],
)
def test_sizes(value: Any, size: int | None) -> None:
    assert memory_size(value, "memory_limit", "mine") == size


@pytest.mark.parametrize(
    "value",
    [0, -1, 1.5, 1e9, True, "", "500", "MB", "-1MB", "0MB", "0.0001kB", "1e3MB", "5Mb/s", "1TB", "1,5GB", b"1MB"],
)
def test_anything_else_is_one_sentence(value: Any) -> None:
    with pytest.raises(OptionError, match=r"^`memory_limit` of mine must be a size such as '500MB' \(units kB, MB, GB"):
        memory_size(value, "memory_limit", "mine")
