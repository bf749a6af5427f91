"""What a template may cost, and the views through which it reads variables while the cost is counted.

The template engine has no bound of its own. It reaches every list, object and text of the variables
through these views, so a template that loops or prints too much is stopped in the middle.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, Sequence
from typing import Any, overload

TEMPLATE_LIMIT = 64 * 1024
"""Characters of one template."""
OUTPUT_LIMIT = 64 * 1024
"""Characters of one resolved text."""
TOTAL_OUTPUT_LIMIT = 1024 * 1024
"""Characters of all texts of one message."""
ITERATION_LIMIT = 10_000
"""Loop rounds in one message."""
WORK_LIMIT = 2_000_000
"""Loop rounds times the template's length: a long template gets fewer rounds."""


class BudgetSpent(Exception):
    """A template costs more than it may; the text names which bound was crossed."""


class Budget:
    """Counts what the templates of one message cost."""

    __slots__ = ("_output", "_rounds", "_template_length", "_total_output", "_work")

    def __init__(self) -> None:
        self._rounds = 0
        self._work = 0
        self._output = 0
        self._total_output = 0
        self._template_length = 0

    def begin(self, template_length: int) -> None:
        """Start the next template. Raises :class:`BudgetSpent` when it is too long by itself."""
        if template_length > TEMPLATE_LIMIT:
            raise BudgetSpent(f"it is {template_length} characters long and {TEMPLATE_LIMIT} are allowed")
        self._template_length = template_length
        self._output = 0

    def loop(self, rounds: int) -> None:
        """Count rounds of a loop before they are run."""
        self._rounds += rounds
        self._work += rounds * self._template_length
        if self._rounds > ITERATION_LIMIT or self._work > WORK_LIMIT:
            raise BudgetSpent(f"its loops run more than {ITERATION_LIMIT} rounds, or too many for its length")

    def copy(self, members: int) -> None:
        """Count members that the engine copies before it calls a function."""
        self._work += members
        if self._work > WORK_LIMIT:
            raise BudgetSpent("its function calls read too many variables")

    def write(self, length: int) -> None:
        """Count characters before they are written."""
        self._output += length
        self._total_output += length
        if self._output > OUTPUT_LIMIT:
            raise BudgetSpent(f"it writes more than {OUTPUT_LIMIT} characters")
        if self._total_output > TOTAL_OUTPUT_LIMIT:
            raise BudgetSpent(f"the message's templates write more than {TOTAL_OUTPUT_LIMIT} characters together")


class TextView(str):
    """A text that counts its length whenever it is printed."""

    __slots__ = ("budget",)
    budget: Budget

    @classmethod
    def of(cls, text: str, budget: Budget) -> TextView:
        view = cls(text)
        view.budget = budget
        return view

    def __str__(self) -> str:
        self.budget.write(len(self))
        return str.__str__(self)


class ListView(Sequence[Any]):
    """A list that counts a round for every element that is visited."""

    __slots__ = ("_budget", "raw")

    def __init__(self, raw: Sequence[Any], budget: Budget) -> None:
        self.raw = raw
        self._budget = budget

    @overload
    def __getitem__(self, index: int) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Any]: ...

    def __getitem__(self, index: int | slice) -> Any:
        return view(self.raw[index], self._budget)

    def __iter__(self) -> Iterator[Any]:
        self._budget.loop(len(self.raw))
        return (view(item, self._budget) for item in self.raw)

    def __len__(self) -> int:
        return len(self.raw)


class ObjectView(Mapping[str, Any]):
    """An object that counts a round for every member that is visited in a loop."""

    __slots__ = ("_budget", "raw")

    def __init__(self, raw: Mapping[str, Any], budget: Budget) -> None:
        self.raw = raw
        self._budget = budget

    def __getitem__(self, key: str) -> Any:
        return view(self.raw[key], self._budget)

    def __contains__(self, key: object) -> bool:
        return key in self.raw

    def __iter__(self) -> Iterator[str]:
        self._budget.copy(len(self.raw))
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def items(self) -> ItemsView[str, Any]:
        self._budget.loop(len(self.raw))
        return {key: view(value, self._budget) for key, value in self.raw.items()}.items()


def view(value: Any, budget: Budget) -> Any:
    """Return ``value`` as the engine may read it; numbers, booleans and null need no counting."""
    if isinstance(value, str):
        return TextView.of(value, budget)
    if isinstance(value, Mapping):
        return ObjectView(value, budget)
    if isinstance(value, list | tuple):
        return ListView(value, budget)
    return value


def unwrapped(value: Any) -> Any:
    """Return the plain JSON behind a view."""
    if isinstance(value, ObjectView):
        return plain(value.raw)
    if isinstance(value, ListView):
        return plain(value.raw)
    if isinstance(value, str):
        return str.__str__(value)
    return value


def plain(value: Any) -> Any:
    """Return JSON made of plain dicts and lists, whatever mapping it came in."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
