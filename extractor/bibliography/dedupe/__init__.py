"""Records → pairs that may tell of one publication, with a verdict and its reason → groups."""
