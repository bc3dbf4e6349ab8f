"""Carriers: those whose media streams are heard here, a row each."""

from typing import Any

from server.carriers.carrier import Carrier
from server.carriers.genesys import Genesys
from server.carriers.jambonz import Jambonz
from server.carriers.telnyx import Telnyx
from server.carriers.twilio import Twilio
from server.carriers.vonage import Vonage

CARRIERS: tuple[Carrier[Any], ...] = (Twilio(), Telnyx(), Genesys(), Jambonz(), Vonage())
BY_PATH = {carrier.path: carrier for carrier in CARRIERS}
"""The carriers by the addresses of their media sockets."""
