"""Weave learning roadmaps into one prerequisite graph, and the graph into a page, a vault, a deck and paths."""

__version__ = "0.1.0"
