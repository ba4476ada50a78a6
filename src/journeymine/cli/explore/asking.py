"""Questions in a terminal: each has a suggestion, which a bare return takes, and so does `--yes` for all of them."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from journeymine.errors import InputError, JourneymineError
from journeymine.options import near_miss
from journeymine.showing import inert

if TYPE_CHECKING:
    from rich.console import Console

_T = TypeVar("_T")
_YES, _NO = frozenset({"y", "yes"}), frozenset({"n", "no"})


class Questions:
    """Asks whoever sits at the terminal, or takes every suggestion.

    Parameters
    ----------
    output
        Where questions stand.
    yes
        Take every suggestion and ask nothing.

    Raises
    ------
    InputError
        Somebody is to be asked and standard input is no terminal.
    """

    def __init__(self, output: "Console", *, yes: bool) -> None:
        if not yes and not sys.stdin.isatty():
            message = (
                "explore asks questions, and standard input is no terminal: give --yes to take all that it suggests, "
                "or say what you want to `journeymine mine`."
            )
            raise InputError(message)
        self._output, self._yes = output, yes

    @property
    def takes_all(self) -> bool:
        """Is every suggestion taken?"""
        return self._yes

    def answer(self, question: str, suggestion: str | None, read: Callable[[str], _T]) -> _T:
        """What `read` makes of an answer; what it refuses is told, and asked again.

        Parameters
        ----------
        question
            What is asked.
        suggestion
            What a bare return stands for; None: there is none.
        read
            Makes a value of the text, or raises one of our errors.

        Raises
        ------
        InputError
            Standard input ended; or there is no suggestion to take.
        """
        if self._yes:
            if suggestion is None:
                message = f"{question}: nothing can be suggested here; say it by an option, or leave --yes out."
                raise InputError(message)
            self._say(f"{question}: {inert(suggestion)}")
            return read(suggestion)
        while True:
            text = self._line(question, suggestion)
            if not text and suggestion is None:
                continue
            try:
                return read(text or suggestion or "")
            except JourneymineError as error:
                self._say(str(error))

    def agreed(self, question: str) -> bool:
        """Yes, which is suggested, or no."""

        def read(text: str) -> bool:
            if text.lower() not in _YES | _NO:
                message = f"Answer y or n; got {text!r}."
                raise InputError(message)
            return text.lower() in _YES

        return self.answer(question, "y", read)

    def chosen(self, question: str, offered: Sequence[str], suggestion: str | None, known: Sequence[str]) -> str:
        """One of several names, by itself or by its number among those `offered`.

        Parameters
        ----------
        question
            What is asked.
        offered
            Those that stand above with numbers from 1.
        suggestion
            The one that a bare return takes.
        known
            All that may be answered.
        """

        def read(text: str) -> str:
            if text in known:
                return text
            if text.isdecimal() and 1 <= int(text) <= len(offered):
                return offered[int(text) - 1]
            message = f"There is no {text!r}.{near_miss(text, known)} Answer a name or a number from the list."
            raise InputError(message)

        return self.answer(question, suggestion, read)

    def _line(self, question: str, suggestion: str | None) -> str:
        hint = "" if suggestion is None else f" [{inert(suggestion)}]"
        self._output.print(f"{question}{hint}: ", end="", markup=False, soft_wrap=True, style="bold")
        line = sys.stdin.readline()
        if not line:
            self._say("")
            message = f"Standard input ended at the question {question!r}; give --yes to take all that is suggested."
            raise InputError(message)
        return line.strip()

    def _say(self, text: str) -> None:
        self._output.print(inert(text), markup=False, soft_wrap=True)
