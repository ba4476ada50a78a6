"""Who is who: masked where it is printed, escaped in HTML, real in frames."""

import pytest

import journeymine as jm
from journeymine.errors import InputError, OptionError

SECRET = "<script>1337</script>"


@pytest.fixture
def who() -> jm.Identities:
    log = jm.read_events(
        {
            "cookie": [SECRET, SECRET, "kiosk-1", "kiosk-2", "kiosk-3", SECRET],
            "number": ["9001", "9002", "9003", "9003", "9003", None],
            "mail": [None, "9001", None, None, None, "other-mail"],
            "what": ["a"] * 6,
            "when": [1, 2, 3, 4, 5, 6],
        },
        customer="cookie",
        event="what",
        time="when",
        extra=["number", "mail"],
    )
    return log.resolve_identities(["cookie", "number", "mail"], known="number", max_ids=3).identities()


def test_nothing_printed_names_anybody(who: jm.Identities) -> None:
    frame = who.to_pandas()
    told = [repr(who), who._repr_html_()]
    for one in frame["person"].unique():
        told += [repr(who.explain(one)), who.explain(one)._repr_html_()]
    for text in told:
        assert not any(one in text for one in frame["id"] if len(one) > 3)
        assert "<script" not in text
    assert SECRET in frame["id"].tolist()
    assert SECRET in who.to_arrow()["id"].to_pylist()


def test_it_says_how_many(who: jm.Identities) -> None:
    assert len(who) == 9
    assert who.counts() == {
        "ids": 9,
        "persons": 6,
        "pairs": 8,
        "tied": 6,
        "refused": 2,
        "quarantined_ids": 4,
        "quarantined_groups": 1,
    }
    assert "4 ids in 1 groups quarantined for more than 3 ids" in repr(who)


def test_an_explanation_tells_chain_conflict_and_quarantine(who: jm.Identities) -> None:
    assert repr(who.explain("other-mail")).splitlines() == [
        "mail o… belongs to number 9…",
        "  cookie <… – mail o…  first seen together at 6 in log, 1 row",
        "  number 9… – cookie <…  first seen together at 1 in log, 1 row",
    ]
    assert "refused, as it would merge two known ids:" in repr(who.explain(SECRET))
    assert repr(who.explain("kiosk-2")).startswith(
        "cookie k… stays by itself: it was quarantined with the group of number 9… (too many ids)"
    )
    assert repr(who.explain("9001", kind="number")).startswith("number 9… names a person of 3 ids")
    assert who.explain("number:9001").to_pandas().shape == (2, 8)


def test_an_id_of_several_kinds_or_of_none_is_asked_back(who: jm.Identities) -> None:
    with pytest.raises(
        OptionError, match="`kind` of explain must be one of 'number', 'mail', which all have such an id"
    ):
        who.explain("9001")
    with pytest.raises(InputError, match=r"There is no id n… of the kinds 'number', 'cookie', 'mail'"):
        who.explain("nobody")
    with pytest.raises(OptionError, match="`customer` of explain must be an id"):
        who.explain(None)  # type: ignore[arg-type]


def test_persons_of_ids(who: jm.Identities) -> None:
    assert who.person_of([SECRET, None, "new"], kind="cookie").tolist() == ["number:9001", None, "cookie:new"]
