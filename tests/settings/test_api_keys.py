"""Who may do what, and what a list of keys must look like."""

import pytest

from settings.api_keys import Role, digest_of, parse_api_keys

KEY = "k-0123456789abcdef"
OTHER = "k-fedcba9876543210"


def test_each_role_may_do_what_the_ones_before_it_may() -> None:
    """An admin includes a supervisor includes an agent, and never the other way round."""
    included = {(a, b) for a in Role for b in Role if a.includes(b)}
    assert included == {
        (Role.AGENT, Role.AGENT),
        (Role.SUPERVISOR, Role.AGENT),
        (Role.SUPERVISOR, Role.SUPERVISOR),
        (Role.ADMIN, Role.AGENT),
        (Role.ADMIN, Role.SUPERVISOR),
        (Role.ADMIN, Role.ADMIN),
    }


def test_a_list_of_keys_is_read_in_order() -> None:
    """Entries give name, role and the key's digest; spaces after a comma do not count."""
    first, second = parse_api_keys(f"maria:agent:{KEY}, Sam O'Neil:admin:{OTHER}")
    assert (first.name, first.role, first.digest) == ("maria", Role.AGENT, digest_of(KEY))
    assert (second.name, second.role, second.digest) == ("Sam O'Neil", Role.ADMIN, digest_of(OTHER))


def test_a_parsed_key_does_not_hold_the_key() -> None:
    """Neither the key nor its digest shows in what a log or a debugger would print."""
    (parsed,) = parse_api_keys(f"maria:agent:{KEY}")
    assert KEY not in repr(parsed)
    assert "digest" not in repr(parsed)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "entry 1 is not name:role:key"),
        (f"a:agent:{KEY},", "entry 2 is not name:role:key"),
        (KEY, "entry 1 is not name:role:key"),
        (f"agent:{KEY}", "entry 1 is not name:role:key"),
        (f":agent:{KEY}", "entry 1 is not name:role:key"),
        (f"{'x' * 65}:agent:{KEY}", "entry 1 is not name:role:key"),
        (f"a :agent:{KEY}", "entry 1 is not name:role:key"),
        (f"a\nb:agent:{KEY}", "entry 1 is not name:role:key"),
        (f"a:boss:{KEY}", "entry 1 (a) has an unknown role; a role is agent, supervisor or admin"),
        (f"a:Agent:{KEY}", "entry 1 (a) has an unknown role"),
        ("a:agent:short", "entry 1 (a) has a bad key; a key has at least 16"),
        ("a:agent:", "entry 1 (a) has a bad key"),
        ("a:agent:your-random-key-for-a", "entry 1 (a) has the sample of .env.example"),
        ("a:agent:a-long-random-key", "entry 1 (a) has the sample of .env.example"),
        (f"a:agent:{KEY}/=", "entry 1 (a) has a bad key"),
        (f"a:agent:{KEY} {KEY}", "entry 1 (a) has a bad key"),
        (f"a:agent:{KEY},a:admin:{OTHER}", "entry 2 (a) has the name of an earlier entry"),
        (f"a:agent:{KEY},b:admin:{KEY}", "entry 2 (b) has the key of an earlier entry"),
    ],
)
def test_a_wrong_entry_is_named_by_position_and_name(text: str, message: str) -> None:
    """The error says which entry, what is wrong and what is right, and never shows the key."""
    with pytest.raises(ValueError, match="entry") as caught:
        parse_api_keys(text)
    assert str(caught.value).startswith(message)
    assert KEY not in str(caught.value)


def test_a_key_in_the_place_of_the_name_is_not_shown() -> None:
    """Where an entry is written the wrong way round, its first part is not printed."""
    with pytest.raises(ValueError, match="entry 1 has a bad key") as caught:
        parse_api_keys(f"{KEY}:agent:maria")
    assert KEY not in str(caught.value)
