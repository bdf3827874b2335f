"""The review screens over a headless session."""
