"""What leaves the project: datasets, named recipes and the replication package."""
