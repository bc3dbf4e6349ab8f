"""What is told of a setting that names no provider."""

from services.provider_names import no_provider


def test_the_names_that_there_are_and_the_one_that_is_meant_are_told() -> None:
    names = {"hubspot": 1, "pipedrive": 2, "salesforce": 3}
    told = str(no_provider("CRM", "hubspt", "hubspt", names))
    allowed = "'hubspot', 'pipedrive' or 'salesforce'"
    assert told == f"CRM=hubspt: Input should be {allowed}; is 'hubspot' meant?"
    told = str(no_provider("STT", "deepgram,xyz", "xyz", names))
    assert told == f"STT=deepgram,xyz: Input should be {allowed}"
