"""The explanation of a period as a document: the same blocks and formats as the report, another order of questions."""
