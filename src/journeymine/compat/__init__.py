"""8 surface: other programs' calls and frames over our search, so that changing an import is all there is to do."""
