"""Settings: what a process is told by its environment, and the API keys in it."""

from settings.settings import Settings, SettingsError, load

__all__ = ["Settings", "SettingsError", "load"]
