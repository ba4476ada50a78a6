"""4 result: columns with names again, views, filters, files."""
