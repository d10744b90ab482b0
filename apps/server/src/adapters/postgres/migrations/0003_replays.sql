-- The run that a run repeats: {of, mode, from, planRef}. Null for all others.
ALTER TABLE runs ADD COLUMN replay json;
