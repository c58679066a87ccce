"""Reference lists: functional and economic codes by year, divisions."""

from __future__ import annotations


class Reference:
    """The lists of `data/reference`, loaded on first use."""

    def function_name(self, code: str, year: int | None = None) -> str | None:
        """The official name of a functional code in `year` (the latest known where None)."""
        raise NotImplementedError

    def function_codes(self, name: str, *, under: str | None = None, level: str | None = None, year: int | None = None) -> list[str]:
        """Codes whose official or once-official name is `name` (marks, blanks and a final 支出 aside), below `under`."""
        raise NotImplementedError

    def economic_name(self, code: str, year: int | None = None) -> str | None:
        """The official name of a 3xx or 5xx economic code."""
        raise NotImplementedError

    def economic_codes(self, name: str, *, under: str | None = None) -> list[str]:
        """部门预算 economic codes named `name`, below `under`."""
        raise NotImplementedError
