"""English number words."""

UNITS = {
    "zero": 0, "oh": 0, "o": 0, "nought": 0, "naught": 0, "one": 1, "two": 2, "three": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "niner": 9,
}  # fmt: skip
TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
THOUSANDS = {"thousand"}
MILLIONS = {"million", "millions"}
REPEATS = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
# Behind a number they are said that often: "four ones".
PLURALS = {
    "zeros": 0, "zeroes": 0, "ones": 1, "twos": 2, "threes": 3, "fours": 4, "fives": 5, "sixes": 6,
    "sevens": 7, "eights": 8, "nines": 9,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7,
    "august": 8, "september": 9, "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2,
    "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
# May stand between two digits of one number.
FILLERS = {
    "um", "uh", "er", "erm", "hmm", "and", "dash", "hyphen", "space", "slash", "then", "so",
    "okay", "ok", "yes", "yeah", "finally", "stroke", "next", "sorry", "no",
}  # fmt: skip
# Say that a number before them is a count ("four digits"), or one behind them ("the next four").
COUNTED = {"digit", "digits", "numbers", "of"}
COUNTS = {"first", "next", "last", "final", "other"}
# Behind a number, they make a quantity of it.
MEASURES = {
    "dollar", "dollars", "bucks", "cents", "cent", "pound", "pounds", "quid", "pence", "euro",
    "euros", "percent", "per", "k", "kg", "km", "miles", "mile", "inch", "inches", "feet",
    "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks",
    "month", "months", "year", "years", "am", "pm", "clock", "times", "people", "users", "user",
    "seats", "seat", "agents", "calls", "items", "units", "pieces", "copies", "licenses",
    "licences", "employees", "customers", "records", "orders", "accounts", "cards", "offices",
    "tables", "gb", "mb", "tb", "points", "each", "million", "billion", "thousand", "hundred",
    "locations", "sites", "desks", "teams", "devices", "emails", "messages", "contacts", "rooms",
    "guests", "nights", "stores", "brochures", "hundreds", "thousands", "leads", "reps", "staff",
}  # fmt: skip
