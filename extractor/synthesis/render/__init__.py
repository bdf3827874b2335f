"""A report → files: pages (HTML, DOCX), tables for programs (XLSX, CSV) and figures (SVG, PNG)."""
