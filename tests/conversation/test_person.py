from conversation.privacy.person import person_of

KEY = b"a-key-of-32-characters-0123456789"


def test_a_person_is_known_again():
    """By the CRM's id before the number, and by a number however it is written."""
    by_number = person_of({"customer_number": "+44 20 7946 0123"}, KEY)
    assert by_number == person_of({"customer_number": "0044-2079460123"}, KEY)
    by_id = person_of({"customer_id": " C7 ", "customer_number": "+44 20 7946 0123"}, KEY)
    assert by_id == person_of({"customer_id": "C7"}, KEY) != by_number


def test_a_hash_tells_nothing_without_its_key():
    """Another key makes another hash, and neither holds the number."""
    one, other = (person_of({"customer_number": "5551234567"}, key) for key in (KEY, KEY[::-1]))
    assert one
    assert one != other
    assert "555" not in one or "1234567" not in one


def test_who_is_not_said_is_nobody():
    """No id and no number, or one that is withheld."""
    for said in ({}, {"customer_id": "  "}, {"customer_number": "anonymous"}, {"agent_id": "7"}):
        assert person_of(said, KEY) is None
