"""An event study as a page: figures, words, tables, notes, as a document that formats render."""
