"""Accuracy: a dataset held against hand-made labels, cell by cell."""
