"""Dates and times of spreadsheets: days since 1900 (or 1904), shown by the letters of a format."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

DATE_LETTERS = frozenset("ymdhs")
_FIRST_DAYS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
_LAST_DAY = 2_958_466
_SECONDS = 86_400
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _moment(value: Decimal, *, since_1904: bool) -> datetime | None:
    """The moment that a number of days stands for; None where it is none that a spreadsheet shows."""
    if not 0 <= value < _LAST_DAY:
        return None
    seconds = int((value * _SECONDS).to_integral_value(ROUND_HALF_UP))
    days, seconds = divmod(seconds, _SECONDS)
    if not since_1904 and days < 60:
        days += 1  # a spreadsheet counts a 29 February 1900 that never was
    return _FIRST_DAYS[since_1904] + timedelta(days, seconds)


def _letters(piece: str, moment: datetime, *, minutes: bool, half: bool) -> str:
    """One run of letters."""
    letter, n = piece[0].lower(), len(piece)
    if letter == "y":
        return f"{moment.year:04d}" if n > 2 else f"{moment.year % 100:02d}"
    if letter == "m" and not minutes and n > 2:
        return _MONTHS[moment.month - 1]
    if letter == "d" and n > 2:
        return "星期" + "一二三四五六日"[moment.weekday()]
    hour = (moment.hour - 1) % 12 + 1 if half else moment.hour
    number = {
        "m": moment.minute if minutes else moment.month, "d": moment.day, "h": hour, "s": moment.second,
    }[letter]  # fmt: skip
    return f"{number:02d}" if n > 1 else str(number)


def _elapsed(piece: str, value: Decimal) -> str:
    """[h], [m] or [s]: all hours, minutes or seconds."""
    per_day = {"h": 24, "m": 1440, "s": _SECONDS}[piece[1]]
    seconds = int((value * _SECONDS).to_integral_value(ROUND_HALF_UP))
    return str(seconds * per_day // _SECONDS)


def _is_minute(pieces: Sequence[str], at: int) -> bool:
    """Whether an m stands for minutes: hours before it, or seconds behind it."""
    letters = [p.lower().strip("[")[:1] if not p.startswith('"') and "/" not in p else "" for p in pieces]
    before = next((x for x in reversed(letters[:at]) if x in DATE_LETTERS), "")
    behind = next((x for x in letters[at + 1 :] if x in DATE_LETTERS), "")
    return before == "h" or behind == "s"


def shown_date(value: Decimal, pieces: Sequence[str], *, since_1904: bool) -> str | None:
    """A date by the pieces of its format, literals among them marked with a quote; None where it is no date."""
    moment = _moment(value, since_1904=since_1904)
    if moment is None:
        return None
    half = any("/" in p and not p.startswith('"') for p in pieces)
    out: list[str] = []
    for at, piece in enumerate(pieces):
        if piece.startswith('"'):
            out.append(piece[1:])
        elif piece.startswith("["):
            out.append(_elapsed(piece, value))
        elif "/" in piece:
            out.append("上午" if moment.hour < 12 else "下午")
        elif piece[0].lower() in DATE_LETTERS:
            out.append(_letters(piece, moment, minutes=_is_minute(pieces, at), half=half))
    return "".join(out).strip()
