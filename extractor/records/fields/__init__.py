"""One file a field (or family of fields): how its value is read from what is told of a case."""
