"""Number words of the languages in which numbers are understood, a module each."""
