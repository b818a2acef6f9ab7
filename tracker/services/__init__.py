"""Where I/O meets pure code: services own transactions and compose what commands and jobs ask for."""
