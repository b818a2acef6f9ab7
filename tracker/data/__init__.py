"""What the product ships (event ledger, fixing schedules, series, closures) and the strict reading of it."""
