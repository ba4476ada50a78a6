"""Did a step help or hurt: by the arms of a trial, or by the designs of a contrast."""
