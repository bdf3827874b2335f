"""The review's screens: skins over a session."""
