"""Selections of events held against each other, against shifted dates, and against other choices of the study."""
