"""A Document with its Analysis becomes an Extraction: cases with their values, each with its evidence."""
