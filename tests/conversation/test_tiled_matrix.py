"""Products with a matrix in tiles."""

import numpy as np
import pytest

from conversation.tiled_matrix import TiledMatrix


@pytest.mark.parametrize("rows", [0, 1, 24, 25, 300])
@pytest.mark.parametrize(("height", "width"), [(1280, 256), (3, 32), (7, 45), (512, 1)])
def test_a_product_is_that_with_the_whole_matrix(rows: int, height: int, width: int) -> None:
    """With no row, with one, with more than are taken at once; tiles that are full, and not."""
    random = np.random.default_rng(1)
    whole = random.normal(size=(height, width)).astype(np.float32)
    some = random.normal(size=(rows, height)).astype(np.float32)
    product = some @ TiledMatrix(whole)
    assert product.shape == (rows, width)
    assert product.dtype == np.float32
    np.testing.assert_allclose(product, some @ whole, rtol=0, atol=1e-3)


def test_what_becomes_of_the_matrix_later_is_nothing_to_it() -> None:
    """It is a copy, so that weights may go on learning."""
    whole = np.ones((4, 32), np.float32)
    matrix = TiledMatrix(whole)
    whole[:] = 0
    assert (np.ones((2, 4), np.float32) @ matrix == 4).all()
