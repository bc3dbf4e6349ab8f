"""Numbers that an advice claims, and numbers that a call tells."""

import pytest

from conversation.coaching.guarding.number_facts import claimed, told


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Offer 40 % off", {("40", "percent")}),
        ("forty percent", {("40", "percent")}),
        ("quarante pour cent", {("40", "percent")}),
        ("un cuarenta por ciento", {("40", "percent")}),
        ("$49.90 a month", {("4990", "money")}),
        ("49,90 euros", {("4990", "money")}),
        ("1 200 € par mois", {("1200", "money")}),
        ("1,200 seats", {("1200", "counted")}),
        ("90 a seat", {("90", "rate")}),
        ("within 24 hours", {("24", "hour")}),
        ("trois semaines", {("3", "week")}),
        ("one free month, one month", {("1", "month")}),
        ("at 10:30", {("1030", "")}),
        ("half the price", {("1/2", "")}),
        ("a third of the price", {("1/3", "")}),
        ("moitié prix", {("1/2", "")}),
        ("Offer ½ the price, or ⅓ off", {("1/2", ""), ("1/3", "")}),
        ("2/3 of it", {("2/3", "")}),
        ("three quarters; les deux tiers; dos tercios", {("3/4", ""), ("2/3", "")}),
        ("un dixième du prix, a fifth off", {("1/10", ""), ("1/5", "")}),
        ("24/7", {("24", "rate"), ("7", "")}),
        ("knock off a tenner", {("10", "money")}),
        ("a dozen seats, une douzaine de places", {("12", "counted"), ("12", "")}),
        ("the 4th of them", {("4", "counted")}),
        ("forty-five people", {("45", "counted")}),
        ("a hundred and twelve dollars", {("112", "money")}),
        ("90.00 euros", {("90", "money")}),
    ],
)
def test_what_a_text_claims(text: str, found: set[tuple[str, str]]):
    """Each number once, in digits, with what it counts."""
    assert set(claimed(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "Ask two questions",
        "Offer 3 slots",
        "take one step",
        "un client, une heure",
        "no number",
        "ask a fifth person",
        "dans un quart d'heure",
        "",
    ],
)
def test_small_counts_claim_nothing(text: str):
    """Up to three of something that is no time, money or percentage."""
    assert set(claimed(text)) <= {("1", "hour")} - {("1", "hour")}


@pytest.mark.parametrize(
    ("said", "key", "unit"),
    [
        ("forty nine ninety, twice", "4990", ""),
        ("forty nine ninety", "49", "counted"),
        ("twelve hundred a month", "1200", "rate"),
        ("nine fifty", "950", ""),
        ("forty, or so", "40", ""),
        ("forty people", "40", "counted"),
        ("the fourth time", "4", "counted"),
        ("twenty-first of May", "21", "counted"),
        ("es la quinta vez", "5", "counted"),
        ("quatre-vingt-douze euros", "92", "money"),
        ("half of it", "1/2", ""),
        ("nineteen ninety nine", "1999", ""),
    ],
)
def test_a_call_tells_a_number_in_each_reading(said: str, key: str, unit: str):
    """What is said may be one number or several, and any of them may be meant."""
    assert (key, unit) in set(told(said))
