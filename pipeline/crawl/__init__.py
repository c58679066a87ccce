"""From a list of sites to files: sources as data, one polite spider, a store of what was seen."""
