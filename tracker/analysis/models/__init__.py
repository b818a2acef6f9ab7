"""Normal-return models, one file each; each declares ``MODEL`` (see `tracker.analysis.model`)."""
