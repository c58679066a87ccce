"""Pure functions from a read document to records; they never see the source file."""
