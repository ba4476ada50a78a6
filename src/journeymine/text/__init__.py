"""1 record: free text of complaints and enquiries, made countable as categories."""

from journeymine.text.categories import Categories
from journeymine.text.proposals import Proposal
from journeymine.text.quality import CategoryReport

__all__ = ["Categories", "CategoryReport", "Proposal"]
