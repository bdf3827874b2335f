"""A PDF file becomes a Document: one text with page, box, section and table for every character."""
