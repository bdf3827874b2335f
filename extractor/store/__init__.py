"""The review folder's SQLite file: publications, extractions and the append-only decisions; only this folder knows SQL.

Extractions go in as immutable canonical JSON; slot rows are an index of the current ones. Nothing here decides.
"""
