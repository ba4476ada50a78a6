"""Inputs that are made to break programs: names of megabytes, nesting without end, numbers at every edge."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import journeymine as jm

CASES = {"customer": "case:concept:name", "event": "concept:name", "time": "time:timestamp"}
DEEP = 100_000
LONG = "n" * 10_000_000
ROLES: dict[str, Any] = {"customer": "who", "event": "what", "time": "when"}
EDGES = [-(2**63), -(2**63) + 1, -1, 0, 1, 2**31, 2**62, 2**63 - 1]


def _written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _all_of(log: jm.EventLog) -> None:
    """Read on: what a user would look at next."""
    str(log), log._repr_html_(), str(log.quality())
    journeys = log.journeys()
    found = jm.mine_sequences(journeys, min_support=1, max_length=2)
    str(found), found._repr_html_(), found.to_pandas()
    str(found.explain(0)) if len(found) else None


def _long_names(folder: Path) -> None:
    _all_of(jm.read_events({"who": [LONG, LONG, "b"], "what": [LONG, "a", LONG], "when": [1, 2, 3]}, **ROLES))
    _all_of(jm.read_events(_written(folder, "long.csv", f"who,what,when\nann,{LONG},1\nann,pay,2\n"), **ROLES))


def _long_column(folder: Path) -> None:
    jm.read_events(_written(folder, "column.csv", f"{LONG},what,when\nann,pay,1\n"), **ROLES)


def _long_option(folder: Path) -> None:
    del folder
    jm.mine_sequences([["a"]], min_support=1, kind=LONG)


def _long_unknown(folder: Path) -> None:
    del folder
    jm.mine_sequences([["a"]], min_support=1, contains=LONG)


def _long_query(folder: Path) -> None:
    del folder
    jm.Journeys.from_lists([["a", "b"]]).count(" -> ".join(["a"] * DEEP))


def _many_choices(folder: Path) -> None:
    del folder
    jm.Journeys.from_lists([["a", "b"] * 50]).count(" -> ".join(["[a|b]"] * 90))


def _deep_query(folder: Path) -> None:
    del folder
    jm.Journeys.from_lists([["a", "b"]]).count("(" * DEEP + "a" + ")" * DEEP)


def _open_quote(folder: Path) -> None:
    del folder
    jm.Journeys.from_lists([["a", "b"]]).count('"' * 9_999_999)


def _deep_lists(folder: Path) -> None:
    del folder
    deep: Any = "a"
    for _ in range(DEEP):
        deep = [deep]
    jm.mine_sequences([[deep]], min_support=1)


def _deep_json(folder: Path) -> None:
    row = '{"who": "a", "when": 1, "what": ' + "[" * DEEP + "]" * DEEP + "}\n"
    jm.read_events(_written(folder, "deep.jsonl", row), **ROLES)


def _deep_objects(folder: Path) -> None:
    row = '{"who": "a", "when": 1, "what": ' + '{"x":' * DEEP + "1" + "}" * DEEP + "}\n"
    jm.read_events(_written(folder, "objects.jsonl", row), **ROLES)


def _deep_xes(folder: Path) -> None:
    text = "<log><trace>" + '<list key="x">' * DEEP + "</list>" * DEEP + "</trace></log>"
    jm.read_events(_written(folder, "deep.xes", text), **CASES)


def _entities(folder: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY l0 "ha">{laughs}]><log><trace>&l11;</trace></log>'
    jm.read_events(_written(folder, "laughs.xes", text), **CASES)


def _deep_recipe(folder: Path) -> None:
    jm.Recipe.load(_written(folder, "deep.json", "[" * DEEP + "]" * DEEP))


def _deep_mapping(folder: Path) -> None:
    jm.read_events(mapping=_written(folder, "deep.toml", "x = " + "[" * DEEP + "]" * DEEP))


def _deep_hierarchy(folder: Path) -> None:
    del folder
    chain = {f"n{n}": f"n{n + 1}" for n in range(20_000)}
    jm.mine_sequences([["n0", "n1"]], min_support=1, hierarchy=chain, max_length=1)


def _round_hierarchy(folder: Path) -> None:
    del folder
    jm.mine_sequences([["n0", "n1"]], min_support=1, hierarchy={f"n{n}": f"n{(n + 1) % 5000}" for n in range(5000)})


def _bomb(folder: Path) -> None:
    path = _written(folder, "bomb.csv.gz", gzip.compress(b"who,what,when\n" + b"a" * 300_000_000))
    jm.read_events(path, **ROLES)


def _edges_of_times(folder: Path) -> None:
    del folder
    for unit in (None, "s", "ms", "us", "ns"):
        try:
            log = jm.read_events({"who": ["a"] * 8, "what": ["x", "y"] * 4, "when": EDGES}, **ROLES, time_unit=unit)
        except jm.errors.JourneymineError:
            continue
        rows = log.journeys()
        for rule in ({"max_gap": 2**63}, {"max_span": 1}, {"min_gap": 2**62}, {"max_gap": 0}):
            asked = rule if unit is None else dict.fromkeys(rule, "1d")
            jm.mine_sequences(rows, min_support=1, max_length=3, **asked)
            str(jm.mine_rules(rows, 1, within=1 if unit is None else "1d", max_length=2))


def _edges_of_frames(folder: Path) -> None:
    del folder
    when = pa.array([-(2**63) + 1, 0, 2**63 - 1]).cast(pa.timestamp("ns", "UTC"))
    _all_of(jm.read_events(pa.table({"who": ["a", "a", "b"], "what": ["x", "y", "x"], "when": when}), **ROLES))


def _edges_of_options(folder: Path) -> None:
    del folder
    for name in ("min_length", "max_length", "top_k", "max_patterns", "n_jobs", "max_step_gap", "min_step_gap"):
        for value in (1, 2**31, 2**32, 2**63 - 1, 2**64, 2**200):
            try:
                jm.mine_sequences([["a", "b"], ["a"]], min_support=1, **{name: value})  # type: ignore[arg-type]
                jm.mine_itemsets([["a", "b"], ["a"]], min_support=1, **{name: value})  # type: ignore[call-overload]
            except (jm.errors.JourneymineError, TypeError):
                continue
    for limit in (1e-300, 1e300, 2**80):
        jm.mine_sequences([["a", "b"]], min_support=1, time_limit=limit)
    for limit in (2**40, 2**63, 2**80, "9999999999GB"):
        jm.mine_sequences([["a", "b"]], min_support=1, memory_limit=limit)


def _lone_surrogates(folder: Path) -> None:
    del folder
    _all_of(jm.read_events({"who": ["\ud800", "b"], "what": ["\udfff", "a\x00b"], "when": [1, 2]}, **ROLES))


def _request(folder: Path) -> None:
    deep: Any = 1
    for _ in range(DEEP):
        deep = {"x": deep}
    log = jm.read_events({"who": ["a"], "what": ["x"], "when": [1]}, **ROLES)
    requests: tuple[Any, ...] = (deep, [], "x", None, {"verb": LONG}, {"verb": "mine_sequences", "options": deep}, {})
    for asked in requests:
        try:
            answer = jm.run(asked, log)
        except jm.errors.JourneymineError as error:
            answer = str(error)
        assert len(json.dumps(answer)) < 10_000
    del folder


def _zeros(folder: Path) -> None:
    path = _written(folder, "zeros.csv", b"who,what,when\nann,pay,1\n" + b"\0" * 50_000_000)
    assert len(jm.read_events(path, **ROLES)) == 2, "a row was left out without a word"


def _many_columns(folder: Path) -> None:
    names = ",".join(f"c{n}" for n in range(20_000))
    jm.read_events(_written(folder, "wide.csv", f"who,what,when,{names}\n" + "a,b,1," + "x," * 19_999 + "x\n"), **ROLES)


def _nothing_but_ties(folder: Path) -> None:
    del folder
    n = 200_000
    log = jm.read_events({"who": ["a"] * n, "what": [f"e{k % 40}" for k in range(n)], "when": [1] * n}, **ROLES)
    jm.mine_sequences(log.journeys(), min_support=1, max_patterns=100)
    jm.mine_sequences(log.journeys(simultaneous="order"), min_support=1, max_patterns=100)


def _not_numbers(folder: Path) -> None:
    del folder
    _all_of(jm.read_events({"who": ["a", "b"], "what": ["x", "y"], "when": np.array([np.nan, np.inf])}, **ROLES))


HOSTILE: dict[str, Callable[[Path], Any]] = {
    "names of ten megabytes": _long_names,
    "a column name of ten megabytes": _long_column,
    "an option of ten megabytes": _long_option,
    "an unknown event of ten megabytes": _long_unknown,
    "a query of 100,000 steps": _long_query,
    "a query of 90 choices on a journey of 100": _many_choices,
    "a query of 100,000 brackets": _deep_query,
    "a query of nothing but quotes": _open_quote,
    "lists in lists": _deep_lists,
    "lists in JSON": _deep_json,
    "objects in JSON": _deep_objects,
    "lists in XES": _deep_xes,
    "entities that grow": _entities,
    "lists in a recipe": _deep_recipe,
    "lists in a mapping": _deep_mapping,
    "20,000 levels": _deep_hierarchy,
    "levels in a round": _round_hierarchy,
    "a file that unpacks to 300 MB of one line": _bomb,
    "times at the edges": _edges_of_times,
    "times at the edges in nanoseconds": _edges_of_frames,
    "options at the edges": _edges_of_options,
    "lone surrogates": _lone_surrogates,
    "requests of every shape": _request,
    "zeros behind the last line": _zeros,
    "20,000 columns": _many_columns,
    "nothing but ties": _nothing_but_ties,
    "times that are no numbers": _not_numbers,
}
