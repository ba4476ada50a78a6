"""Marked ids and marked texts go through all that is public: what is shown or written must not hold them."""

import csv
import io
import json
import pickle
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

import journeymine as jm
from journeymine.actions.rows import ActionRows
from journeymine.api.action_result import ActionResult
from journeymine.cli.app import app
from journeymine.datasets import five_systems, service_log
from journeymine.errors import JourneymineError
from journeymine.estimators import NextStep, OutcomeRisk, PatternVectorizer
from journeymine.service import Limits
from journeymine.showing import Showing
from journeymine.text import Categories

ID, COOKIE, FRIEND, TEXT = "QJXCUST", "QJXCOOK", "QJXPALS", "QJXTEXT"
MARKS = (ID, COOKIE, FRIEND, TEXT)
#: A script, and what a terminal would obey: colour, title, a C1 sequence, the direction of writing turned around.
SCRIPT = "<script>alert(1)</script>\x1b[31m\x1b]0;title\x07\x9b5m\u202e"
RUN = "<script>alert"
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
KEY = "0123456789abcdef" * 2
ROLES = {"customer": "who", "event": "what", "time": "when"}


def columns() -> dict[str, list[Any]]:
    """Forty customers, one of whom has most rows, half of whom search and half pay."""
    rows = [(n % 40, k) for n in range(40) for k in range(3)] + [(0, k) for k in range(3, 90)]
    return {
        "who": [f"{ID}-{who:04d}@example.com" for who, _ in rows],
        "cookie": [f"{COOKIE}-{who // 2:04d}" for who, _ in rows],
        "what": [("search" if who % 2 else "pay", "=cmd", SCRIPT)[k % 3] for who, k in rows],
        "when": [f"2024-01-{1 + k % 28:02d}T10:{who:02d}:00" for who, k in rows],
        "said": [f"{TEXT} call {FRIEND}" for _ in rows],
    }


def log_of_marks() -> jm.EventLog:
    mapping = {SCRIPT: {**ROLES, "text": "said", "extra": ["cookie"]}}
    read = jm.read_events({SCRIPT: columns()}, mapping=mapping)
    people = read.to_pandas()["customer"].unique()
    return read.with_customers(
        {"id": people, "friend": [FRIEND] * len(people), SCRIPT: ["x"] * len(people)}, customer="id"
    )


@pytest.fixture(scope="module")
def log() -> jm.EventLog:
    return log_of_marks()


@pytest.fixture(scope="module")
def csv_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("leaks") / "log.csv"
    pyarrow.csv.write_csv(pa.table(columns()), path)
    return path


def faces(thing: Any) -> Iterator[str]:
    """What an object shows by itself."""
    yield repr(thing)
    yield str(thing)
    page = getattr(thing, "_repr_html_", None)
    if page is not None:
        yield page()
    if isinstance(thing, Showing):
        terminal = Console(force_terminal=True, color_system=None, width=120, file=io.StringIO())
        terminal.print(thing)
        yield terminal.file.getvalue()  # type: ignore[attr-defined]


def assert_inert(shown: str, where: str) -> None:
    """No terminal does anything because of it."""
    found = OBEYED.search(shown)
    assert found is None, f"{where}: {shown[max(0, found.start() - 60) : found.end()]!r}"


def assert_tight(shown: str | bytes, where: str) -> None:
    text = shown.decode("latin-1") if isinstance(shown, bytes) else shown
    for mark in MARKS:
        assert mark not in text, f"{where} holds {mark}"


def resolved(log: jm.EventLog) -> jm.EventLog:
    return log.resolve_identities(["customer", "cookie"], known="customer")


def mined(log: jm.EventLog) -> jm.PatternSet:
    return jm.mine_sequences(log.journeys(), min_support=2, max_length=2)


def with_texts(log: jm.EventLog) -> jm.EventLog:
    return log.with_text_events(None, Categories({"call": ["call"]}).fit([]))


def on_disk(log: jm.EventLog) -> jm.EventLog:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        log.to_pandas().to_csv(path, index=False)
        return jm.read_events(str(path), customer="customer", event="event", time="time", memory_limit="600MB")


def journeys_on_disk(log: jm.EventLog) -> jm.JourneysOnDisk:
    with tempfile.TemporaryDirectory() as folder, jm.JourneyStore(Path(folder) / "journeys.duckdb") as store:
        store.ingest("web", log.to_pandas(), customer="customer", event="event", time="time")
        return store.journeys_on_disk(memory_limit="1GB")


def filled(log: jm.EventLog, folder: str) -> jm.JourneyStore:
    store = jm.JourneyStore(Path(folder) / "journeys.duckdb", publish=False)
    store.ingest(SCRIPT, log.to_pandas(), customer="customer", event="event", time="time")
    return store


def opened(log: jm.EventLog) -> jm.JourneyStore:
    with tempfile.TemporaryDirectory() as folder:
        # A file that is open lives on when its folder is gone.
        return filled(log, folder)


def forgotten(log: jm.EventLog) -> Any:
    with tempfile.TemporaryDirectory() as folder, filled(log, folder) as store:
        return store.forget(log.to_pandas()["customer"].iloc[0])


def taken_in(log: jm.EventLog) -> Any:
    with tempfile.TemporaryDirectory() as folder, filled(log, folder) as store:
        return store.ingest(SCRIPT, log.to_pandas(), customer="customer", event="event", time="time")


def judged(_: jm.EventLog) -> Any:
    texts = [f"{word} {n}" for n in range(10) for word in ("bill wrong", "call me")]
    return Categories({"call": ["call"], "bill": ["bill"]}).fit([]).report(texts, ["bill", "call"] * 10)


def proposed(_: jm.EventLog) -> Any:
    texts = [f"parcel late again, mail {TEXT}{n}@example.com" for n in range(20)]
    return Categories({"bill": ["bill"]}).fit([]).propose([*texts, *["router broken"] * 10], n_proposals=1)[0]


OBJECTS: dict[str, Callable[[jm.EventLog], Any]] = {
    "log": lambda log: log,
    "quality": lambda log: log.quality(),
    "quality as a dict": lambda log: log.quality().to_dict(),
    "quality as a frame": lambda log: log.quality().to_frame().to_csv(),
    "steps": lambda log: resolved(log).drop_duplicates().mask_text().steps().to_csv(),
    "recipe": lambda log: resolved(log).drop_catch_all().drop_bots().mask_text().recipe(),
    "recipe as JSON": lambda log: resolved(log).pseudonymise(KEY).recipe().to_json(),
    "resolved log": resolved,
    "identities": lambda log: resolved(log).identities(),
    "explained id": lambda log: resolved(log).identities().explain(f"{COOKIE}-0001"),
    "journeys": lambda log: log.journeys(),
    "sessions": lambda log: log.journeys(session_gap="1d"),
    "journeys on disk": journeys_on_disk,
    "matches of journeys": lambda log: log.journeys().matches("search").to_csv(),
    "explanation of a query": lambda log: log.journeys().explain("search"),
    "sequences": mined,
    "sequences as a frame": lambda log: mined(log).to_pandas().to_csv(),
    "sequences as JSON": lambda log: json.dumps(mined(log).to_dict()),
    "info of sequences": lambda log: dict(mined(log).info),
    "matches": lambda log: mined(log).matches(0).to_csv(),
    "explanation": lambda log: mined(log).explain("search"),
    "timing": lambda log: mined(log).timing().to_csv(),
    "rules": lambda log: mined(log).rules(min_confidence=0.1),
    "itemsets": lambda log: jm.mine_itemsets(log.journeys(), min_support=2),
    "mined rules": lambda log: jm.mine_rules(log.journeys(), min_support=2, min_confidence=0.1),
    "contrast": lambda log: jm.mine_contrast(log.journeys(), min_support=2, outcome="search"),
    "protected": lambda log: jm.protect(mined(log), k=2),
    "protected quality": lambda log: jm.protect(log.quality(), k=2),
    "protected quality as JSON": lambda log: json.dumps(jm.protect(log.quality(), k=2).to_dict()),
    "protected as JSON": lambda log: json.dumps(jm.protect(mined(log), k=2).to_dict()),
    "log with text events": with_texts,
    "recipe of text events": lambda log: with_texts(log).recipe().to_json(),
    "sequences with text events": lambda log: jm.mine_sequences(
        with_texts(log).journeys(), min_support=2, max_length=1
    ),
    "counts": lambda log: with_texts(log).counts("complaint:*", every="1w", per="active_customers").to_csv(),
    "categories": lambda log: Categories({"call": ["call"]}).fit(log.to_pandas()["text"]),
    "log on disk": on_disk,
    "pattern": lambda log: mined(log)[0],
    "itemset": lambda log: OBJECTS["itemsets"](log)[0],
    "rule": lambda log: OBJECTS["rules"](log)[0],
    "association": lambda log: OBJECTS["itemsets"](log).rules(min_confidence=0.1)[0],
    "association rules": lambda log: OBJECTS["itemsets"](log).rules(min_confidence=0.1),
    "audit": lambda log: jm.protect(mined(log), k=2).audit(),
    "numbers of itemsets": lambda log: jm.mine_itemsets(log.journeys(), min_support=2, count_only=True),
    "summary of journeys": lambda log: log.journeys().describe(),
    "finding": lambda log: log.quality().findings[0],
    "quality of a source": lambda log: log.quality().by_source[0],
    "step of a recipe": lambda log: log.drop_duplicates().recipe().steps[0],
    "store": opened,
    "delivery": taken_in,
    "what was forgotten": forgotten,
    "quality of categories": judged,
    "proposed category": proposed,
    "whole journeys": lambda _: jm.WholeJourney(),
    "journeys until the outcome": lambda _: jm.UntilOutcome(),
    "first week": lambda _: jm.Landmark("7d"),
    "limits of a service": lambda _: Limits(),
    "data of a service": lambda _: service_log(50, days=30),
    "data of five systems": lambda _: five_systems(50, days=30),
    "next steps": lambda _: NextStep(),
    "risk of an outcome": lambda _: OutcomeRisk(SCRIPT, "7d"),
    "features": lambda _: PatternVectorizer(),
    "what an action found": lambda _: ActionResult(ActionRows({SCRIPT: np.array([SCRIPT])}, (SCRIPT,), {})),
}


@pytest.fixture(scope="module")
def made(log: jm.EventLog) -> Callable[[str], Any]:
    """Each object, made once."""
    return cache(lambda name: OBJECTS[name](log))


@pytest.mark.parametrize("name", OBJECTS)
def test_no_object_shows_an_id_or_a_text(made: Callable[[str], Any], name: str) -> None:
    for shown in faces(made(name)):
        assert_tight(shown, name)
        if isinstance(made(name), Showing):
            assert_inert(shown, name)


@pytest.mark.parametrize("name", OBJECTS)
def test_no_page_runs_what_data_say(made: Callable[[str], Any], name: str) -> None:
    page = getattr(made(name), "_repr_html_", None)
    if page is not None:
        assert RUN not in page()  # scikit-learn brings a script of its own


def test_every_class_that_makes_a_page_is_tried(made: Callable[[str], Any]) -> None:
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith("journeymine.")]
    classes = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    paged = {one for one in classes if hasattr(one, "_repr_html_") and one.__module__.startswith("journeymine.")}
    tried = [made(name) for name in OBJECTS]
    # What actions find is tried beside this file, each of them.
    paged -= {one for one in paged if issubclass(one, ActionResult) and one is not ActionResult}
    assert {one.__name__ for one in paged if not any(isinstance(thing, one) for thing in tried)} == set()
    assert len(paged) > 40


def test_pages_show_what_data_say(log: jm.EventLog) -> None:
    # What is escaped is there: the names of events do come through the pages above.
    assert "&lt;script&gt;" in mined(log)._repr_html_()
    assert "&lt;script&gt;" in log.journeys().explain("search")._repr_html_() + log.quality()._repr_html_()
    assert len(jm.mine_contrast(log.journeys(), min_support=2, outcome="search")) > 0


@pytest.mark.parametrize("suffix", [".parquet", ".json", ".pickle", ".html"])
def test_no_file_of_results_holds_an_id_or_a_text(log: jm.EventLog, tmp_path: Path, suffix: str) -> None:
    patterns = mined(log)
    path = tmp_path / f"patterns{suffix}"
    if suffix == ".pickle":
        path.write_bytes(pickle.dumps(patterns))
    elif suffix == ".html":
        patterns.report(path, title=SCRIPT, log=resolved(log), notes=[SCRIPT], figures=False)
        assert "<script" not in path.read_text().lower()
        assert "Customer 1: " in path.read_text()
    else:
        patterns.save(path)
    assert_tight(path.read_bytes(), path.name)


def test_proposals_for_categories_hold_nothing_that_masking_finds() -> None:
    texts = [f"parcel late again, mail {TEXT}{n}@example.com or call 030 7{n:06d}" for n in range(20)]
    found = Categories({"bill": ["bill"]}).fit([]).propose([*texts, *["router broken"] * 10], n_proposals=2)
    shown = "".join(face for one in (found, *found) for face in faces(one))
    assert_tight(shown, "proposals")
    assert "parcel" in shown
    assert not any(f"7{n:06d}" in shown for n in range(20))


#: What holds ids and texts because it is the data; each gives them by methods that say so.
DATA = (jm.EventLog, jm.Journeys, jm.Identities)
WRITES = re.compile("^(save|write|dump|export|publish)|^to_(csv|parquet|json|excel|file|html|feather)")


def test_what_holds_ids_writes_no_file() -> None:
    assert [f"{one.__name__}.{name}" for one in DATA for name in dir(one) if WRITES.search(name)] == []
    assert any(WRITES.search(name) for name in dir(jm.PatternSet))


RESULTS: dict[str, Callable[[jm.EventLog], Any]] = {
    "sequences": mined,
    "rules": OBJECTS["rules"],
    "itemsets": OBJECTS["itemsets"],
    "contrast": OBJECTS["contrast"],
    "protected": OBJECTS["protected"],
}


@pytest.mark.parametrize("name", RESULTS)
def test_no_frame_and_no_file_of_a_result_holds_an_id_or_a_text(log: jm.EventLog, tmp_path: Path, name: str) -> None:
    result = RESULTS[name](log)
    frames = {
        "pandas": result.to_pandas().to_csv(),
        "polars": str(result.to_polars().to_dicts()),
        "arrow": str(result.to_arrow().to_pylist()) + str(result.to_arrow().schema.metadata),
        "dict": json.dumps(result.to_dict()),
    }
    for form, shown in frames.items():
        assert_tight(shown, f"{name} as {form}")
    for suffix in (".json", ".parquet"):
        result.save(tmp_path / f"one{suffix}")
        assert_tight((tmp_path / f"one{suffix}").read_bytes(), f"{name} in {suffix}")
    assert_tight(pickle.dumps(result), f"{name} in a pickle")


def test_no_feature_is_named_by_a_customer(log: jm.EventLog) -> None:
    made = PatternVectorizer(min_support=2, max_length=1).fit(log.journeys())
    assert_tight(" ".join(made.get_feature_names_out()), "names of features")
    assert_tight(pickle.dumps(made), "the pickle of a vectorizer")


COMMANDS: dict[str, tuple[str, ...]] = {
    "mine": ("mine", "{log}", "--min-support", "2", "--max-length", "2"),
    "mine --json": ("mine", "{log}", "--min-support", "2", "--max-length", "2", "--json"),
    "mine --out html": ("mine", "{log}", "--min-support", "2", "--max-length", "2", "--out", "{out}.html"),
    "mine --protect": ("mine", "{log}", "--min-support", "2", "--max-length", "2", "--protect", "2"),
    "itemsets": ("itemsets", "{log}", "--min-support", "2"),
    "rules": ("rules", "{log}", "--min-support", "2"),
    "contrast": ("contrast", "{log}", "--min-support", "2", "--outcome", "search"),
    "funnel to a script": ("funnel", "{log}", "=cmd", SCRIPT),
    "report": (
        *("report", "{log}", "--min-support", "2", "--max-length", "2", "--outcome", "search", "--out", "{out}.html"),
        "--no-figures",
    ),
    "report --protect": (
        *("report", "{log}", "--min-support", "2", "--max-length", "2", "--protect", "2", "--out", "{out}.html"),
        "--no-figures",
    ),
    "match": ("match", "{log}", "search"),
    "match --json": ("match", "{log}", "search", "--json"),
    "quality": ("quality", "{log}"),
    "quality --json": ("quality", "{log}", "--json"),
    "quality --protect": ("quality", "{log}", "--protect", "2"),
    **{
        f"{asked[0]} --out {form}": (*asked, "--out", f"{{out}}.{form}")
        for asked in (
            ("mine", "{log}", "--min-support", "2", "--max-length", "2"),
            ("itemsets", "{log}", "--min-support", "2", "--kind", "all"),
            ("rules", "{log}", "--min-support", "2"),
            ("contrast", "{log}", "--min-support", "2", "--outcome", "search"),
            ("funnel", "{log}", "=cmd", "search"),
            (
                *("watch", "{log}", "--every", "1d", "--per", "active_customers", "--baseline", "8"),
                *("--season", "none", "--false-alarms", "3/month"),
            ),
            ("effect", "{log}", "--step", "=cmd", "--step", "search", "--goal", "pay", "--design", "until-outcome"),
        )
        for form in ("csv", "json", "parquet")
    },
}


def ran(asked: tuple[str, ...], log: Path, out: Path) -> str:
    """All that a command printed and wrote."""
    words = [word.format(log=log, out=out) for word in asked]
    roles = ("--customer", "who", "--event", "what", "--time", "when")
    done = CliRunner().invoke(app, [*words, *roles], env={"COLUMNS": "200", "TERM": "dumb"})
    assert done.exit_code == 0, done.stderr
    assert_inert(done.stdout + done.stderr, asked[0])
    written = [path.read_bytes().decode("latin-1") for path in out.parent.iterdir()]
    return "\n".join([done.stdout, done.stderr, *written])


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_shows_or_writes_an_id_or_a_text(csv_file: Path, tmp_path: Path, name: str) -> None:
    shown = ran(COMMANDS[name], csv_file, tmp_path / "out")
    assert_tight(shown, name)


def test_every_command_that_writes_a_file_is_tried() -> None:
    program: Any = typer.main.get_command(app)
    writes = {name for name, one in program.commands.items() if any("--out" in option.opts for option in one.params)}
    # `demo` writes what it made up itself, and `report` pages only.
    assert "report" in COMMANDS
    assert writes - {"demo", "report"} == {name.split()[0] for name in COMMANDS if name.endswith(" --out csv")}


@pytest.mark.parametrize("name", [name for name in COMMANDS if name.endswith(" --out csv")])
def test_no_cell_is_run_by_a_spreadsheet(name: str, csv_file: Path, tmp_path: Path) -> None:
    ran(COMMANDS[name], csv_file, tmp_path / "out")
    with (tmp_path / "out.csv").open(newline="") as text:
        cells = [cell for row in csv.reader(text) for cell in row]
    assert any(cell.startswith("'=cmd") for cell in cells)
    assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in cells)


def test_ids_are_shown_to_who_asks_for_them(log: jm.EventLog, csv_file: Path, tmp_path: Path) -> None:
    # The marks are where the tests look: asked for by name they are found.
    for asked in ("match", "match --json"):
        assert ID in ran((*COMMANDS[asked], "--show-ids"), csv_file, tmp_path / "out")
    assert ID in str(mined(log).explain("search", show_ids=True))
    assert ID in log.journeys().matches("search", show_ids=True).to_csv()
    assert TEXT in log.to_pandas().to_csv()
    assert FRIEND in log.journeys().attributes.to_csv()
    assert COOKIE in resolved(log).identities().to_pandas().to_csv()
    assert ID in str(log.quality().largest_customer)


def broken(tmp_path: Path, name: str, lines: list[str]) -> str:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def faults(log: jm.EventLog, folder: Path) -> dict[str, Callable[[], Any]]:
    """What goes wrong with ids or texts in it."""
    head = "who,what,when,said"
    good = f"{ID}-1,search,2024-01-01,{TEXT}"
    twice = {"id": [f"{ID}-1"] * 2, "x": [1, 2]}
    numbers = {"m": {**ROLES}, "customer_as": "integer"}
    data = {"who": [f"{ID}-1"], "what": ["a"], "when": [1]}
    return {
        "a row of other fields": lambda: jm.read_events(broken(folder, "a.csv", [head, good, f"{ID}-2,x"]), **ROLES),
        "a quote that is not closed": lambda: jm.read_events(
            broken(folder, "b.csv", [head, good, f'"{ID}-2,x,2024-01-01,"{TEXT}', good]), **ROLES
        ),
        "a broken line of JSON": lambda: jm.read_events(
            broken(folder, "c.jsonl", [f'{{"who": "{ID}", "what": "a", "when": 1}}', f'{{"who": "{ID}", "wh']), **ROLES
        ),
        "no access log": lambda: jm.read_events(broken(folder, "access.log", [good]), format="access_log"),
        "a customer twice": lambda: log.with_customers(twice, customer="id"),
        "customers of elsewhere": lambda: log.with_customers({"id": [f"{ID}-x"], "x": [1]}, customer="id"),
        "customers that are no integers": lambda: jm.read_events({"m": data}, mapping=numbers),
        "a condition on texts": lambda: log.where({"text": f"{TEXT} "}),
        "texts that redact loses": lambda: log.mask_text(redact=lambda texts: texts[1:]),
        "missing customers": lambda: jm.read_events({**columns(), "who": [None, *columns()["who"][1:]]}, **ROLES),
        "an unknown id": lambda: resolved(log).identities().explain(f"{ID}-none"),
    }


NAMES = tuple(faults(None, Path()))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_no_message_shows_an_id_or_a_text(log: jm.EventLog, tmp_path: Path, name: str) -> None:
    with pytest.raises(JourneymineError) as caught:
        faults(log, tmp_path)[name]()
    at: BaseException | None = caught.value
    while at is not None:
        # What a traceback prints: causes, and contexts that are not suppressed.
        assert_tight(f"{at!r} {at}", name)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)


def test_what_is_published_under_pseudonyms_holds_no_id(log: jm.EventLog, tmp_path: Path) -> None:
    hidden = resolved(log).pseudonymise(KEY, columns=["friend"]).mask_text(redact=lambda texts: ["…"] * len(texts))
    told = io.BytesIO()
    hidden.to_pandas().to_parquet(told)
    assert_tight(pickle.dumps(hidden), "the log's pickle")
    assert_tight(told.getvalue(), "its Parquet file")
    assert_tight(hidden.to_pandas().to_csv(), "its CSV")
    assert_tight(hidden.journeys().attributes.to_csv(), "what is known of its customers")
    assert_tight(hidden.journeys().explain("search", show_ids=True).examples[0], "an explanation with ids")
    with jm.JourneyStore(tmp_path / "store.duckdb") as store:
        store.ingest("all", hidden.to_arrow(), customer="person", event="event", time="time", extra=["cookie"])
        for shown in faces(store):
            assert_tight(shown, "the store")
    assert_tight((tmp_path / "store.duckdb").read_bytes(), "its file")


def test_a_store_shows_no_id(tmp_path: Path) -> None:
    with jm.JourneyStore(tmp_path / "store.duckdb") as store:
        done = store.ingest("all", columns(), **ROLES, extra=["cookie"])
        shown = [*faces(store), *faces(done), *faces(store.events()), *faces(store.quality())]
        erased = store.forget(f"{ID}-0000@example.com")
        for one in (*shown, *faces(erased)):
            assert_tight(one, "the store")


def test_no_command_of_a_store_or_for_a_mapping_shows_an_id_or_a_text(
    csv_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    roles = ("--customer", "who", "--event", "what", "--time", "when")
    asked = [
        ("init", str(csv_file)),
        ("store", "ingest", "store.duckdb", "all", str(csv_file), *roles),
        ("store", "sources", "store.duckdb"),
        ("store", "quality", "store.duckdb"),
        ("store", "quality", "store.duckdb", "--json"),
        ("store", "forget", "store.duckdb", f"{ID}-0001@example.com"),
    ]
    for words in asked:
        done = CliRunner().invoke(app, list(words))
        assert done.exit_code == 0, done.stderr
        assert_tight(done.stdout + done.stderr, " ".join(words[:2]))
    assert_tight((tmp_path / "sources.toml").read_text(), "the mapping")
