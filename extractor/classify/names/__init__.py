"""Names of chemicals and diseases that no vocabulary holds: a conditional random field over the words of a text."""
