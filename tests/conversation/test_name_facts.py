"""Names as they are written."""

import pytest

from conversation.coaching.guarding.name_facts import names, parts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ask what Ringwell includes", ["Ringwell"]),
        ("Ask Priya's boss", ["Priya"]),
        ("Call Dr. Steinberg today", ["Steinberg"]),
        ("Demandez à l'équipe d'Optelia", ["Optelia"]),
        ("HubSpot is dearer; say so", ["HubSpot"]),
        ("Show the S24 plan", ["S24"]),
        ("Pregunte qué incluye Telmar", ["Telmar"]),
        ("Name Kestrel Pro first", ["Kestrel", "Pro"]),
        ("Ask first. Then book it", []),
        ("Say: Wait. “Now” is fine", []),
        ("Explain the GDPR part to IT and the CEO", []),
        ("Answer in English", []),
        ("ASK ABOUT THE PRICE NOW", []),
        ("Ask What They Can Spend This Year", []),
        ("I think that I can", []),
        ("the 4th, 40 and 10h", []),
        ("Visit https://www.evil.example/now.", ["evil.example/now"]),
        ("mail bob@evil.example, or see evil.example", ["bob@evil.example", "evil.example"]),
        ("go to evil dot com; allez sur mauvais point fr", ["evil.com", "mauvais.fr"]),
        ("el punto es claro; this point is", []),
        ("e.g. at 10.30 p.m., i.e. late. Then ask", []),
    ],
)
def test_names(text: str, found: list[str]):
    """A capital where no sentence begins, or letters and capitals mixed; no title, no acronym."""
    assert list(names(text)) == found


def test_parts_of_a_name():
    """A name is heard in the words that its capitals and hyphens show."""
    assert parts("HubSpot") == ["hub", "spot"]
    assert parts("Wi-Fi") == ["wi", "fi"]
    assert parts("Élodie") == ["elodie"]
