"""8 surfaces: patterns as features and running journeys predicted, by the rules of scikit-learn."""

from journeymine.estimators.next_step import NextStep
from journeymine.estimators.outcome_risk import OutcomeRisk
from journeymine.estimators.pattern_vectorizer import PatternVectorizer
from journeymine.estimators.prediction_report import PredictionReport

__all__ = ["NextStep", "OutcomeRisk", "PatternVectorizer", "PredictionReport"]
