"""What may be printed of data: ids by their first character, texts without what tells of a person."""

from journeymine.sources.masking.ids import form, masked
from journeymine.sources.masking.texts import mask_text

__all__ = ["form", "mask_text", "masked"]
