"""Patterns that became more or less frequent."""

import numpy as np

from journeymine.actions.drift import MORE
from journeymine.actions.rows import ActionRows
from journeymine.actions.suggesting import words
from journeymine.actions.suggesting.sizes import arm
from journeymine.actions.suggesting.suggestion import NOT_SIGNIFICANT, Found, Suggestion, cautious

FLIPPED = "that change the other way among journeys that are alike"
EXPLAINED = "that another pattern explains"
DESIGN = "observational: two periods side by side"


def of_drift(table: ActionRows, alpha: float) -> Found:
    """Of a `PatternDrift`: what changed, and is explained by no other row.

    Parameters
    ----------
    table
        The rows.
    alpha
        The greatest q-value.
    """
    columns = table.columns
    with np.errstate(invalid="ignore"):
        sure = columns["q_value"] <= alpha
    flips = columns["sign_flips"].astype(np.bool_) if "sign_flips" in columns else np.zeros(len(table), np.bool_)
    alone = np.array([one is None for one in columns["explained_by"]], np.bool_)
    rows = np.flatnonzero(sure & alone & ~flips).tolist()
    left = {
        NOT_SIGNIFICANT: int((~sure).sum()),
        EXPLAINED: int((sure & ~alone).sum()),
        FLIPPED: int((sure & alone & flips).sum()),
    }
    return Found(tuple(_suggestion(table, row) for row in rows), left)


def _suggestion(table: ActionRows, row: int) -> Suggestion:
    def number(name: str) -> float:
        return float(table.columns[name][row])

    pattern = str(table.columns["pattern"][row])
    estimate = number("growth_rate"), number("growth_rate_low"), number("growth_rate_high")
    gap = number("support_difference_low"), number("support_difference_high")
    n_before, n_now = int(number("n_before")), int(number("n_now"))
    shares = number("support_before"), number("support_now")
    sizes = table.info["n"]
    more = bool(table.columns["direction"][row] == MORE)
    many, share, rest = (
        (n_now, shares[1], sizes["now"] - n_now) if more else (n_before, shares[0], sizes["before"] - n_before)
    )
    return Suggestion(
        about=pattern,
        kind=words.MORE_OFTEN if more else words.LESS_OFTEN,
        measure=words.LOOK,
        evidence=words.drifted(pattern, shares, estimate, n_now, number("q_value")),
        test=words.look_again(arm(*shares)),
        n=n_before + n_now,
        n_customers=None,
        estimate=estimate[0],
        low=estimate[1],
        high=estimate[2],
        estimate_of="ratio of shares",
        q_value=number("q_value"),
        design=DESIGN,
        at_least=sizes["now"] * cautious(*gap),
        counts=(n_before, n_now, sizes["before"] - n_before, sizes["now"] - n_now),
        n_to_test=arm(*shares),
        coarser=(words.drifted_few(pattern, many, share, more=more), (many, rest)),
    )
