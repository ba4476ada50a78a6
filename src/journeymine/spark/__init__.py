"""8 surface: journeys on Spark frames, mined by our core inside the executors; PySpark is imported where it is used."""

from journeymine.spark.itemsets import mine_itemsets
from journeymine.spark.log import SparkJourneys, SparkLog, read_events
from journeymine.spark.results import lift, recount, to_spark
from journeymine.spark.sequences import mine_sequences

__all__ = [
    "SparkJourneys",
    "SparkLog",
    "lift",
    "mine_itemsets",
    "mine_sequences",
    "read_events",
    "recount",
    "to_spark",
]
