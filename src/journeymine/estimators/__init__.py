"""8 surfaces: patterns as features, by the rules of scikit-learn."""

from journeymine.estimators.pattern_vectorizer import PatternVectorizer

__all__ = ["PatternVectorizer"]
