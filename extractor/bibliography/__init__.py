"""Export files of bibliographic databases → references, and which of them tell of one publication."""
