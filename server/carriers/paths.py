"""Carrier paths: the addresses that bring in calls. No web page may, and they wait for nobody."""

CARRIER_PATHS = ("/twilio/", "/telnyx/", "/genesys/", "/jambonz/", "/vonage/")
