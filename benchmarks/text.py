"""Categories of complaints beside scikit-learn's classifiers, on the same folds: ``python -m benchmarks text``."""

import argparse
import time
import warnings
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.inputs import data_folder
from benchmarks.records import keep_rows
from benchmarks.run import aligned
from benchmarks.text_baselines import best_strength, macro_f1, tuned
from journeymine.sources.masking import mask_text
from journeymine.text import Categories

COLUMNS = ("data", "what", "by", "figure", "error", "texts")
RULES = Path(__file__).parent / "definitions" / "text"
N_SHORT = 100_000
LEVELS = (0.45, 0.5, 0.55, 0.6)
Row = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Print the figures; 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks text", description=__doc__)
    parser.add_argument("--only", choices=STUDIES, help="one study")
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    asked = parser.parse_args(arguments)
    warnings.filterwarnings("ignore", "The least populated class", UserWarning)
    rows = [row for name, study in STUDIES.items() if asked.only in (None, name) for row in study()]
    print(aligned([COLUMNS, *(tuple(_shown(row[name]) for name in COLUMNS) for row in rows)]))
    if asked.record:
        print(f"recorded in {keep_rows('text', COLUMNS, rows)}")
    return 0


def products() -> tuple[list[str], Any]:
    """Narratives and their product, of 11."""
    return _labelled("cfpb_narratives/Consumer_Complaints_product_narrative.csv.gz", "Product")


def issues() -> tuple[list[str], Any]:
    """Narratives and their issue, of 24."""
    return _labelled("cfpb_sample/complaints_small_sample_2025-04-25.csv.gz", "Issue")


def titles() -> tuple[list[str], list[str]]:
    """Titles of complaints, which nobody labelled, and their dates."""
    frame = pd.read_csv(data_folder() / "comcast" / "Comcast_telecom_complaints_data.csv.gz")
    dates = pd.to_datetime(frame["Date_month_year"], format="%d-%b-%y")
    return frame["Customer Complaint"].tolist(), [str(one.date()) for one in dates]


def _labelled(file: str, label: str) -> tuple[list[str], Any]:
    text = "Consumer complaint narrative"
    frame = pd.read_csv(data_folder() / file).dropna(subset=[text, label])
    return frame[text].tolist(), frame[label].to_numpy(str)


def nested(name: str, texts: list[str], labels: Any) -> Iterator[Row]:
    """Macro-F1 in five outer folds, all tuned in the same inner folds; and others less ours, paired."""
    from sklearn.model_selection import StratifiedKFold

    scores: dict[str, list[float]] = {}
    for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(labels, labels):
        seen, unseen = [texts[row] for row in train], [texts[row] for row in test]
        given = tuned(seen, labels[train], unseen)
        for by, strength in {"journeymine": best_strength(seen, labels[train]), "journeymine, untuned": 10.0}.items():
            given[by] = Categories(threshold=0, strength=strength).fit(seen, labels[train]).predict(unseen).astype(str)
        for by, names in given.items():
            scores.setdefault(by, []).append(macro_f1(labels[test], names))
    for by, found in scores.items():
        yield _row(name, "macro_f1", by, found, len(texts))
        if by != "journeymine":
            yield _row(name, "less_ours", by, np.subtract(found, scores["journeymine"]), len(texts))


def calibrated(name: str, texts: list[str], labels: Any) -> Iterator[Row]:
    """Whether probabilities are what they say, and what a threshold of one half gives."""
    report = Categories().report(texts, labels)
    for what in ("calibration_error", "coverage", "macro_f1_covered"):
        yield _row(name, what, "journeymine", [getattr(report, what)], report.n_texts)


def rules_first(n_labels: int = 10, runs: int = 5) -> Iterator[Row]:
    """With ten labels a product: the largest share given one at a macro-F1 asked, with rules and without."""
    texts, labels = products()
    found: dict[tuple[str, str], list[float]] = {}
    for seed in range(runs):
        order = np.random.default_rng(seed).permutation(len(texts))
        chosen = np.concatenate([order[labels[order] == one][:n_labels] for one in np.unique(labels)])
        seen, rest = [texts[row] for row in chosen], np.setdiff1d(np.arange(len(texts)), chosen)
        for by, rules in {"without rules": None, "with rules": RULES / "products.toml"}.items():
            told = _probable(Categories(rules), seen, labels[chosen], [texts[row] for row in rest])
            curve = [_covered(*told, labels[rest], threshold) for threshold in np.linspace(0, 1, 101)]
            found.setdefault((f"{n_labels} labels a product, macro_f1 of all", by), []).append(curve[0][0])
            for level in LEVELS:
                share = max((share for score, share in curve if score >= level), default=0.0)
                found.setdefault((f"{n_labels} labels a product, coverage at macro_f1 {level}", by), []).append(share)
    for (what, by), values in found.items():
        yield _row("cfpb_narratives", what, by, values, len(texts))


def _probable(estimator: Categories, seen: list[str], labels: Any, unseen: list[str]) -> tuple[Any, Any]:
    fitted = estimator.fit(seen, labels)
    return fitted.classes_, fitted.predict_proba(unseen)


def _covered(classes: Any, probable: Any, true: Any, threshold: float) -> tuple[float, float]:
    """Macro-F1 of the texts whose category reaches a threshold, and their share."""
    best = probable.max(axis=1)
    is_given = (best >= threshold) & (best > 0)
    given = classes[probable.argmax(axis=1)].astype(str)
    return macro_f1(true[is_given], given[is_given]) if is_given.any() else 0.0, float(is_given.mean())


def telecom() -> Iterator[Row]:
    """Titles by rules alone, and how large the proposals for the rest are."""
    texts, dates = titles()
    found = Categories(RULES / "telecom.toml").fit(texts)
    yield _row("comcast", "coverage", "rules", [float(found.ruled(texts).mean())], len(texts))
    for one in found.propose(texts, dates):
        yield _row("comcast", f"proposal: {', '.join(one.words[:4])}", "size", [float(one.size)], len(texts))


def speed() -> Iterator[Row]:
    """Processor seconds for 100,000 short texts: titles drawn again with a number, no two of them the same."""
    texts, dates = titles()
    random = np.random.default_rng(0)
    many = [f"{texts[row]} {number}" for number, row in enumerate(random.integers(0, len(texts), N_SHORT))]
    rules = Categories(RULES / "telecom.toml")
    yield _row("comcast", "rules, predict", "seconds", [_seconds(lambda: rules.fit(many).predict(many))], N_SHORT)
    labels = rules.predict(texts)
    learned = Categories(threshold=0.5)
    yield _row("comcast", "model, fit", "seconds", [_seconds(lambda: learned.fit(many, rules.predict(many)))], N_SHORT)
    learned.fit(texts, labels)
    yield _row("comcast", "model, predict", "seconds", [_seconds(lambda: learned.predict(many))], N_SHORT)
    days = [dates[row % len(dates)] for row in range(N_SHORT)]
    yield _row("comcast", "propose", "seconds", [_seconds(lambda: rules.propose(many, days))], N_SHORT)
    yield _row("comcast", "masking", "seconds", [_seconds(lambda: mask_text(many))], N_SHORT)
    written = [f"{text} Call me: 030 {1_000_000 + place}, ann{place}@example.com" for place, text in enumerate(many)]
    yield _row(
        "comcast", "masking, a phone and an address each", "seconds", [_seconds(lambda: mask_text(written))], N_SHORT
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _row(data: str, what: str, by: str, values: Any, n_texts: int) -> Row:
    error = float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else ""
    return {"data": data, "what": what, "by": by, "figure": float(np.mean(values)), "error": error, "texts": n_texts}


def _shown(one: Any) -> str:
    return f"{one:.3f}" if isinstance(one, float) else str(one)


STUDIES: dict[str, Callable[[], Iterator[Row]]] = {
    "products": lambda: nested("cfpb_narratives", *products()),
    "issues": lambda: nested("cfpb_sample", *issues()),
    "calibration": lambda: chain(calibrated("cfpb_narratives", *products()), calibrated("cfpb_sample", *issues())),
    "rules": rules_first,
    "telecom": telecom,
    "speed": speed,
}
