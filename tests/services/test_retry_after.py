"""What a server says of when to ask again is read the same, whoever it is."""

from datetime import UTC, datetime

import pytest
from multidict import CIMultiDict

from services.retry_after import retry_after

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
DATE = "Sat, 28 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7),
        ("0.5", 0.5),
        ("0", 0),
        ("-5", 0),
        ("Sat, 28 Nov 2026 12:02:00 GMT", 120),
        ("Saturday, 28-Nov-26 12:02:00 GMT", 120),
        ("Sat, 28 Nov 2026 12:02:00 -0000", 120),
        ("Sat, 28 Nov 2026 11:00:00 GMT", 0),
        ("Sat, 28 Nov 2099 11:00:00 GMT", 600),
        ("9" * 20, 600),
        ("9" * 5000, None),
        ("Sat, 28 Nov 99999999999999999999 12:00:00 GMT", None),
        ("Sat, 28 Nov 2026 12:00:00 +99999999999999", None),
        ("inf", None),
        ("nan", None),
        ("soon", None),
        ("", None),
    ],
)
def test_how_long_to_wait(told: str, seconds: float | None) -> None:
    """Seconds or a moment, whatever else stands there, and never longer than may be."""
    assert retry_after({"retry-after": told}, 600, NOW) == seconds
    assert retry_after({"retry-after": told, "date": DATE}, 600) == seconds


def test_a_moment_counts_from_the_servers_own_clock() -> None:
    """Its `Date`, whatever ours says; where neither is known, nothing is."""
    headers = CIMultiDict({"Retry-After": "Sat, 28 Nov 2026 12:00:30 GMT"})
    assert retry_after(headers, 600) is None
    assert retry_after(headers, 600, NOW) == 30
    headers["Date"] = "Sat, 28 Nov 2026 12:00:20 GMT"
    assert retry_after(headers, 600, NOW) == 10
    assert retry_after({}, 600, NOW) is None
