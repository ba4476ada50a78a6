"""Aggregated channel paths: 10,000 rows that stand for 88,387 journeys, against the log written out."""

from pathlib import Path

import numpy as np
import pytest

import journeymine as jm


def test_rows_of_paths_give_what_the_log_written_out_gives(data: Path) -> None:
    pyreadr = pytest.importorskip("pyreadr")
    (frame,) = pyreadr.read_r(data / "channel_attribution" / "PathData.rda").values()
    rows = [path.split(" > ") for path in frame["path"]]
    # A path ends in a conversion or in none; each is a journey of its own.
    many = (frame["total_conversions"] + frame["total_null"]).astype(int).to_numpy()
    assert (len(rows), int(many.sum())) == (10_000, 88_387)
    written = [row for row, times in zip(rows, many, strict=True) for _ in range(times)]
    for options in ({"kind": "closed", "max_length": 4}, {"kind": "maximal", "max_step_gap": 2, "max_length": 3}):
        standing = jm.mine_sequences(rows, min_support=0.01, multiplicity=many, **options)
        wanted = jm.mine_sequences(written, min_support=0.01, **options)
        assert len(standing) > 40
        pairs = [(standing.to_pandas(), wanted.to_pandas())]
        if "max_step_gap" not in options:
            pairs.append((standing.rules(min_confidence=0.2).to_pandas(), wanted.rules(min_confidence=0.2).to_pandas()))
        for one, other in pairs:
            for name in other.columns:
                if other[name].dtype.kind == "f":
                    np.testing.assert_allclose(one[name], other[name], rtol=1e-12, atol=1e-307, err_msg=name)
                else:
                    assert one[name].tolist() == other[name].tolist(), name
    assert "88,387 journeys of 88,387 customers (10,000 rows standing for them)" in repr(standing)
