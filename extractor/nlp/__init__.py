"""A Document becomes an Analysis: the spaCy pipeline lives and dies here."""
