"""The review as data: what is asked for, in which words. Vocabulary lives here and nowhere in code."""
