"""One Spark session for all tests on Spark: two processors of this machine."""

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

import journeymine as jm
import journeymine.spark
from journeymine.datasets import generate
from tests.conftest import absent

COLUMNS: Any = {"customer": "customer", "event": "event", "time": "time"}

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.log.level": "ERROR",
}


def settled(master: str, **settings: str) -> Any:
    """A session of small means; the driver's Python, with all it imports, is that of the executors."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(master).appName("journeymine")
    for name, value in {**SETTINGS, **settings}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """The session; skipped where PySpark or Java is absent."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        absent("spark", "no PySpark here; pip install 'journeymine[spark]'")
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=f"{home}/bin" if home else None) is None:
        absent("spark", "no java on PATH; install Debian's openjdk-17-jre-headless")
    session = settled("local[2]")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def table() -> pa.Table:
    return generate(400, seed=5)


@pytest.fixture(scope="session")
def frame(spark: Any, table: pa.Table) -> Any:
    return spark.createDataFrame(table)


@pytest.fixture(scope="session")
def journeys(frame: Any) -> Any:
    with journeymine.spark.read_events(frame, **COLUMNS).journeys(n_parts=3) as kept:
        yield kept


@pytest.fixture(scope="session")
def whole(frame: Any) -> jm.Journeys:
    return jm.read_events(frame.toArrow(), **COLUMNS).journeys()
