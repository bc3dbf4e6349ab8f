"""The address by which a supervisor is let into a call: what it may be, and how it is filled."""

import pytest

from settings import SettingsError, load
from settings.join_url import join_address

TEMPLATE = "https://pbx.example/join?call={call_id}&ext={agent}"


@pytest.mark.parametrize(
    "wrong",
    [
        "https://pbx.example/join",
        "https://pbx.example/join?call={call}",
        "https://pbx.example/join?call={call_id}&ext={agent",
        "https://pbx.example/join?call={}",
        "https://{agent}.example/join?call={call_id}",
        "https:///join?call={call_id}",
        "https://[pbx/join?call={call_id}",
        "javascript:alert('{call_id}')",
        "data:text/html,{call_id}",
        "pbx.example/join?call={call_id}",
        "https://pbx.example/a b?call={call_id}",
        "https://pbx.example/é?call={call_id}",
        "sip://{agent}",
    ],
)
def test_what_is_no_such_address_is_told_what_is_right(wrong: str) -> None:
    """At the start, by its name, with an example."""
    with pytest.raises(
        SettingsError, match=r"JOIN_URL=.*an address like https://pbx\.example/join"
    ):
        load(join_url=wrong)


@pytest.mark.parametrize("right", [TEMPLATE, "sip:{agent}@pbx.example", "tel:{agent}", None])
def test_it_is_taken_as_it_is(right: str | None) -> None:
    """Of the web or of a softphone; none is none."""
    assert load(join_url=right).join_url == right


def test_values_are_encoded_and_change_nothing_but_their_place() -> None:
    """Neither another parameter nor another path; without an agent there is no such address."""
    filled = join_address(TEMPLATE, "CA1&admin=1", "../maria #é")
    assert filled == ("https://pbx.example/join?call=CA1%26admin%3D1&ext=..%2Fmaria%20%23%C3%A9")
    assert join_address(TEMPLATE, "CA1", None) is None
    assert join_address("https://pbx.example/{call_id}", "CA1", None) == "https://pbx.example/CA1"
    assert join_address("tel:{agent}", "CA{agent}", "7{call_id}") == "tel:7%7Bcall_id%7D"
