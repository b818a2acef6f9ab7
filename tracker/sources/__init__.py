"""Upstreams: one file per source, each declaring what it is, what to ask for, and a pure parser for the answer."""
