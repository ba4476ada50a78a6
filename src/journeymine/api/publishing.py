"""Results made fit to leave the house."""

from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np

from journeymine.actions.counts_by_period import COUNTS, protected_counts
from journeymine.actions.protection import protected
from journeymine.actions.quality_counts import protected_quality
from journeymine.api.action_result import ActionResult
from journeymine.api.journeys import Journeys
from journeymine.api.protected_action import PROTECTED, ProtectedAction, protected_action
from journeymine.api.protected_quality import ProtectedQuality
from journeymine.api.results import Results
from journeymine.errors import OptionError
from journeymine.mining.baskets import Baskets
from journeymine.options import bad_option, clash, optional_whole_number, whole_number
from journeymine.sources.quality_report import QualityReport

if TYPE_CHECKING:
    import pandas as pd

ResultsT = TypeVar("ResultsT", bound=Results[Any])

_WHERE = "protect"


@overload
def protect(
    result: ResultsT,
    k: int = 10,
    *,
    differences: bool = True,
    round_to: int | None = None,
    journeys: Journeys | None = None,
) -> ResultsT: ...
@overload
def protect(
    result: "pd.DataFrame", k: int = 10, *, differences: bool = True, round_to: int | None = None
) -> "pd.DataFrame": ...
@overload
def protect(
    result: ActionResult, k: int = 10, *, differences: bool = True, round_to: int | None = None
) -> ProtectedAction: ...
@overload
def protect(
    result: QualityReport, k: int = 10, *, differences: bool = True, round_to: int | None = None
) -> ProtectedQuality: ...
def protect(
    result: Any,
    k: int = 10,
    *,
    differences: bool = True,
    round_to: int | None = None,
    journeys: Journeys | None = None,
) -> Any:
    """A result that may leave the house: nothing in it tells of fewer than `k` customers.

    Rows are withheld whose counts, or what follows from them and the counts of other rows, would tell of fewer; short
    patterns are kept rather than long ones, and frequent ones rather than rare ones. All columns that are left follow
    from the counts beside them; lifts, tests and everything else that was computed from the journeys is withheld.

    Parameters
    ----------
    result
        A `PatternSet`, `ItemsetSet`, `RuleSet` or `ContrastSet`; the frame of `EventLog.counts`, in which single
        numbers are withheld: ``attrs["protected"]`` says how many; what `EventLog.quality` gives; or a `Funnel`,
        `StepEffect`, `CampaignEffects`, `LeadsTo`, `PatternDrift` or `Suggestions`.
    k
        The least number of customers, at least 2.
    differences
        Withhold what can be computed as well: supp(a) - supp(a → b), N - supp(a), sums over the parts of itemsets, what
        is left of a contrast's groups. False: only counts that are small themselves.
    round_to
        Publish counts as multiples of this, at most `k`; every other column follows from the rounded counts. None:
        exact counts.
    journeys
        The journeys that were counted, where the result does not have them and customers have several of them.

    Returns
    -------
    A set of the same class, in the order of its published counts; ``info["protected"]`` says how it was protected, its
    files keep that, and `audit` tells what was withheld. It refuses whatever would compute more from journeys. Of a
    quality report a `ProtectedQuality`: its counts, without times, examples and the largest customer. Of what an
    action found a `ProtectedAction`: counts, and what follows from them.

    Raises
    ------
    OptionError
        An option has a value it cannot have; the result is protected already; there are fewer than `k` customers, or a
        group has fewer; or it cannot be known how many journeys a customer has.

    Notes
    -----
    Where a customer has up to m journeys, (k - 1)·m + 1 of them are of at least k customers, and that many are asked of
    every count. What is closed off and what is not stands in *Publish results*.

    References
    ----------
    Atzori, Bonchi, Giannotti and Pedreschi (2008), VLDB Journal 17, 703-727, section 4: sums over parts of itemsets.

    Examples
    --------
    >>> import journeymine as jm
    >>> visits = [["search"]] * 50 + [["search", "cart"]] * 33 + [["cart"]] * 20 + [["help", "cart"]] * 4
    >>> published = jm.protect(jm.mine_sequences(visits, min_support=1), k=10, round_to=5)
    >>> published.to_pandas(columns=["pattern", "n_journeys", "support"])
              pattern  n_journeys   support
    0       (search,)          85  0.809524
    1         (cart,)          55  0.523810
    2  (search, cart)          35  0.333333
    """
    counts = not isinstance(result, Results) and set(COUNTS) <= set(getattr(result, "columns", ()))
    if not isinstance(result, (Results, QualityReport, *PROTECTED)) and not counts:
        must = "a PatternSet, ItemsetSet, RuleSet or ContrastSet, the frame of EventLog.counts, a quality report, or a "
        must += " or ".join(one.__name__ for one in PROTECTED)
        # What it prints may count fewer than k.
        raise bad_option("result", _WHERE, must, type(result).__name__)
    least = whole_number(k, "k", _WHERE, least=2)
    if not isinstance(differences, bool):
        raise bad_option("differences", _WHERE, "True or False", differences)
    unit = optional_whole_number(round_to, "round_to", _WHERE)
    if unit is not None and unit > least:
        raise bad_option("round_to", _WHERE, f"at most k, which is {least}, or None", round_to)
    if not isinstance(result, Results) and journeys is not None:
        raise clash("journeys", "a result that is no set", _WHERE, "it knows its customers")
    if isinstance(result, ActionResult):
        return protected_action(result, least, differences=differences, round_to=unit)
    if isinstance(result, QualityReport):
        return ProtectedQuality(protected_quality(result, least, differences=differences, round_to=unit))
    done = result.attrs.get("protected") if counts else result.info.get("protected")
    if done is not None:
        message = f"`result` of protect is protected already (k = {done['k']}); protect what it was made from."
        raise OptionError(message)
    if counts:
        return protected_counts(result, least, differences=differences, round_to=unit)
    table = result._table  # noqa: SLF001 - one of us
    most, names = _most_each(result, journeys), result.columns
    told = protected(table, least, differences=differences, round_to=unit, most_each=most, columns=names)
    return type(result)(told)


def _most_each(result: Results[Any], journeys: Journeys | None) -> int:
    """The most journeys (or baskets) of one customer."""
    if journeys is not None and not isinstance(journeys, Journeys):
        raise bad_option("journeys", _WHERE, "Journeys, or None for those the result came from", journeys)
    info, source = result.info, journeys if journeys is not None else result._source  # noqa: SLF001 - one of us
    if isinstance(source, Journeys):
        source = Baskets.from_journeys(source.coded, info.get("per") or "journey")
    if source is not None:
        codes = source.customer_codes
        return 1 if codes is None or not len(codes) else int(np.bincount(codes).max())
    people = info.get("n_customers")
    if people is not None and people < result.n_total:
        message = (
            "`journeys` of protect must be given: customers have several of the journeys that were counted, and this "
            "result does not have them to see how many."
        )
        raise OptionError(message)
    return 1
