"""PDFs and other papers at hand → the references that they are, what they are about, and what they cite."""
