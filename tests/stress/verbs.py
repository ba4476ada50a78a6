"""One call of each public verb on a small log, for whoever wants to make it again and again."""

from collections.abc import Callable
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

import journeymine as jm
from journeymine import plotting
from journeymine.compat import mlxtend
from journeymine.datasets import generate
from journeymine.estimators import NextStep, OutcomeRisk, PatternVectorizer
from journeymine.reporting import write_report
from journeymine.text import Categories

ROLES: dict[str, Any] = {"customer": "customer", "event": "event", "time": "time"}
KEY = "0123456789abcdef" * 2
COUNTS = {"start": list(range(60)), "event": ["x"] * 60, "n": [2, 1, 3, 0] * 14 + [9] * 4}


class Things:
    """What the verbs are called on, made where it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count()

    @cached_property
    def table(self) -> Any:
        return generate(60, seed=4)

    @cached_property
    def frame(self) -> Any:
        return self.table.to_pandas()

    @cached_property
    def path(self) -> str:
        path = self.folder / "log.csv"
        self.frame.to_csv(path, index=False)
        return str(path)

    @cached_property
    def parquet(self) -> str:
        path = self.folder / "log.parquet"
        self.frame.to_parquet(path)
        return str(path)

    @cached_property
    def lines(self) -> str:
        path = self.folder / "log.jsonl"
        self.frame.assign(time=self.frame["time"].astype(str)).to_json(path, orient="records", lines=True)
        return str(path)

    @cached_property
    def log(self) -> jm.EventLog:
        return jm.read_events(self.table, **ROLES)

    @cached_property
    def texts(self) -> jm.EventLog:
        frame = self.frame.assign(said=[f"text {n % 7} call 0171 {n:06d}" for n in range(len(self.frame))])
        return jm.read_events({"mail": frame}, mapping={"mail": {**ROLES, "text": "said"}})

    @cached_property
    def journeys(self) -> jm.Journeys:
        return self.log.journeys()

    @cached_property
    def patterns(self) -> jm.PatternSet:
        return jm.mine_sequences(self.journeys, min_support=0.2, max_length=3)

    @cached_property
    def itemsets(self) -> jm.ItemsetSet:
        return jm.mine_itemsets(self.journeys, min_support=0.2)

    @cached_property
    def funnel(self) -> jm.Funnel:
        return self.log.funnel(["search", "compare", "cart"], within="20d")

    @cached_property
    def watched(self) -> jm.Watch:
        return jm.watch(COUNTS, baseline=40, season=None, false_alarms="1/100")

    @cached_property
    def one_hot(self) -> Any:
        import pandas as pd

        return pd.crosstab(self.frame["customer"], self.frame["event"]) > 0

    @cached_property
    def halves(self) -> Any:
        return np.arange(len(self.journeys)) % 2 == 0

    @cached_property
    def contrast(self) -> jm.ContrastSet:
        return jm.mine_contrast(self.journeys, self.halves, min_support=0.2, max_length=2)

    @cached_property
    def store(self) -> jm.JourneyStore:
        store = jm.JourneyStore(self.folder / "journeys.duckdb")
        store.ingest("web", self.table, **ROLES)
        return store

    def close(self) -> None:
        if "store" in vars(self):
            self.store.close()


def rows(found: Any, *columns: str) -> Any:
    """All of a result, the columns that are computed late too."""
    return found.to_dict([*columns] or None)


def _ingest_again(things: Things) -> Any:
    # Known rows: a store that grows is no leak.
    return things.store.ingest("web", things.table, **ROLES)


def _forget(things: Things) -> Any:
    return things.store.forget("c00001", for_good=False)


def _cancelled(things: Things) -> None:
    def tell(_: float) -> None:
        raise InterruptedError

    try:
        jm.mine_sequences(things.journeys, min_support=0.05, progress=tell)
    except InterruptedError:
        return


def _refused(things: Things) -> None:
    for bad in ({"min_support": 2.5}, {"min_support": 0.2, "contains": "serch"}, {"min_support": 0.2, "max_gap": "x"}):
        try:
            jm.mine_sequences(things.journeys, **bad)  # type: ignore[arg-type]
        except jm.errors.JourneymineError:
            continue


def _report(things: Things) -> Any:
    return write_report([things.patterns], things.folder / "report.html", title="stress")


def _save(things: Things) -> Any:
    path = things.folder / "patterns.parquet"
    things.patterns.save(path)
    return jm.PatternSet.load(path)


VERBS: dict[str, Callable[[Things], Any]] = {
    "read_events of CSV": lambda things: jm.read_events(things.path, **ROLES),
    "read_events of Parquet": lambda things: jm.read_events(things.parquet, **ROLES),
    "read_events of JSON lines": lambda things: jm.read_events(things.lines, **ROLES),
    "read_events of Arrow": lambda things: jm.read_events(things.table, **ROLES),
    "read_events of pandas": lambda things: jm.read_events(things.frame, **ROLES),
    "read_events with a memory limit": lambda things: jm.read_events(
        things.path, **ROLES, memory_limit="1GB"
    ).journeys(),
    "EventLog.journeys": lambda things: things.log.journeys(session_gap="1d"),
    "EventLog.quality": lambda things: str(things.log.quality()),
    "EventLog.counts": lambda things: things.log.counts(every="1d"),
    "EventLog.funnel": lambda things: str(things.log.funnel(["search", "cart"], within="20d")),
    "EventLog.attribution": lambda things: str(
        things.log.attribution("cart", method=["first", "markov"], n_bootstrap=0)
    ),
    "EventLog.pseudonymise": lambda things: things.log.pseudonymise(KEY),
    "EventLog.mask_text": lambda things: things.texts.mask_text(),
    "EventLog.with_text_events": lambda things: things.texts.with_text_events(
        None, Categories({"call": ["call"]}).fit([])
    ),
    "EventLog.to_pandas": lambda things: things.log.to_pandas(),
    "Journeys.from_lists": lambda things: jm.Journeys.from_lists(things.journeys.to_lists()),
    "Journeys.count": lambda things: things.journeys.count("search -> cart"),
    "Journeys.filter": lambda things: things.journeys.filter("search -> [^news]* -> cart"),
    "Journeys.matches": lambda things: things.journeys.matches("search -> cart"),
    "mine_sequences, all": lambda things: jm.mine_sequences(things.journeys, min_support=0.1, max_length=3),
    "mine_sequences, closed": lambda things: jm.mine_sequences(things.journeys, min_support=0.3, kind="closed"),
    "mine_sequences, gaps": lambda things: jm.mine_sequences(
        things.journeys, min_support=0.2, kind="maximal", max_gap="1d"
    ),
    "mine_sequences, best": lambda things: jm.mine_sequences(things.journeys, top_k=50),
    "mine_sequences, out of time": lambda things: jm.mine_sequences(things.journeys, min_support=1, time_limit=0.005),
    "mine_sequences, cancelled": _cancelled,
    "mine_sequences, refused": _refused,
    "mine_sequences on disk": lambda things: jm.mine_sequences(things.path, min_support=0.3, memory_limit="1GB"),
    "mine_itemsets": lambda things: rows(jm.mine_itemsets(things.journeys, min_support=0.2)),
    "mine_itemsets, counted": lambda things: jm.mine_itemsets(things.journeys, min_support=0.2, count_only=True),
    "mine_rules": lambda things: rows(jm.mine_rules(things.journeys, 0.3, max_length=2)),
    "mine_contrast": lambda things: rows(
        jm.mine_contrast(things.journeys, things.halves, min_support=0.3, max_length=2)
    ),
    "ItemsetSet.rules": lambda things: rows(things.itemsets[:40].rules()),
    "PatternSet lifts": lambda things: rows(
        jm.mine_sequences(things.journeys, min_support=0.4, max_length=2), "pattern", "lift_order", "p_order"
    ),
    "PatternSet.with_columns": lambda things: rows(things.patterns[:20].with_columns("n_occurrences", "gap_median")),
    "PatternSet.significance": lambda things: rows(things.patterns[:20].significance()),
    "PatternSet.select": lambda things: things.patterns.select(5),
    "PatternSet.timing": lambda things: things.patterns[:10].timing(),
    "PatternSet.recount": lambda things: things.patterns.recount(things.journeys[::2]),
    "PatternSet.transform": lambda things: things.patterns.transform(things.journeys),
    "PatternSet.explain": lambda things: str(things.patterns.explain(0)),
    "PatternSet.drift": lambda things: str(things.patterns.drift(things.journeys[:30], things.journeys[30:])),
    "PatternSet.to_pandas": lambda things: things.patterns.to_pandas(),
    "PatternSet shown": lambda things: (repr(things.patterns), things.patterns._repr_html_()),
    "PatternSet.save and load": _save,
    "leads_to": lambda things: str(jm.leads_to(things.log, "cart", "5d", 10, random_state=0)),
    "step_effect": lambda things: str(jm.step_effect(things.log, "compare", "cart", design=jm.UntilOutcome())),
    "campaign_effects": lambda things: str(
        jm.campaign_effects(things.log, ["compare", "search"], "cart", design=jm.UntilOutcome())
    ),
    "watch": lambda things: str(
        jm.watch(things.log.counts(every="1d"), baseline=14, season=None, false_alarms="1/year").alarms()
    ),
    "suggest": lambda things: str(jm.suggest(things.funnel, k=1)),
    "protect": lambda things: str(jm.protect(things.patterns, 2)),
    "pseudonyms": lambda things: jm.pseudonyms(["ann", "bob"], key=KEY),
    "engines": lambda things: jm.engines(),
    "schema": lambda things: jm.schema(),
    "run": lambda things: jm.run({"verb": "mine_sequences", "options": {"min_support": 0.3}}, things.log),
    "JourneyStore.ingest": _ingest_again,
    "JourneyStore.forget": _forget,
    "JourneyStore.publish": lambda things: things.store.publish(),
    "JourneyStore.journeys": lambda things: things.store.journeys(),
    "JourneyStore opened": lambda things: (
        things.store.publish(),
        len(jm.JourneyStore(things.store._path, read_only=True)),
    ),
    "watch_patterns": lambda things: jm.watch_patterns(
        things.store, things.patterns[:3], every="1d", baseline=14, season=None, outcome="cart", within="5d"
    ),
    "write_report": _report,
    "NextStep": lambda things: NextStep().fit(things.journeys),
    "OutcomeRisk": lambda things: OutcomeRisk("cart", "5d").fit(things.journeys),
    "PatternVectorizer": lambda things: PatternVectorizer(min_support=0.3).fit_transform(things.journeys),
    "compat.mlxtend": lambda things: mlxtend.fpgrowth(things.one_hot, 0.3),
    "plotting.pattern_dots": lambda things: plotting.pattern_dots(things.patterns[:20]),
    "plotting.journey_flow": lambda things: plotting.journey_flow(things.journeys),
    "plotting.transition_map": lambda things: plotting.transition_map(things.journeys),
    "plotting.step_matrix": lambda things: plotting.step_matrix(things.journeys, "cart"),
    "plotting.prefix_icicle": lambda things: plotting.prefix_icicle(things.journeys),
    "plotting.timing_ridges": lambda things: plotting.timing_ridges(things.patterns.filter(min_length=2)[:4]),
    "plotting.pattern_lattice": lambda things: plotting.pattern_lattice(things.patterns[:20]),
    "plotting.contrast_forest": lambda things: plotting.contrast_forest(things.contrast[:5]),
    "plotting.funnel_chart": lambda things: plotting.funnel_chart(things.funnel),
    "plotting.run_chart": lambda things: plotting.run_chart(things.watched, COUNTS),
    "plotting.category_upset": lambda things: plotting.category_upset(things.journeys),
}
