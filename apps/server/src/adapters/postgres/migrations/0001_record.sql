-- The record of runs and documents. Ids are text in byte order: UUIDv7 sort by time, and an id that is no UUID finds nothing
-- instead of raising. JSON that must come back exactly as written (events, actors, errors) is `json`, not `jsonb`:
-- jsonb refuses U+0000 in strings, and one such event would block the drain for ever.

CREATE TABLE workspaces (
  workspace_id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE principals (
  principal_id text COLLATE "C" PRIMARY KEY,
  workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO workspaces (workspace_id, name) VALUES ('local', 'Local');
INSERT INTO principals (principal_id, workspace_id, name) VALUES ('local-user', 'local', 'Local user');

CREATE TABLE workflows (
  workflow_id text COLLATE "C" PRIMARY KEY,
  workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces,
  name text COLLATE "C" NOT NULL,
  description text,
  archived_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (workspace_id, name)
);

-- Versions. Rows never change; what moves are tags and run heads.
CREATE TABLE artifact (
  artifact_id text COLLATE "C" PRIMARY KEY,
  workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces,
  kind text NOT NULL CHECK (kind IN ('dag_version', 'patch_set', 'run_snapshot')),
  cas_id text COLLATE "C" NOT NULL,
  parent_id text COLLATE "C" REFERENCES artifact,
  base_id text COLLATE "C" REFERENCES artifact,
  patch_id text COLLATE "C",
  depth integer NOT NULL CHECK (depth >= 0),
  version_label text NOT NULL,
  node_count integer NOT NULL,
  agent_count integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (kind <> 'patch_set' OR (parent_id IS NOT NULL AND patch_id IS NOT NULL))
);
CREATE INDEX artifact_by_bytes ON artifact (workspace_id, cas_id);

CREATE TABLE tags (
  workflow_id text COLLATE "C" NOT NULL REFERENCES workflows,
  tag text COLLATE "C" NOT NULL,
  artifact_id text COLLATE "C" NOT NULL REFERENCES artifact,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workflow_id, tag)
);
CREATE INDEX tags_by_name ON tags (tag);

CREATE TABLE tag_moves (
  move_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workflow_id text COLLATE "C" NOT NULL,
  tag text COLLATE "C" NOT NULL,
  from_artifact_id text COLLATE "C" REFERENCES artifact,
  to_artifact_id text COLLATE "C" NOT NULL REFERENCES artifact,
  kind text NOT NULL CHECK (kind IN ('create', 'publish', 'undo', 'redo')),
  actor json NOT NULL,
  reason text,
  moved_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (workflow_id, tag) REFERENCES tags
);
CREATE INDEX tag_moves_of_tag ON tag_moves (workflow_id, tag, move_id);

CREATE TABLE runs (
  run_id text COLLATE "C" PRIMARY KEY,
  workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces,
  workflow_id text COLLATE "C" REFERENCES workflows,
  workflow_name text COLLATE "C" NOT NULL,
  version_label text,
  status text NOT NULL DEFAULT 'RUNNING'
    CHECK (status IN ('RUNNING', 'WAITING_FOR_APPROVAL', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT')),
  partition integer NOT NULL,
  partitions integer NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  artifact_id text COLLATE "C" NOT NULL REFERENCES artifact,
  head_artifact_id text COLLATE "C" NOT NULL REFERENCES artifact,
  ir_ref text NOT NULL,
  ir_version integer NOT NULL DEFAULT 1,
  inputs_ref text NOT NULL,
  started_by json NOT NULL,
  error json,
  -- Projected from the events, in their own transaction.
  last_seq integer NOT NULL DEFAULT 0,
  -- [[node id, live or waiting], …]: from these two the status follows.
  open_nodes json NOT NULL DEFAULT '[]',
  pending_approvals integer NOT NULL DEFAULT 0,
  patch_count integer NOT NULL DEFAULT 0,
  CHECK (partition >= 0 AND partition < partitions)
);
CREATE INDEX runs_of_workspace ON runs (workspace_id, run_id DESC);
CREATE INDEX runs_of_workflow ON runs (workflow_id, run_id DESC);
CREATE INDEX runs_open ON runs (run_id) WHERE status IN ('RUNNING', 'WAITING_FOR_APPROVAL', 'PAUSED');
CREATE INDEX runs_by_ir ON runs (ir_ref);
CREATE INDEX runs_by_inputs ON runs (inputs_ref);

CREATE TABLE idempotency_keys (
  workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces,
  key text COLLATE "C" NOT NULL,
  run_id text COLLATE "C" NOT NULL REFERENCES runs DEFERRABLE INITIALLY DEFERRED,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, key)
);

CREATE TABLE patches (
  patch_id text COLLATE "C" PRIMARY KEY,
  workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces,
  scope text NOT NULL CHECK (scope IN ('run', 'tag')),
  run_id text COLLATE "C" REFERENCES runs,
  workflow_id text COLLATE "C" REFERENCES workflows,
  workflow_name text COLLATE "C",
  -- Position in the chain, given when applied.
  seq integer,
  -- {operations, anchored}; strings are escaped by the adapter where jsonb cannot hold them.
  patch_jsonb jsonb NOT NULL,
  summary json NOT NULL,
  base_version text COLLATE "C",
  artifact_id text COLLATE "C" REFERENCES artifact DEFERRABLE INITIALLY DEFERRED,
  ir_version integer,
  actor json NOT NULL,
  rationale text,
  created_at timestamptz NOT NULL DEFAULT now(),
  decided_at timestamptz,
  decided_by json,
  reason text,
  code text,
  status text NOT NULL CHECK (status IN ('proposed', 'accepted', 'applied', 'rejected', 'invalid', 'reverted')),
  applied boolean NOT NULL GENERATED ALWAYS AS (status IN ('applied', 'reverted')) STORED
);
CREATE INDEX patches_of_workspace ON patches (workspace_id, created_at DESC);
CREATE INDEX patches_of_run ON patches (run_id, created_at DESC) WHERE run_id IS NOT NULL;
CREATE INDEX patches_proposed ON patches (run_id) WHERE status = 'proposed';
ALTER TABLE artifact ADD FOREIGN KEY (patch_id) REFERENCES patches DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE event_log (
  run_id text COLLATE "C" NOT NULL REFERENCES runs,
  seq integer NOT NULL CHECK (seq >= 1),
  type text NOT NULL,
  at timestamptz NOT NULL,
  actor json,
  command_id text COLLATE "C",
  payload json NOT NULL,
  -- Content address of a node's output, so that a workspace can be asked whether it references these bytes.
  output_ref text COLLATE "C",
  PRIMARY KEY (run_id, seq)
);
CREATE INDEX event_log_by_output ON event_log (output_ref) WHERE output_ref IS NOT NULL;

CREATE TABLE approvals (
  approval_id text COLLATE "C" PRIMARY KEY,
  workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces,
  run_id text COLLATE "C" NOT NULL REFERENCES runs,
  node_id text COLLATE "C" NOT NULL,
  node_name text,
  attempt integer NOT NULL,
  workflow_name text COLLATE "C" NOT NULL,
  status text NOT NULL DEFAULT 'waiting_for_approval'
    CHECK (status IN ('waiting_for_approval', 'approved', 'rejected', 'withdrawn')),
  title text NOT NULL,
  message text,
  evidence json,
  assignee text,
  protects json NOT NULL,
  request_hash text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  deadline timestamptz,
  on_timeout text NOT NULL CHECK (on_timeout IN ('escalate', 'reject', 'approve')),
  escalate_to text,
  decision text CHECK (decision IN ('approve', 'reject')),
  reason text,
  decided_by json,
  decided_at timestamptz,
  channel text,
  UNIQUE (run_id, node_id, attempt)
);
CREATE INDEX approvals_of_workspace ON approvals (workspace_id, created_at DESC);
CREATE INDEX approvals_due ON approvals (deadline) WHERE status = 'waiting_for_approval';

-- Commands are stored before they are acknowledged and settled by the coordinator.
CREATE TABLE commands (
  command_id text COLLATE "C" PRIMARY KEY,
  run_id text COLLATE "C" NOT NULL REFERENCES runs,
  kind text NOT NULL,
  payload json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  outcome text CHECK (outcome IN ('applied', 'ignored', 'refused')),
  detail text,
  settled_at timestamptz
);
CREATE INDEX commands_pending ON commands (created_at, command_id) WHERE outcome IS NULL;

CREATE TABLE timers (
  timer_id text COLLATE "C" PRIMARY KEY,
  run_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  due_at timestamptz NOT NULL,
  payload json NOT NULL,
  leased_until timestamptz
);
CREATE INDEX timers_due ON timers (due_at);

CREATE TABLE cas_blobs (
  sha256 text COLLATE "C" PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
