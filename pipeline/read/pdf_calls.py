"""pdfium's functions as cheap calls: the interpreter lock is held and addresses are passed as numbers."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

ADDRESS, DOUBLE = ctypes.c_void_p, ctypes.c_double
INT, UINT, ULONG = ctypes.c_int, ctypes.c_uint, ctypes.c_ulong


def plain(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of pypdfium2's raw interface without its conversions: several times as fast.

    Nothing is checked: the caller passes addresses of what lives long enough.
    """
    made: Callable[..., Any] = ctypes.PYFUNCTYPE(result, *arguments)(address_of(function))
    return made


def address_of(handle: Any) -> int:
    """The address that a raw handle, or a function, holds; 0 for none."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0
