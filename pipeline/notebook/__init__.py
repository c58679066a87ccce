"""The face for notebooks: a dataset as frames, one file as typed forms."""
