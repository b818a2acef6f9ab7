"""What several sources' formats share: strict numbers, tables, archives, and recognising the wrong document."""
