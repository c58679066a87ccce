"""Read China's departmental budgets and final accounts into proved, partitioned Parquet."""
