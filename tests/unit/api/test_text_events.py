"""What becomes of the other columns, what is recorded, and what is refused."""

import subprocess
import sys
from typing import Any

import pandas as pd
import pytest

import journeymine as jm
from journeymine.errors import EmptyLogError, InputError, MissingColumnError, OptionError
from journeymine.text import Categories
from journeymine.text.fingerprint import fingerprint

TEXTS = {"who": ["ann", "new"], "when": ["2024-01-01 12:00", "2024-01-09"], "text": ["wrong bill", "SECRET words"]}
CATEGORIES = Categories({"billing": ["bill"]}).fit([])


def read(**further: Any) -> jm.EventLog:
    rows = {"who": ["ann", "bob"], "what": ["order", "order"], "when": ["2024-01-01", "2024-01-02"], **further}
    value = "euro" if "euro" in further else None
    return jm.read_events(
        rows, customer="who", event="what", time="when", value=value, extra=[one for one in further if one != "euro"]
    )


def test_values_are_not_counted_twice_and_texts_not_copied() -> None:
    log = read(euro=[5.0, 7.0], wrote=["wrong bill", None], shop=["x", "y"])
    frame = log.with_text_events("wrote", CATEGORIES).to_pandas()
    assert frame["what"].tolist() == ["order", "order", "complaint:billing"]
    assert frame["euro"].sum() == 12
    assert frame["wrote"].tolist()[0] == "wrong bill"
    assert pd.isna(frame["wrote"].tolist()[2])
    assert frame["shop"].tolist() == ["x", "y", "x"]


def test_the_finer_clock_of_the_two_counts_and_new_customers_come_in() -> None:
    days = pd.DataFrame({"who": ["ann"], "what": ["order"], "when": pd.to_datetime(["2024-01-01"]).as_unit("s")})
    log = jm.read_events(days, customer="who", event="what", time="when")
    log = log.with_customers({"id": ["ann"], "age": [30]}, customer="id")
    log = log.with_text_events(TEXTS, CATEGORIES)
    assert log.to_pandas()["when"].max() == pd.Timestamp("2024-01-09", tz="UTC")
    attributes = log.journeys().attributes
    assert attributes["who"].tolist() == ["ann", "new"]
    assert attributes["age"].isna().tolist() == [False, True]
    assert log.journeys().to_lists() == [["order", "complaint:billing"], ["complaint:unassigned"]]


def test_the_report_of_the_log_does_not_count_more_than_all() -> None:
    told = dict(read().with_text_events(TEXTS, CATEGORIES).quality().lines())
    assert (told["rows read"], told["rows, with those added"]) == ("2", "4")
    assert "%" not in told["rows, with those added"]


def test_texts_get_the_source_of_texts() -> None:
    mapping = {"web": {"customer": "who", "event": "{what}", "time": "when"}}
    rows = {"who": ["ann"], "what": ["order"], "when": ["2024-01-01"]}
    log = jm.read_events({"web": rows}, mapping=mapping)
    after = log.with_text_events(TEXTS, CATEGORIES, customer="who", time="when")
    assert after.to_pandas()["source"].tolist() == ["web", "texts", "texts"]
    assert after.counts("complaint:*", every="1w", by="source")["n"].sum() == 2
    after.quality()


def test_the_step_is_recorded_without_texts() -> None:
    log = read().with_text_events(TEXTS, CATEGORIES, unassigned="drop")
    (step,) = log.recipe().steps
    assert step.options["categories"] == fingerprint(CATEGORIES)
    assert log.steps()[["rows_before", "rows_after"]].to_numpy().tolist() == [[2, 3]]
    said = log.recipe().to_json() + repr(log) + repr(log.journeys())
    assert "SECRET" not in said
    assert "wrong bill" not in said
    with pytest.raises(InputError, match=r"Call log\.with_text_events"):
        read().apply(jm.Recipe.from_json(log.recipe().to_json()))


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    texts, labels = ["wrong bill", "high bill", "no signal", "bad signal"] * 3, ["b", "b", "n", "n"] * 3
    program = (
        "from journeymine.text import Categories\n"
        "from journeymine.text.fingerprint import fingerprint\n"
        f"print(fingerprint(Categories({{'x': ['y']}}).fit({texts}, {labels})))"
    )
    ran = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True)
    here = Categories({"x": ["y"]}).fit(texts, labels)
    assert ran.stdout.strip() == fingerprint(here)
    here.predict(["bill"])
    assert ran.stdout.strip() == fingerprint(here)
    assert fingerprint(Categories({"x": ["y"]}).fit(texts[:-1], labels[:-1])) != fingerprint(here)


class Odd:
    def __init__(self, names: list[Any]) -> None:
        self.names = names

    def predict(self, texts: list[str]) -> list[Any]:  # noqa: ARG002 (the form of a predictor)
        return self.names


@pytest.mark.parametrize(
    ("texts", "options", "error", "says"),
    [
        (TEXTS, {"categories": None}, OptionError, "`categories` of with_text_events must be fitted Categories"),
        (TEXTS, {"categories": Odd(["a"])}, InputError, "for each of 2 texts; predict gave 1 names"),
        (TEXTS, {"categories": Odd(["a", 2])}, InputError, "predict gave a int, 2"),
        (TEXTS, {"prefix": 3}, OptionError, "`prefix`"),
        (TEXTS, {"unassigned": "hide"}, OptionError, "'keep', 'drop'"),
        (TEXTS, {"on_missing": "keep"}, OptionError, "'error', 'drop'"),
        (TEXTS, {"text": "txt"}, MissingColumnError, "Did you mean 'text'"),
        ({**TEXTS, "who": [1, 2]}, {}, InputError, "Customers are text in the log and integers"),
        ({**TEXTS, "when": [1, 2]}, {}, InputError, "The log's times are times"),
        ({**TEXTS, "text": [1, 2]}, {}, InputError, "must hold text"),
        ({**TEXTS, "who": [None, "b"]}, {}, InputError, "lack customers or times"),
        ({**TEXTS, "text": [None, None]}, {}, EmptyLogError, "lacks its customer, event or time"),
        (None, {}, InputError, "no column of free text"),
        ("wrote", {}, MissingColumnError, "'wrote'"),
        ("who", {}, OptionError, "not one of the log's own roles"),
        (None, {"zone": "Europe/Berlin"}, OptionError, "`zone` of with_text_events does not go together"),
    ],
)
def test_what_is_refused(texts: Any, options: dict[str, Any], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        read().with_text_events(texts, options.pop("categories", CATEGORIES), **options)


def test_a_frame_of_ids_is_no_use_where_customers_have_other_names() -> None:
    log = read().pseudonymise(key="a key for a test that is long enough")
    with pytest.raises(InputError, match="pseudonymise has replaced"):
        log.with_text_events(TEXTS, CATEGORIES)
    assert (
        len(
            read(wrote=["bill", None])
            .pseudonymise(key="a key for a test that is long enough")
            .with_text_events("wrote", CATEGORIES)
        )
        == 3
    )


def test_integer_event_names_take_no_text() -> None:
    log = jm.read_events({"w": [1], "e": [1], "t": [1]}, customer="w", event="e", time="t")
    with pytest.raises(InputError, match="are integers; read them as text"):
        log.with_text_events({"w": [1], "t": [1], "text": ["bill"]}, CATEGORIES)


def test_rows_without_customer_are_dropped_where_asked() -> None:
    log = read().with_text_events({**TEXTS, "who": [None, "b"]}, CATEGORIES, on_missing="drop")
    assert len(log) == 3
