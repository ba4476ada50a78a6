"""The page's figures are those that the recorded costs give."""

from pathlib import Path

from benchmarks.shown import BLOCK, main, renewed

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "towards-a-billion-events.md"


def test_the_page_shows_what_its_commands_say() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert {found[2].split()[0] for found in BLOCK.finditer(text)} == {"cost", "cluster", "processes"}
    assert renewed(text) == text, "write the page anew: python -m benchmarks shown docs/explanation/…"


def test_a_page_is_written_anew(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Costs\n\n```text\n$ python -m benchmarks cost --recorded\nold\n```\n\n```text\n$ ls\nold\n```\n")
    assert main([str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert "ns an event" in text
    assert text.endswith("\n```\n\n```text\n$ ls\nold\n```\n")
