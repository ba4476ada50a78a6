"""What a second thread gains: ``python -m benchmarks threads --only fifa``."""

from collections.abc import Sequence

from benchmarks.definition import Definition
from benchmarks.run import Outcome, aligned, one

JOBS = (1, 2)


def table(found: Sequence[Definition], limit: float) -> tuple[str, list[Outcome]]:
    """A row a task, and those that failed."""
    rows = [("task", *(f"{n} thread{'s' * (n > 1)}, s" for n in JOBS), "gain")]
    failed: list[Outcome] = []
    for definition in found:
        outcomes = [one(definition, "journeymine", limit, n_jobs) for n_jobs in JOBS]
        failed += [outcome for outcome in outcomes if not outcome.measured]
        if all(outcome.measured for outcome in outcomes):
            times = [outcome.measured["search_seconds"] for outcome in outcomes]
            rows.append((definition.name, *(f"{seconds:.4f}" for seconds in times), f"{times[0] / times[-1]:.2f}"))
    return aligned(rows), failed
