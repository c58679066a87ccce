"""Where what lies in a store: the catalogue beside both is `core.catalogue`'s."""

from pipeline.core.catalogue import OBJECTS

__all__ = ["LOG", "OBJECTS", "REPORTS"]

LOG, REPORTS = "crawl.sqlite", "reports"
