"""Markdown as people's programs write it: their marks are told, or are nothing."""

import pytest

from knowledge.reading.reader import read


def told(text: str) -> str:
    """The passages of a file, a line each."""
    found = read(text.encode(), "a.md", "a.md")[1]
    return "\n".join(" › ".join(filter(None, [one.title, one.text])) for one in found)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("[[_TOC_]]\n\nRooms.", "Rooms."),
        ("[TOC]\n\nRooms.", "Rooms."),
        (":::tip\nRing us.\n:::", "Ring us."),
        (":::warning Mind the dog\nRing us.\n:::", "Mind the dog\nRing us."),
        ("::: {.note}\nRing us.\n:::", "Ring us."),
        ('!!! note "Groups"\n\nTen people.', "Groups\nTen people."),
        ("> [!NOTE]\n> Ten people.", "Ten people."),
        ("> [!tip]- Groups\n> Ten people.", "Groups Ten people."),
        ("# Rooms {#rooms}\n\nTwo.", "Rooms › Two."),
        ("{{< youtube abc >}}\n\nRooms. {% include x.html %}", "Rooms."),
        ("![[plan.png]]\n\nSee [[Prices]] and [[Menu|the menu]].", "See Prices and the menu."),
        ("Rooms %% our margin is 40 %% are ==80 euros==.", "Rooms are 80 euros."),
        ("Of a == b and a==b, `[[x]]` and `==y==`.", "Of a == b and a==b, [[x]] and ==y==."),
        ("```\n[TOC]\n- [x] a\n```", "[TOC] - [x] a"),
        ("1. [x] Ask\n2. [ ] Pay", "1. ✓ Ask\n2. ✗ Pay"),
        ("At 10:::30 or ??? we ring.", "At 10:::30 or ??? we ring."),
        ("Costs 5 %% and 6 %.", "Costs 5 %% and 6 %."),
    ],
)
def test_marks_of_a_dialect(written: str, read_as: str) -> None:
    """In code they are what they are, and so are signs that look like one."""
    assert told(written) == read_as


@pytest.mark.parametrize(
    "sign", ["[[", "==a", "`", "%%", "{{<", "{% ", "- [x] ", "# a {#", ":::a "]
)
def test_a_line_of_nothing_but_marks_is_read(sign: str) -> None:
    """Twenty thousand characters of one."""
    assert told(sign * (20_000 // len(sign)) + "\n\nRooms.").endswith("Rooms.")
