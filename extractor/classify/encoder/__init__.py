"""A small pretrained encoder, fine-tuned to read a sentence in its context; ``score`` runs it, ``fit`` trains it."""
