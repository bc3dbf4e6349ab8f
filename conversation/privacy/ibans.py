"""IBAN finder: IBANs written in groups of any size, or spelled."""

import re
from collections.abc import Iterator

from stdnum import iban

from conversation.privacy.found import FoundPii
from conversation.privacy.kinds import PiiKind
from conversation.privacy.spelling import SpelledCode

_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22,
    "BR": 29, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20,
    "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18,
    "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27,
    "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27,
    "MD": 24, "ME": 22, "MK": 19, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28,
    "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
_SPELLED = re.compile(r"(?=([A-Z]{2}\d{2}[A-Z0-9]{11,30}))")
_WRITTEN = re.compile(r"\b[A-Z]{2}[ -]?\d{2}(?:[ -]?[A-Z0-9]){11,30}\b", re.IGNORECASE)


def written_ibans(text: str) -> Iterator[FoundPii]:
    """IBANs in letters of any case."""
    for match in _WRITTEN.finditer(text):
        # The pattern may have run into the words behind it: the country's length counts.
        length = _LENGTHS.get(match[0][:2].upper(), 0)
        places = [place for place in range(match.start(), match.end()) if text[place].isalnum()]
        if 0 < length <= len(places):
            value = "".join(text[place] for place in places[:length]).upper()
            if iban.is_valid(value):
                yield FoundPii(PiiKind.IBAN, match.start(), places[length - 1] + 1, value)


def spelled_ibans(code: SpelledCode) -> Iterator[FoundPii]:
    """IBANs that are said letter by letter."""
    owners = [piece for piece in code.pieces for _ in piece.chars]
    for match in _SPELLED.finditer(code.chars):
        length = _LENGTHS.get(match[1][:2], 0)
        value = match[1][:length]
        if value and len(value) == length and iban.is_valid(value):
            last = owners[match.start() + length - 1]
            yield FoundPii(PiiKind.IBAN, owners[match.start()].start, last.end, value)
