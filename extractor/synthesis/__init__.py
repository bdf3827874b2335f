"""Confirmed records → the review's tables: unique patients, counts with their quotes, and the files that print them."""
