"""Find the patients in published case reports and series, every value with its quote."""

__version__ = "0.1.0"
