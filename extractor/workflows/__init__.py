"""The wiring: one function a verb, called by the command line, the review screens and Python users alike."""
