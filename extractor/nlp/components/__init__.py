"""The steps of the pipeline, one file each; their order stands in ``nlp.pipeline``."""
