"""How Sphinx builds the documentation; it needs no network."""

from importlib.metadata import version as installed_version

project = "journeymine"
author = "the journeymine developers"
version = release = installed_version("journeymine")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.viewcode", "numpydoc"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_typehints = "none"  # the signatures show them; numpydoc's sections say what they mean
autosummary_generate = True
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

html_theme = "furo"
html_title = "journeymine"
html_show_copyright = False
