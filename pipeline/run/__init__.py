"""Running: one document, it in a limited child, many of them on all cores."""
