"""Whatever text there is, what is shown is seen, and tells texts apart."""

import json

from hypothesis import given
from hypothesis import strategies as st

from journeymine.cli.say import spelled, still
from journeymine.showing import inert


@given(st.text(st.characters(codec=None)))
def test_every_character_is_seen(text: str) -> None:
    shown = inert(text)
    assert all(one.isprintable() or one in "\u200d\u00a0" for one in shown)
    shown.encode()


@given(st.text())
def test_text_that_is_seen_stays(text: str) -> None:
    seen = "".join(one for one in text if one.isprintable())
    assert inert(seen) == seen


@given(st.text(), st.integers(3, 40))
def test_long_text_is_cut_in_its_middle(text: str, width: int) -> None:
    whole, cut = inert(text), inert(text, width)
    assert len(cut) <= width
    assert cut == whole or (whole.startswith(cut.partition("…")[0]) and whole.endswith(cut.rpartition("…")[2]))


def test_lines_stay_lines() -> None:
    assert still("one\ntwo\x1b[A\r\n") == "one\ntwo\\x1b[A\\r\n"


@given(st.recursive(st.text() | st.integers() | st.none(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)))
def test_json_that_is_seen_says_the_same(told: object) -> None:
    text = spelled(json.dumps(told, ensure_ascii=False))
    assert json.loads(text) == told
    assert text.isprintable()
