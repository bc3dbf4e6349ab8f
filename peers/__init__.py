"""Protocol peers: servers that speak a vendor's wire format on loopback, for tests and benches."""
