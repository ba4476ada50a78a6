"""One Spark session for all tests on Spark: two processors of this machine."""

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import absent

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
