"""Tiled matrix: weights that a few rows are multiplied by, as the words of one sentence are.

    rows @ whole    the library puts all of `whole` into another order first, at each product
    rows @ tiles    what is small it multiplies as it stands: two thirds of the time

So the columns stand in tiles, and rows are taken a few at a time: each product is a small one.
"""

import numpy as np
from numpy.typing import NDArray

_Floats = NDArray[np.float32]
_COLUMNS = 32
"""How many columns a tile has: as many numbers as a kernel has registers for."""
_SMALL = 1_000_000
"""So many multiplications at most are small to OpenBLAS."""


class TiledMatrix:
    """A matrix of 32-bit floats in tiles: `rows @ matrix` is a product with it."""

    __array_ufunc__ = None  # numpy leaves the product to `__rmatmul__`

    def __init__(self, whole: NDArray[np.floating]) -> None:
        """Put a copy of a matrix into tiles, the last one filled up with zeros."""
        height, self._width = whole.shape
        filled = np.pad(whole, ((0, 0), (0, -self._width % _COLUMNS)))
        by_tile = filled.reshape(height, -1, _COLUMNS).transpose(1, 0, 2)
        self._tiles = np.ascontiguousarray(by_tile, np.float32)
        self._at_once = max(1, _SMALL // (height * _COLUMNS))

    def __rmatmul__(self, rows: _Floats) -> _Floats:
        """The product of some rows and the matrix."""
        tiles, at_once = self._tiles, self._at_once
        product = np.empty((len(rows), len(tiles), _COLUMNS), np.float32)
        by_tile = product.transpose(1, 0, 2)
        for at in range(0, len(rows), at_once):
            np.matmul(rows[at : at + at_once], tiles, out=by_tile[:, at : at + at_once])
        return product.reshape(len(rows), len(tiles) * _COLUMNS)[:, : self._width]
