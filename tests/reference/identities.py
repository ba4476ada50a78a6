"""Who is who, rule by rule as the documents say it: groups are sets, and every row is a step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

Id = tuple[str, str | int]
"""(kind, name)"""


@dataclass(frozen=True)
class Row:
    """Ids that stand together, when (None: from the start), and whether somebody confirmed it."""

    ids: tuple[Id, ...]
    time: int | None
    source: str
    confirmed: bool = False


@dataclass
class Answer:
    """What is found: the person of each id, why ids are quarantined, refused pairs with (first time, source, rows)."""

    person: dict[Id, Id] = field(default_factory=dict)
    quarantined: dict[Id, str] = field(default_factory=dict)
    refused: dict[tuple[Id, Id], tuple[int | None, str, int]] = field(default_factory=dict)
    ties: list[tuple[Id, Id]] = field(default_factory=list)


def order_of(one: Id, known: Sequence[str]) -> tuple[int, str, str | int]:
    """Known kinds as given, others by name; then by name."""
    return (known.index(one[0]), "", one[1]) if one[0] in known else (len(known), *one)


def resolved(rows: Sequence[Row], every: Sequence[Id], known: Sequence[str], rule: str, max_ids: int | None) -> Answer:
    """Persons of all ids in `every` and in `rows`."""
    pairs: list[tuple[bool, float, list[object], str, tuple[Id, Id], int | None]] = []
    for row in rows:
        for couple in combinations(row.ids, 2):
            left, right = sorted(couple, key=lambda one: order_of(one, known))
            if left != right:
                key: list[object] = [order_of(left, known), order_of(right, known)]
                time = float("-inf") if row.time is None else row.time
                pairs.append((not row.confirmed, time, key, row.source, (left, right), row.time))
    pairs.sort(key=lambda pair: pair[:4])
    group_of: dict[Id, set[Id]] = {one: {one} for one in every}
    # Known ids that are one by what somebody confirmed stand for one.
    same: dict[Id, Id] = {}
    answer = Answer()
    for opened, _, _, source, (left, right), time in pairs:
        mine, theirs = group_of.setdefault(left, {left}), group_of.setdefault(right, {right})
        if mine is theirs:
            continue
        whole = mine | theirs
        known_ids = {same.get(one, one) for one in whole if one[0] in known}
        if len(known_ids) > 1 and not opened:
            least = min(known_ids, key=lambda one: order_of(one, known))
            same.update({one: least for one in whole if one[0] in known})
        elif len(known_ids) > 1 and rule == "first_identify":
            first, where, n = answer.refused.get((left, right), (time, source, 0))
            answer.refused[left, right] = (first, where, n + 1)
            continue
        answer.ties.append((left, right))
        group_of.update(dict.fromkeys(whole, whole))
    for one, group in group_of.items():
        several = len({same.get(other, other) for other in group if other[0] in known}) > 1
        too_many = max_ids is not None and len(group) > max_ids
        if several or too_many:
            answer.quarantined[one] = "several known ids" if several else "too many ids"
            answer.person[one] = one
        else:
            answer.person[one] = min(group, key=lambda other: order_of(other, known))
    return answer


def person_of_row(ids: Mapping[str, Id | None], customer: str, known: Sequence[str], answer: Answer) -> Id:
    """The person of an event: of the first known id in its row (the customer before others of a kind), else of its
    customer. `ids` are by column.
    """
    mine = [(known.index(one[0]), name != customer, one) for name, one in ids.items() if one and one[0] in known]
    first = min(mine, key=lambda found: found[:2])[2] if mine else ids[customer]
    assert first is not None
    return answer.person[first]
