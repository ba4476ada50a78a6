"""Small hostile cases that run against every engine; every bug found gets one here."""

from dataclasses import dataclass

from tests.reference.sequences import Journey


@dataclass(frozen=True)
class Case:
    """Journeys and the support asked for."""

    name: str
    journeys: tuple[Journey, ...]
    min_support: int = 1


SINGLE = (
    Case("no journey", ()),
    Case("only empty journeys", ((), ())),
    Case("one journey of one event", (("a",),)),
    Case("an event in every journey", (("x", "a"), ("x", "b"), ("b", "x")), 2),
    Case("empty journeys count", ((), ("a", "b"), ("a", "b")), 2),
    Case("all journeys equal", (("a", "b", "c"),) * 3, 2),
    Case("repeats", (("a", "a", "b", "a"), ("a", "b", "a", "a"), ("a", "a")), 2),
    Case("one event over and over", (("a",) * 7, ("a",) * 4), 1),
    Case("as long as the longest journey", (("a", "b", "c", "d", "e"), ("a", "b", "c", "d", "e")), 2),
    Case("no two share an event", (("a", "b"), ("c", "d")), 2),
    Case("more support than journeys", (("a",), ("a",)), 3),
    Case("closed by an event in front", (("x", "a", "b"), ("x", "a", "b"), ("a",)), 2),
    Case("closed by an event between", (("a", "x", "b"), ("a", "y", "x", "b"), ("b",)), 2),
    Case("closed by different events only", (("a", "x", "b"), ("a", "y", "b")), 2),
    Case("the first occurrence misleads", (("a", "b", "c", "a", "c"), ("a", "c", "b", "c"), ("c", "a", "c")), 2),
    Case("integers are not text", ((10, 9, 10), (9, 10), (10,)), 2),
    Case("negative and gigantic integers", ((-5, 2**62, -5), (-5, 2**62), (0,)), 2),
    Case("code points, not alphabets", (("é", "z", "Z", "→"), ("é", "Z", "😀"), ("z", "→", "😀")), 1),
)

SETS = (
    Case("one set", ((("a", "b", "c"),),)),
    Case("together and one after the other", ((("a", "b"),), ("a", "b"), ("b", "a"), (("a", "b"), "a")), 1),
    Case("joins only at a later end", ((("a",), ("a", "b")), (("a", "b"),), (("a", "c"), ("a", "b"))), 2),
    Case("joins at two ends", ((("a", "b"), ("a", "c")), (("a", "c"), ("a", "b"))), 2),
    Case("closed by an earlier name in the last set", ((("a", "b"),), (("a", "b"), "b"), ("c",)), 2),
    Case("not closed away: one end lacks the earlier name", ((("a", "b"), ("b", "c")), (("a", "b"), ("b", "c"))), 2),
    Case("closed by a name in an inner set", ((("a", "b"), "c"), (("a", "b"), "d", "c")), 2),
    Case("the same set over and over", ((("a", "b"),) * 3, (("a", "b"),) * 2), 2),
    Case("infrequent names inside sets", ((("a", "q", "b"), "c"), (("a", "b", "r"), "c"), (("s", "a"), "c")), 2),
    Case("sets that fall apart once infrequent names go", ((("a", "q"), "b"), ("a", ("b", "r"))), 2),
    Case("empty journeys and sets", ((), (("a", "b"), ("a", "b")), (("a", "b"),)), 1),
)
