"""Carrier names: those whose calls come in, and the addresses below which they do.

Apart from the table of `carriers.py`, because whoever guards a request needs no more of them.
"""

CARRIER_NAMES = ("twilio", "telnyx", "genesys", "jambonz", "vonage")
"""The `source` of a carrier's calls, in the order of the table."""
CARRIER_PATHS = tuple(f"/{name}/" for name in CARRIER_NAMES)
"""What brings in calls: no web page may, and it waits for nobody."""
