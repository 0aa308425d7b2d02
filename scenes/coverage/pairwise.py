"""Covering arrays: few images that together hold every pair of values of the discrete factors.

Greedy, one row after the other, as D. M. Cohen et al., "The AETG system", IEEE TSE 23(7), 1997: of several candidate rows, each grown
from the values that have most pairs left to those that add most, the one is kept that covers most new pairs. Factors that matter only
beside a value of another one, and pairs that no image can have, are left out. What no pair needs stays open, for the weights to decide.

The rows are a pure function of the columns and the seed: every worker makes the same ones, once, in a fraction of a second.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from setpiece.scenes.coverage.scramble import key_hash

CANDIDATES = 16
Cell = tuple[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A discrete factor.

    Attributes:
        key: of the factor.
        values: that it can have.
        needs: (key, value) of other columns: it matters only in rows that have all of these.
    """

    key: str
    values: tuple[Any, ...]
    needs: tuple[Cell, ...] = ()


@lru_cache(maxsize=16)
def covering_rows(columns: tuple[Column, ...], never: tuple[tuple[Cell, Cell], ...], seed: int) -> tuple[Row, ...]:
    """Rows that together hold every pair of values that can meet, and every value; the first rows hold the most.

    Args:
        columns: the factors, each after those that it needs.
        never: pairs of values that no image can have.
        seed: other ones give other rows, as good.

    Returns:
        For each row key -> value of what is decided; other columns are open, or do not matter to it.
    """
    table = _Table(columns, never)
    left = table.wanted.copy()
    rows: list[Row] = []
    while left.any():
        grown = [_grow(table, left, (seed, len(rows), candidate)) for candidate in range(CANDIDATES)]
        best = max(grown, key=lambda row: int(left[np.ix_(row, row)].sum()))
        left[np.ix_(best, best)] = False
        rows.append({columns[table.column[cell]].key: table.cells[cell][1] for cell in best})
    return tuple(rows)


def allowed(columns: tuple[Column, ...], never: tuple[tuple[Cell, Cell], ...], column: Column, row: Row) -> tuple[Any, ...]:
    """The values of a column that a row may still be given; none where the column does not matter to it.

    Args:
        columns: all of them.
        never: as for ``covering_rows``.
        column: that is open.
        row: what is decided.
    """
    if any(row.get(key, value) != value for key, value in column.needs):
        return ()
    bans = {b for a, b in (*never, *((b, a) for a, b in never)) if row.get(a[0]) == a[1]}
    needed = {need for other in columns if other.key in row for need in other.needs if need[0] == column.key}
    return tuple(v for v in column.values if (column.key, v) not in bans and all(v == need[1] for need in needed))


class _Table:
    """Values of all columns, numbered, and which of them go together.

    Attributes:
        cells: (key, value) of each number.
        column: (n,) number of each one's column.
        clash: (n, n) whether no row can have both.
        wanted: (n, n) whether some row must have both; on the diagonal, the value by itself.
    """

    def __init__(self, columns: tuple[Column, ...], never: tuple[tuple[Cell, Cell], ...]) -> None:
        self.cells: list[Cell] = [(column.key, value) for column in columns for value in column.values]
        self.column = np.repeat(np.arange(len(columns)), [len(column.values) for column in columns])
        self._needs = [columns[number].needs for number in self.column]
        bans = {frozenset(pair) for pair in never}
        whole = [dict([*needs, cell]) for cell, needs in zip(self.cells, self._needs, strict=True)]
        self.clash: NDArray[np.bool_] = np.array([[_clash(a, b, bans) for b in whole] for a in whole], dtype=np.bool_)
        own = np.diag(self.clash)
        one_needs_other = np.array([[columns[b].key in dict(columns[a].needs) for b in self.column] for a in self.column], dtype=np.bool_)
        same = self.column[:, None] == self.column[None]
        self.wanted: NDArray[np.bool_] = ~self.clash & ~one_needs_other & ~one_needs_other.T & (~same | np.eye(len(same), dtype=np.bool_))
        self.wanted &= ~own[:, None] & ~own[None]

    @cached_property
    def closure(self) -> list[list[int]]:
        """For each value those that a row with it must have, itself first."""
        number = {cell: place for place, cell in enumerate(self.cells)}
        return [[place, *(number[need] for need in needs)] for place, needs in enumerate(self._needs)]


def _clash(a: Row, b: Row, bans: set[frozenset[Cell]]) -> bool:
    """Whether two sets of values contradict each other, or hold a pair that no image can have."""
    if any(b.get(key, value) != value for key, value in a.items()):
        return True
    together = [*(a | b).items()]
    return any(frozenset((one, other)) in bans for place, one in enumerate(together) for other in together[:place])


def _grow(table: _Table, left: NDArray[np.bool_], at: tuple[int, int, int]) -> list[int]:
    """One candidate row: always the value that adds most new pairs; among equals, by a hash of where we are."""
    lot = np.array([key_hash("pairwise", *at, place) for place in range(len(table.cells))]) / 2.0**32
    row: list[int] = []
    gain = left.sum(axis=1).astype(np.float64)
    if at[2] % 2:  # every other candidate begins with any value that has pairs left
        gain = (gain > 0).astype(np.float64)
    open_ = np.ones(len(lot), dtype=np.bool_)
    while True:
        best = int(np.argmax(np.where(open_, gain + lot, -1.0)))
        if not open_[best] or gain[best] < 1.0:
            return row
        row += [place for place in table.closure[best] if place not in row]
        taken = np.isin(table.column, table.column[row])
        open_ = ~taken & ~table.clash[:, row].any(axis=1)
        gain = left[:, row].sum(axis=1) + np.diag(left)
