"""Where the boxes of a flow stand: a column a step, the largest on top, what is left over and ended at the bottom."""

from dataclasses import dataclass

from journeymine.plotting import style
from journeymine.plotting.elements import END, OTHER, TEXTS
from journeymine.plotting.figure_data import FigureData

#: Pixels, and the share of them between two boxes.
HEIGHT, PAD = 440, 0.03


@dataclass(frozen=True)
class Nodes:
    """Boxes, and which of them the flows join.

    Attributes
    ----------
    names, sizes, x, y, colours
        One a box; its size in journeys; x and y are those of its middle, in shares of the figure, y from the top.
    sources, targets
        The boxes that each row of the data joins.
    """

    names: list[str]
    sizes: list[int]
    x: list[float]
    y: list[float]
    colours: list[str]
    sources: list[int]
    targets: list[int]


def nodes_of(data: FigureData) -> Nodes:
    """The boxes of a flow.

    Parameters
    ----------
    data
        As `journey_flow_data` has them.
    """
    columns = (data.column(name).tolist() for name in ("step", "event", "next", "n"))
    flows = list(zip(*columns, strict=True))
    into: dict[tuple[int, str], int] = {}
    outof: dict[tuple[int, str], int] = {}
    for step, event, after, n in flows:
        outof[step, event] = outof.get((step, event), 0) + n
        into[step + 1, after] = into.get((step + 1, after), 0) + n
    sizes = {box: max(into.get(box, 0), outof.get(box, 0)) for box in [*outof, *into]}
    boxes = sorted(sizes, key=lambda box: (box[0], _last(box[1]), -sizes[box], box[1]))
    place = {box: number for number, box in enumerate(boxes)}
    last, least = max(step for step, _ in boxes), int(data.info["k"])
    tops = _middles(boxes, sizes)
    return Nodes(
        names=[name for _, name in boxes],
        sizes=[sizes[box] for box in boxes],
        x=[_inside((step - 1) / (last - 1)) for step, _ in boxes],
        y=[_inside(tops[box]) for box in boxes],
        colours=[_colour(box[1]) if sizes[box] >= least else style.GREY for box in boxes],
        sources=[place[step, event] for step, event, _, _ in flows],
        targets=[place[step + 1, after] for step, _, after, _ in flows],
    )


def _middles(boxes: list[tuple[int, str]], sizes: dict[tuple[int, str], int]) -> dict[tuple[int, str], float]:
    columns: dict[int, list[tuple[int, str]]] = {}
    for box in boxes:
        columns.setdefault(box[0], []).append(box)
    scale = min((1 - PAD * (len(own) - 1)) / sum(sizes[box] for box in own) for own in columns.values())
    middles = {}
    for own in columns.values():
        top = 0.0
        for box in own:
            middles[box] = top + scale * sizes[box] / 2
            top += scale * sizes[box] + PAD
    return middles


def _last(name: str) -> int:
    return {TEXTS[OTHER]: 1, TEXTS[END]: 2}.get(name, 0)


def _colour(name: str) -> str:
    return {TEXTS[OTHER]: style.GREY, TEXTS[END]: style.VERMILLION}.get(name, style.BLUE)


def _inside(place: float) -> float:
    """Places at the very edge mean to plotly that nobody said where."""
    return min(max(place, 0.001), 0.999)
