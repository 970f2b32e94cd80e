"""The parts of scipy this package uses, with types: assignment, set packing, sparse matrices and Student's t."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse as matrices, special  # type: ignore[import-untyped]

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class SparseMatrix:
    """A sparse matrix of numbers in compressed rows."""

    matrix: Any

    @classmethod
    def adding(cls, entries: Floats, rows: Integers, columns: Integers, shape: tuple[int, int]) -> SparseMatrix:
        """Return the matrix with these entries; entries at one place add up."""
        return cls(matrices.csr_array((entries, (rows, columns)), shape=shape))

    @classmethod
    def counting(cls, rows: Integers, columns: Integers, shape: tuple[int, int]) -> SparseMatrix:
        """Return how often each pair of row and column occurs."""
        return cls.adding(np.ones(len(rows)), rows, columns, shape)

    @classmethod
    def beside(cls, parts: Sequence[SparseMatrix]) -> SparseMatrix:
        """Put matrices of the same height side by side."""
        return cls(matrices.hstack([part.matrix for part in parts], format="csr"))

    @classmethod
    def of(cls, matrix: Any) -> SparseMatrix:
        """Return a matrix, dense or sparse, as a sparse one."""
        return cls(matrices.csr_array(matrix))

    @property
    def width(self) -> int:
        """Number of columns."""
        return int(self.matrix.shape[1])

    def dense(self) -> Floats:
        """Return the matrix as an array."""
        return np.asarray(self.matrix.toarray(), dtype=np.float64)

    def __matmul__(self, other: SparseMatrix) -> SparseMatrix:
        return SparseMatrix(self.matrix @ other.matrix)


def assigned(gains: Floats) -> list[tuple[int, int]]:
    """Return the one-to-one pairs (row, column) with the greatest total gain, as many as the smaller side has."""
    rows, columns = optimize.linear_sum_assignment(gains, maximize=True)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True)]


def packed(gains: Floats, members: SparseMatrix, *, is_cover: bool = False) -> list[int]:
    """Return the columns with the greatest total gain of which no two share a row, in ascending order.

    ``members`` is (rows, columns), 1 where a column takes a row. With ``is_cover`` every row must be taken once.
    Solved to the optimum as an integer programme (HiGHS). Raises ArithmeticError when there is no solution.
    """
    if not len(gains):
        return []
    limits = optimize.LinearConstraint(members.matrix, 1 if is_cover else 0, 1)
    whole, bounds = np.ones(len(gains)), optimize.Bounds(0, 1)
    solved = optimize.milp(-gains, constraints=limits, integrality=whole, bounds=bounds, options={"mip_rel_gap": 0.0})
    if solved.x is None:
        raise ArithmeticError(f"no packing was found: {solved.message}")
    return [int(column) for column in np.flatnonzero(solved.x > 0.5)]


def student_t_quantile(share: float, degrees: int) -> float:
    """Return the quantile of Student's t distribution."""
    return float(special.stdtrit(degrees, share))
