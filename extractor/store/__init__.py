"""The review database: only this folder knows SQL."""
