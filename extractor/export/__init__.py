"""Confirmed records leave here, as CSV and JSON lines."""
