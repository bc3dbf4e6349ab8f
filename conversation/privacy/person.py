"""Person of a call: the customer by a keyed hash, by which the log knows them again unnamed.

The CRM's id counts before the number; a number is its digits, however it is written. Without the
key, nobody can tell whose hash it is, nor try numbers until one fits.
"""

import hmac
import re
from collections.abc import Mapping
from hashlib import sha256

from conversation.events.call_parameters import CUSTOMER_ID, CUSTOMER_NUMBER

_FEWEST_DIGITS = 5
_HEX = 32


def person_of(parameters: Mapping[str, str], key: bytes) -> str | None:
    """The person whom a call is with.

    Args:
        parameters: What its stream says of it, unredacted.
        key: The secret.

    Returns:
        32 hex digits; None where neither an id nor a number is given.
    """
    if known := parameters.get(CUSTOMER_ID, "").strip():
        return _hashed(f"id:{known}", key)
    digits = re.sub(r"\D", "", parameters.get(CUSTOMER_NUMBER, "")).removeprefix("00")
    return _hashed(f"number:{digits}", key) if len(digits) >= _FEWEST_DIGITS else None


def _hashed(text: str, key: bytes) -> str:
    return hmac.new(key, text.encode(), sha256).hexdigest()[:_HEX]
