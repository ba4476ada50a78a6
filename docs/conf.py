"""How Sphinx builds the documentation; it needs no network."""

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

from public_calls import shown_as

project = "journeymine"
author = "the journeymine developers"
version = release = installed_version("journeymine")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "numpydoc",
    "sphinx_codeautolink",
    "sphinx_copybutton",
    "reference_pages",
    "for_machines",
]
exclude_patterns = ["_build", "_templates", "_extensions", "llms.md"]
templates_path = ["_templates"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

default_role = "py:obj"  # `mine_sequences` in a docstring is a link where there is such a name
autodoc_typehints = "none"  # numpydoc's sections say what the options take
autodoc_member_order = "alphabetical"
autosummary_generate = True
maximum_signature_line_length = 80  # beyond that an option a line
add_module_names = False
toc_object_entries_show_parents = "hide"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
copybutton_exclude = ".linenos, .gp, .go"  # what is copied runs: no prompts, no output

# Names in examples are links; what a page called them holds to its end.
codeautolink_custom_blocks = {"python": "prompts.without_prompts"}
codeautolink_inventory_map = shown_as()
codeautolink_concat_default = True
codeautolink_autodoc_inject = True  # and every call says which pages use it
suppress_warnings = [
    "codeautolink.match_block",  # examples that are skipped are shown without saying so
    "config.cache",  # the blocks above hold a function
]

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_title = f"journeymine {version}"
html_show_copyright = False
