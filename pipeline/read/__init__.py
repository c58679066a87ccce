"""Readers: bytes of any format -> a Document."""
