"""Pages that show what a benchmark says: ``python -m benchmarks shown PAGE`` writes it there anew.

A block of text that begins with ``$ python -m benchmarks …`` holds the output of that command.
"""

import argparse
import contextlib
import io
import re
import sys
from pathlib import Path

BLOCK = re.compile(r"^(```text\n\$ python -m benchmarks )(.*?)\n(.*?)^(```)$", re.MULTILINE | re.DOTALL)


def renewed(text: str) -> str:
    """The page, its commands run again."""
    return BLOCK.sub(lambda found: f"{found[1]}{found[2]}\n{_said(found[2])}{found[4]}", text)


def _said(words: str) -> str:
    from benchmarks.__main__ import main

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        main(words.split())
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def main(arguments: list[str] | None = None) -> int:
    """Write the pages named anew."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks shown", description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path)
    for page in parser.parse_args(arguments).pages:
        page.write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
