"""The only way to the network for HTTP: one client, with an identity, deadlines, a size cap and good manners."""
