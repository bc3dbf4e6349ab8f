"""Tables of providers: what a setting may name."""

from services.provider_names import one_of


def test_names_are_told_as_a_person_says_them() -> None:
    """The last one behind an "or"."""
    assert one_of({"hubspot": 1, "pipedrive": 2, "salesforce": 3}) == (
        "hubspot, pipedrive or salesforce"
    )
    assert one_of(["brave", "tavily"]) == "brave or tavily"
