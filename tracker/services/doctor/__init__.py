"""Everything a person would check before blaming the program, each line with what to do about it."""
