"""What arulesSequences answered on a small example that was published with its data."""

import pandas as pd

import journeymine as jm


def test_cspade_of_four_sequences_with_sets() -> None:
    # cspade(transactions, parameter = list(support = 0.75)), https://cnblogs.com/einyboy/p/3203175.html (2013).
    published = {
        ("A",): 1.0,
        ("B",): 1.0,
        ("A", "B"): 1.0,
        (("A", "B"),): 0.75,
        ("B", "B"): 0.75,
        (("A", "B"), "B"): 0.75,
        ("A", "A"): 1.0,
        ("B", "A"): 0.75,
    }
    frame = pd.DataFrame(
        {
            "sequence": [1] * 5 + [2] * 6 + [3] * 3 + [4] * 4,
            "event": [10, 10, 20, 30, 30, 20, 20, 30, 30, 30, 50, 10, 30, 40, 30, 30, 40, 50],
            "item": list("ABBABACABCBABAABAB"),
        }
    )
    journeys = jm.read_events(frame, customer="sequence", event="item", time="event").journeys()
    table = jm.mine_sequences(journeys, min_support=0.75).to_pandas(["pattern", "support"])
    assert {
        tuple(pattern): share for pattern, share in zip(table["pattern"], table["support"], strict=True)
    } == published
