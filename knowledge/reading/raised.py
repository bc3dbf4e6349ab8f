"""Raised digits, as a footnote's mark or a power has them, in a line of text."""

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(digits: str) -> str:
    """Digits as characters that stand high: 2 is ²."""
    return digits.translate(_RAISED)
