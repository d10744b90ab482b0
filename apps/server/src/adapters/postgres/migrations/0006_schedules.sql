-- Workflows started by the clock. next_due is null when no time follows; the row is moved on by whoever fires it, conditional on it.
CREATE TABLE schedules (
  schedule_id text COLLATE "C" PRIMARY KEY,
  workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces,
  workflow_name text COLLATE "C" NOT NULL,
  tag text COLLATE "C" NOT NULL,
  cron text NOT NULL,
  timezone text NOT NULL,
  inputs json NOT NULL,
  missed text NOT NULL CHECK (missed IN ('skip', 'run_once')),
  overlap text NOT NULL CHECK (overlap IN ('allow', 'skip')),
  paused boolean NOT NULL DEFAULT false,
  created_by json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  next_due timestamptz,
  last_due timestamptz,
  last_run_id text COLLATE "C",
  last_outcome text
);
CREATE INDEX schedules_of_workspace ON schedules (workspace_id, schedule_id DESC);
CREATE INDEX schedules_due ON schedules (next_due) WHERE NOT paused AND next_due IS NOT NULL;
