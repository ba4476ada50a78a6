"""How examples with prompts are read by `sphinx_codeautolink`, whose blocks of Python have none."""


def without_prompts(block: str) -> tuple[str, str]:
    r"""A block as it stands, and as Python reads it: what is printed is left out.

    Examples
    --------
    >>> without_prompts(">>> 1 + 1\n2")[1]
    '1 + 1\n'
    """
    if not block.startswith(">>>"):
        return block, block
    prompted = (line[4:] if line[:3] in {">>>", "..."} else "" for line in block.split("\n"))
    return block, "\n".join(prompted)
