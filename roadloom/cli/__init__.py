"""The command line: thin commands over sources, graph and exporters.

What a command prints as data goes to stdout, everything else to stderr. Nothing here is imported by the other parts, and nothing heavy
is imported before a command needs it, so that `roadloom --help` answers at once.
"""

from roadloom.cli.app import main

__all__ = ["main"]
