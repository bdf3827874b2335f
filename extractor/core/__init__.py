"""The nouns that every stage shares: immutable, typed, standard library only.

Stages never import each other; they meet in these types.
"""
