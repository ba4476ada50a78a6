from pathlib import Path

import pyarrow.csv
import pyarrow.parquet
import pytest

from journeymine.datasets import generate


@pytest.fixture(scope="session")
def log_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated log of 300 customers as CSV."""
    path = tmp_path_factory.mktemp("log") / "log.csv"
    pyarrow.csv.write_csv(generate(300, seed=4), path)
    return path
