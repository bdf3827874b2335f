"""The parts of the review screen; they show a session and decide nothing."""
