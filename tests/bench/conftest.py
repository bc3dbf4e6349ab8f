"""What is measured is not traced for the coverage, which would slow it down."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="package", autouse=True)
def untraced() -> Iterator[None]:
    """The processes of a benchmark run as fast as they can."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        yield
