"""Storage: staged documents, publication as partitioned Parquet, the data package and the views over it."""
