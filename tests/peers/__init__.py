"""Loopback peers that speak the vendors' real wire formats, with answers that are known."""
