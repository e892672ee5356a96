"""Inputs, one file a format: bytes in, text or records out."""
