"""Precision and recall of one set of annotations against another."""
