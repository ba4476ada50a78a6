"""What reading decided in each part, said once of all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_COUNT = re.compile(r"\d[\d,]*(?= of the )")
"""How notes count: "3 of the times", "1,204 of the times"."""


@dataclass(eq=False)
class Notes:
    """Sentences, each once; where they differ in how many rows they speak of alone, the rows are added up.

    Examples
    --------
    >>> notes = Notes()
    >>> notes.add(["It is so.", "Clocks showed 900 of the times twice."])
    >>> notes.add(["It is so.", "Clocks showed 150 of the times twice."])
    >>> notes.all()
    ('It is so.', 'Clocks showed 1,050 of the times twice.')
    """

    _counts: dict[str, int] = field(default_factory=dict)

    def add(self, notes: Iterable[str]) -> None:
        """Take the sentences of a part."""
        for note in notes:
            found = _COUNT.search(note)
            form = _COUNT.sub("{}", note, 1) if found else note
            self._counts[form] = self._counts.get(form, 0) + (int(found[0].replace(",", "")) if found else 0)

    def all(self) -> tuple[str, ...]:
        """The sentences of all parts, in the order in which they came first."""
        return tuple(form.replace("{}", f"{count:,}", 1) if count else form for form, count in self._counts.items())
