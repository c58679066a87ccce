"""One command a night: crawl, run, check, publish, report."""
