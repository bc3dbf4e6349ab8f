"""Contexts: the words that tell what the digits near them are, a module for each language."""
