"""Event names made of columns and the words around them, such as ``"call:{topic}"``."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

_PARTS = re.compile(r"\{\{|\}\}|\{([^{}]+)\}|[{}]")


class TemplateError(ValueError):
    """A brace that opens or closes nothing, or a template that names no column."""


@dataclass(frozen=True)
class Template:
    """Words and columns in turn.

    Attributes
    ----------
    words
        What stands before, between and behind the columns; one more than these.
    columns
        The columns, in order; one may stand twice.
    """

    words: tuple[str, ...]
    columns: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Template":
        """Take a template apart: ``{column}``, with ``{{`` and ``}}`` for the braces themselves.

        Parameters
        ----------
        text
            Such as ``"call:{topic}"``.

        Returns
        -------
        Template
            Its words and columns.

        Raises
        ------
        TemplateError
            A brace is alone or holds nothing, or there is no column; the sentence says where.

        Examples
        --------
        >>> Template.parse("{{{topic}}}, {reason}")
        Template(words=('{', '}, ', ''), columns=('topic', 'reason'))
        """
        words, columns, end = [""], [], 0
        for part in _PARTS.finditer(text):
            words[-1] += text[end : part.start()]
            end = part.end()
            if part[1] is not None:
                columns.append(part[1])
                words.append("")
            elif len(part[0]) == 2:
                words[-1] += part[0][0]
            else:
                message = f"the {part[0]!r} at position {part.start()} is alone; write {{column}}, or {part[0] * 2!r}"
                raise TemplateError(message)
        if not columns:
            message = "it names no column; write {column} where a value of that column is to stand"
            raise TemplateError(message)
        words[-1] += text[end:]
        return cls(tuple(words), tuple(columns))

    def filled(self, columns: "Sequence[pa.ChunkedArray]") -> "pa.ChunkedArray":
        """The template with the values of its columns.

        Parameters
        ----------
        columns
            Text, one for each of `columns`, null where a value is missing.

        Returns
        -------
        pa.ChunkedArray
            Text; null where a part is missing.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        def words(text: str) -> "pa.Scalar":
            return pa.scalar(text, pa.large_string())

        parts = [words(self.words[0])]
        for column, text in zip(columns, self.words[1:], strict=True):
            parts += [column.cast(pa.large_string()), words(text)]
        return pc.binary_join_element_wise(*parts, words(""))


def is_template(text: str) -> bool:
    """Whether an event is a template and not the name of a column.

    Examples
    --------
    >>> is_template("web:{page}"), is_template("page")
    (True, False)
    """
    return "{" in text or "}" in text
