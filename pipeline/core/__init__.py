"""The vocabulary every floor shares: document model, text, money, codes, patterns, schema, issues."""
