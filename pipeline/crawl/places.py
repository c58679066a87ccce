"""Where what lies in a store: the catalogue beside both is `core.catalogue`'s."""

LOG, OBJECTS, REPORTS = "crawl.sqlite", "objects", "reports"
