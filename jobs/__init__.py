"""Work done unattended: one file per job, and the daemon and the tick that run what is due."""
