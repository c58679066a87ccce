"""What an extractor is given besides the document."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.core.records import Identity
from pipeline.core.reference import Reference


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """The document's identity (year and kind decide code lists and phases) and the reference lists.

    Compared and hashed by identity: what is read under it is read once.
    """

    identity: Identity
    reference: Reference = field(default_factory=Reference)

    @property
    def year(self) -> int | None:
        """The year the figures are for; None unknown."""
        return self.identity.fiscal_year
