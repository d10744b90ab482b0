-- The last runs of a schedule, found without a walk over all runs.
CREATE INDEX runs_by_schedule ON runs ((started_by ->> 'id'), run_id DESC) WHERE started_by ->> 'kind' = 'system';
