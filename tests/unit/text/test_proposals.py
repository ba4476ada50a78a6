"""Proposals: deterministic, of the unassigned rest alone, and masked."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from journeymine.errors import InputError, OptionError
from journeymine.text import Categories, Proposal

ROUTER = ["router broken", "the broken router", "new router is broken too", "router router"]
PARCEL = ["parcel late", "late parcel again", "parcel was late"]
TEXTS = [*ROUTER, *PARCEL, "my bill", "my bill is late", ""]
FITTED = Categories({"billing": ["bill"]}).fit([])


def test_what_the_rest_has_in_common() -> None:
    proposals = FITTED.propose(TEXTS, n_proposals=2)
    assert [(one.words, one.size, one.share) for one in proposals] == [
        (("router", "broken"), 4, 0.4),
        (("late", "parcel"), 3, 0.3),
    ]
    assert all(set(one.examples) <= set(TEXTS[:7]) for one in proposals)
    assert [one.growth for one in proposals] == [None, None]
    assert FITTED.propose(TEXTS, n_proposals=2) == proposals


def test_a_proposal_becomes_a_rule() -> None:
    (router, parcel) = FITTED.propose(TEXTS, n_proposals=2)
    named = Categories({"billing": ["bill"], "device": router.rule(), "delivery": parcel.rule()}).fit([])
    assert named.predict(TEXTS).tolist() == ["device"] * 4 + ["delivery"] * 3 + ["billing"] * 2 + ["unassigned"]
    assert named.propose(TEXTS) == []


@pytest.mark.parametrize(
    "times",
    [
        [1, 2, 3, 10, 8, 9, 10, 1, 1, None],
        [dt.date(2024, 1, day) for day in (1, 2, 3, 10, 8, 9, 10, 1, 1)] + [None],
        pd.to_datetime([f"2024-01-{day:02}" for day in (1, 2, 3, 10, 8, 9, 10, 1, 1)] + [None]),
        [f"2024-01-{day:02}T00:00:00+01:00" for day in (1, 2, 3, 10, 8, 9, 10, 1, 1)] + [None],
    ],
)
def test_growth(times: Any) -> None:
    # The middle is 5.5: five of the nine texts with a time are before it.
    router, parcel = FITTED.propose(TEXTS, times, n_proposals=2)
    assert (router.n_early, router.n_late) == (3, 1)
    assert (parcel.n_early, parcel.n_late) == (0, 3)
    assert router.growth == pytest.approx((1.5 / 5) / (3.5 / 6))
    assert parcel.growth == pytest.approx((3.5 / 5) / (0.5 / 6))


def test_growth_without_a_middle() -> None:
    for times in ([1] * 10, [None] * 10):
        assert {(one.growth, one.n_early) for one in FITTED.propose(TEXTS, times)} == {(None, None)}


def test_nothing_private_is_shown() -> None:
    texts = ["router broken, call 030 1234567 or ann@example.com"] * 3 + [
        "Karte 4111-1111-1111-1111 kaputt, ann@example.com"
    ] * 2
    shown = repr(FITTED.propose(texts, redact=lambda many: [text.replace("broken", "[secret]") for text in many]))
    for private in ("1234567", "ann", "example.com", "4111", "broken", "'secret'"):
        assert private not in shown
    assert "router" in shown


def test_as_many_as_there_can_be() -> None:
    assert 1 <= len(FITTED.propose(TEXTS, n_proposals=50)) <= 50
    assert FITTED.propose([]) == FITTED.propose(["bill"]) == FITTED.propose(["", None, "once"]) == []
    (one,) = FITTED.propose(["fresh apples", "fresh apples"], n_examples=0, n_words=1)
    assert one == Proposal(one.words, 2, 1.0, None, None, None, ())
    assert len(one.words) == 1


def test_examples_are_not_repeated() -> None:
    (one,) = FITTED.propose(["router broken"] * 5 + ["router is broken"], n_proposals=1)
    assert sorted(one.examples) == ["router broken", "router is broken"]


def test_german_forms_and_stop_words() -> None:
    texts = ["Die Rechnungen sind nicht da", "Meine Rechnungen nicht da", "Die Rechnung ist nicht gekommen"]
    (one,) = Categories({"x": ["y"]}, languages="de").fit([]).propose(texts, n_proposals=1)
    assert one.words == ("rechnungen",)


def test_what_cannot_be_asked() -> None:
    with pytest.raises(OptionError, match=r"`n_proposals` of Categories\.propose must be a whole number ≥ 1; got 0"):
        FITTED.propose(TEXTS, n_proposals=0)
    with pytest.raises(InputError, match="`times` must be as many as `texts`; got 1 times of 10 texts"):
        FITTED.propose(TEXTS, [1])
    with pytest.raises(InputError, match="`times` must be time stamps, ISO dates or numbers"):
        FITTED.propose(TEXTS, ["soon"] * 10)


def test_texts_are_drawn_to_the_topic_that_they_were_made_of() -> None:
    random = np.random.default_rng(0)
    words = np.array([[f"{topic}{n}x" for n in "abcdefgh"] for topic in ("red", "green", "blue")])
    topics = random.integers(0, 3, 300)
    texts = [" ".join(random.choice(words[topic], 5)) for topic in topics]
    proposals = FITTED.propose(texts, n_proposals=3)
    assert [one.size for one in proposals] == sorted(np.bincount(topics), reverse=True)
    assert all(len({word[:3] for word in one.words}) == 1 for one in proposals)


def test_no_word_of_few_texts_is_shown() -> None:
    texts = [*["router broken"] * 6, *["router slow"] * 3, *["parcel late"] * 6]
    shown = {word for one in FITTED.propose(texts, min_texts=6) for word in one.words}
    assert shown == {"router", "broken", "parcel", "late"}
    assert "slow" in {word for one in FITTED.propose(texts) for word in one.words}
    with pytest.raises(OptionError, match="`min_texts`"):
        FITTED.propose(texts, min_texts=1)
