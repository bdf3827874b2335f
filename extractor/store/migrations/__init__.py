"""The schema's steps, ``0001_….sql`` upwards; each runs once, in one transaction, and is never edited afterwards."""
