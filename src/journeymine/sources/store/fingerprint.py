"""The fingerprint of a file and how it is read, by which the same delivery is known without reading it."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from journeymine.sources.files import guarded


def fingerprint(path: Path, options: Mapping[str, object]) -> str:
    """SHA-256 of the bytes of a file and of the options it is read with; not of its name.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    asked = json.dumps({name: options[name] for name in sorted(options)}, default=repr)

    def digest(path: Path) -> str:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    return hashlib.sha256(f"{guarded(path, digest)} {asked}".encode()).hexdigest()
