"""The report as a page: a frame, the blocks of a document as HTML, and the assets that dress it."""
