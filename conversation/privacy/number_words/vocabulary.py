"""Number words of all languages together.

People change languages within a call, and a recogniser guesses; what is a number word in one of
them hardly ever is another word in the next, so nobody needs to say which language it is.
"""

from conversation.privacy.number_words import en, es, fr

UNITS: dict[str, int] = en.UNITS | fr.UNITS | es.UNITS
TEENS: dict[str, int] = en.TEENS | fr.TEENS | es.TEENS
TENS: dict[str, int] = en.TENS | fr.TENS | es.TENS
HUNDREDS: dict[str, int] = fr.HUNDREDS | es.HUNDREDS
THOUSANDS: set[str] = en.THOUSANDS | fr.THOUSANDS | es.THOUSANDS
MILLIONS: set[str] = en.MILLIONS | fr.MILLIONS | es.MILLIONS
REPEATS: dict[str, int] = en.REPEATS | fr.REPEATS | es.REPEATS
ORDINALS: dict[str, int] = en.ORDINALS | fr.ORDINALS | es.ORDINALS
MONTHS: dict[str, int] = en.MONTHS | fr.MONTHS | es.MONTHS
FILLERS: set[str] = en.FILLERS | fr.FILLERS | es.FILLERS
COUNTED: set[str] = en.COUNTED | fr.COUNTED | es.COUNTED
COUNTS: set[str] = en.COUNTS | fr.COUNTS | es.COUNTS
MEASURES: set[str] = en.MEASURES | fr.MEASURES | es.MEASURES
SPANISH: set[str] = {
    *es.UNITS, *es.TEENS, *es.TENS, *es.HUNDREDS, *es.THOUSANDS, *es.MILLIONS,
}  # fmt: skip

# Begin a number.
NUMBERS: set[str] = {*UNITS, *TEENS, *TENS, *HUNDREDS, *REPEATS, "mille", "mil"}
