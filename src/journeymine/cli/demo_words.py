"""What the demo says: how it counted, and how to read what it found."""

from typing import TYPE_CHECKING, Any

from journeymine.cli import show
from journeymine.reporting.numbers import percent, ratio

if TYPE_CHECKING:
    from rich.console import Console

    from journeymine.api import EventLog, PatternSet

DAYS = 28
RANKING = "lift_order_low"
_SHOWN = 10

TITLE = f"What households do in the {DAYS} days after a campaign mailing"
WINDOWS = (
    f"A journey is the {DAYS} days after one mailing to one household. An event is a shop visit, called after the "
    "department that most money went to or after the campaign whose coupons were redeemed; equal neighbours count "
    "once. The mailing itself is no event of the journey: it would come first by construction, and the order lift of "
    "whatever follows would be inflated."
)
RANKED = (
    "Ranked by lift_order_low, the lower end of the 95 % interval of lift_order: how much more often than by chance "
    "the data show this order to come, at the least. Chance is each journey's own visits in random order."
)


def tell(output: "Console", patterns: "PatternSet", log: "EventLog", n_mailings: int) -> None:
    """Print the log's quality, what was counted, and the ranked tables."""
    from journeymine.datasets.completejourney import LABEL

    output.print(f"[bold]{LABEL}[/bold]\nCampaign mailings, shop visits and coupon redemptions as one log.\n")
    output.print(str(log.quality()), markup=False)
    output.print(f"\n{WINDOWS} {patterns.n_total:,} of {n_mailings:,} mailings have such a window with a visit in it.")
    output.print(f"\n{show.counted(patterns)}\n")
    output.print(_other_rankings(patterns), markup=False)
    output.print(f"\n{RANKED}\n")
    orders = _orders(patterns)
    above = "Orders that come more often than by chance"
    output.print(show.table(orders.top(_SHOWN), width=output.width, title=above))
    below = orders.sort_by("lift_order_high", ascending=True).top(_SHOWN // 2)
    output.print(show.table(below, width=output.width, title="Orders that are avoided"))
    output.print(f"{caution(patterns)}\n")


def caution(patterns: "PatternSet") -> str:
    """How many intervals leave 1, and how many would by chance alone."""
    rows = _orders(patterns).to_dict(["lift_order_low", "lift_order_high"])["rows"]
    above = sum(row["lift_order_low"] > 1 for row in rows)
    below = sum(row["lift_order_high"] < 1 for row in rows)
    return (
        f"Of {len(rows)} patterns of different events the intervals of {above} lie wholly above 1 and of {below} "
        f"wholly below; about {0.025 * len(rows):.0f} each would by chance alone, so take the last ones lightly."
    )


def _orders(patterns: "PatternSet") -> "PatternSet":
    """Patterns that have an order: one event repeated has lift 1 whatever happens."""
    low, high = (patterns.to_arrow([name])[name].to_numpy() for name in ("lift_order_low", "lift_order_high"))
    orders: PatternSet = patterns[low < high]
    return orders


def _other_rankings(patterns: "PatternSet") -> str:
    """What two usual rankings would have put first, with the order lift of it."""
    support, naive = _first(patterns, "support"), _first(_orders(patterns), "lift_naive")
    return (
        f"By support the first would be {support['pattern']}: in {percent(support['support'])} of journeys, "
        f"lift_order {ratio(support['lift_order'])}. That is what households buy most, in whatever order.\n"
        f"By lift_naive the first order would be {naive['pattern']}: lift_naive {ratio(naive['lift_naive'])}, "
        f"lift_order {ratio(naive['lift_order'])}. The usual formula takes households that come often for a pattern."
    )


def _first(patterns: "PatternSet", column: str) -> dict[str, Any]:
    first = patterns.top(1, by=column)
    return {**first.to_dict()["rows"][0], "pattern": str(first[0])}
