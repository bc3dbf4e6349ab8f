"""Carrier control: which calls' streams a carrier can be asked for."""

from typing import cast

import pytest

from transports.control import CarrierControl, may_stream


class Account:
    """The part of a control that says whose it is."""

    account = "AC1"


@pytest.mark.parametrize(
    ("account", "parameters", "may"),
    [
        ("AC1", {"agent_id": "maria"}, True),
        ("AC2", {}, False),
        (None, {}, False),
        ("AC1", {"source": "replay"}, False),
    ],
)
def test_a_stream_is_asked_of_its_own_account_and_for_no_replay(
    account: str | None, parameters: dict[str, str], may: bool
) -> None:
    """A recording that is played has no line, whatever account it says."""
    assert may_stream(cast("CarrierControl", Account()), account, parameters) is may
