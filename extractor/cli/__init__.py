"""The command line: typed signatures that call one workflow each and print."""
