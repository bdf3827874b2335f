"""Records leave the program here, as lines of JSON or rows of CSV; what is written was decided elsewhere."""
