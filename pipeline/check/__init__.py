"""Checking: identities, proof, attribution."""
