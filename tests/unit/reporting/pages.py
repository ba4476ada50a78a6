"""What tests read of a page."""

from html.parser import HTMLParser
from typing import Any

#: What stands within a line.
INLINE = {"b", "i", "bdi", "code", "a", "span"}
VOID = {"meta", "br", "link", "img"}


class Page(HTMLParser):
    """The tags and words of a page, checked to be closed in the order they were opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.seen: list[str] = []
        self.words: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.feed(text)
        assert self.opened == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        told = dict(attrs)
        self.seen.append(tag)
        if tag not in VOID:
            self.opened.append(tag)
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(tag)
        assert not any(name.startswith("on") or name in {"src", "action", "formaction"} for name in told)
        self.links += [told[name] for name in told if name.endswith("href")]
        self.ids += [told["id"]] if "id" in told else []

    def handle_endtag(self, tag: str) -> None:
        self.words += [] if tag in INLINE else [" "]
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.opened or self.opened[-1] not in {"script", "style"}:
            self.words.append(data)

    @property
    def told(self) -> str:
        """All words in one line."""
        return " ".join("".join(self.words).replace("\u00a0", " ").split())
