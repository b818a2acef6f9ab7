"""Sources of lists of sanctioned parties, one file each."""
