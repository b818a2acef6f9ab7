"""Articles: one document a person names, in whatever form it comes, as plain text with its day of publication."""
