"""The replication package: all that another person needs to use, check and cite a dataset."""
