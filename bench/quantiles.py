"""p50, p95, p99 of what was measured."""

import math
from collections.abc import Sequence


def quantile(values: Sequence[float], q: float) -> float:
    """The smallest of the values that at least the share `q` of them does not exceed.

    Returns:
        NaN where there are no values.
    """
    if not values:
        return math.nan
    ranked = sorted(values)
    return ranked[max(0, math.ceil(q * len(ranked)) - 1)]
