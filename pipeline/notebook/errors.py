"""Three ways not to get a number, told apart."""

from __future__ import annotations


class NotThere(LookupError):
    """It was read whole, and what was asked for is not in it."""


class NoAnswer(LookupError):
    """What was asked for may be there, and yet no one number can be given: left empty, not read, or several."""


class CannotParse(ValueError):
    """The file could not be read at all; the message says why and what to do."""
