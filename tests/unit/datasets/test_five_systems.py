"""Five systems: what is said to be planted is there."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from journeymine.datasets import FiveSystems, five_systems
from journeymine.errors import OptionError


@pytest.fixture(scope="module")
def exports() -> FiveSystems:
    return five_systems(200, days=60, seed=3)


def faulty(exports: FiveSystems, source: str, fault: str) -> pa.Table:
    told = exports.faults.to_pandas()
    rows = told[(told["source"] == source) & (told["fault"] == fault)]["row"].to_numpy()
    return exports.sources[source].take(pa.array(rows))


def test_the_same_seed_gives_the_same_tables(exports: FiveSystems) -> None:
    again = five_systems(200, days=60, seed=3)
    assert all(exports.sources[name].equals(table) for name, table in again.sources.items())
    assert exports.faults.equals(again.faults)
    assert not exports.sources["web"].equals(five_systems(200, days=60, seed=4).sources["web"])


def test_rows_without_a_fault_are_those_of_the_clean_tables(exports: FiveSystems) -> None:
    for name, table in exports.sources.items():
        if name == "phone":
            continue
        told = exports.faults.to_pandas()
        keep = np.ones(table.num_rows, np.bool_)
        keep[told[told["source"] == name]["row"].to_numpy()] = False
        sound = table.filter(pa.array(keep)).to_pandas().astype(str)
        clean = exports.clean[name].to_pandas().astype(str)
        rows = set(clean.itertuples(index=False, name=None))
        assert all(row in rows for row in sound.itertuples(index=False, name=None))


def test_resent_rows_are_there_twice(exports: FiveSystems) -> None:
    def rows(table: pa.Table) -> list[tuple[object, ...]]:
        return [tuple(row.values()) for row in table.to_pylist()]

    counts = Counter(rows(exports.sources["web"]))
    again = rows(faulty(exports, "web", "duplicate"))
    assert len(again) > 50
    assert all(counts[row] == 2 for row in again)
    assert sum(count > 1 for count in counts.values()) == len(again)


def test_no_device_is_quicker_than_its_owner_could_be(exports: FiveSystems) -> None:
    frame = exports.clean["web"].to_pandas().sort_values(["cookie", "time"], kind="stable")
    assert frame.groupby("cookie")["time"].diff().dropna().min() >= 5_000


def test_the_telephones_show_the_time_of_new_york(exports: FiveSystems) -> None:
    said, true = exports.sources["phone"].to_pandas(), exports.clean["phone"].to_pandas()
    for row in (0, len(said) // 2, len(said) - 1):
        shown = datetime.fromisoformat(f"{said['day'][row]} {said['clock'][row]}").replace(
            tzinfo=ZoneInfo("America/New_York")
        )
        meant = datetime.fromisoformat(f"{true['day'][row]} {true['clock'][row]}").replace(
            tzinfo=ZoneInfo("Europe/Berlin")
        )
        assert shown == meant


def test_outage_and_late_arrivals_take_rows_away(exports: FiveSystems) -> None:
    clean = set(exports.clean["shop"]["time"].to_pandas().str[:10])
    orders = exports.sources["shop"].to_pandas()
    owned = set(orders[~orders["customer"].isin(["guest"]) & orders["customer"].notna()]["time"].str[:10])
    assert len(clean - owned) >= 3
    tail = exports.clean["tickets"].to_pandas()["time"].str[:10] >= "2025-03-04"
    left = exports.sources["tickets"].to_pandas()["time"].str[:10] >= "2025-03-04"
    assert left.sum() < 0.6 * tail.sum()


def test_identities_are_what_the_exports_tell(exports: FiveSystems) -> None:
    truth = dict(zip(exports.identities["id"].to_pylist(), exports.identities["person"].to_pylist(), strict=True))
    web = exports.sources["web"].to_pandas().dropna(subset=["customer_number"]).sort_values("time", kind="stable")
    first = web[web["time"] > 0].groupby("cookie")["customer_number"].first()
    own = first[~first.index.str.startswith("ck-kiosk")]
    assert len(own) > 150
    assert all(truth[cookie] == number for cookie, number in own.items())
    assert faulty(exports, "web", "borrowed_device").num_rows >= 1
    crm = exports.sources["crm"].to_pandas()
    assert all(truth[one] == str(number) for one, number in zip(crm["phone"], crm["customer_number"], strict=True))


def test_too_few_days_are_refused() -> None:
    with pytest.raises(OptionError, match="`days` of five_systems"):
        five_systems(10, days=7)
