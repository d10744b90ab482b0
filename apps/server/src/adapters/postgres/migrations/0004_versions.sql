-- Versions as people use them: why a tag moved, what returns and what does not, proposals on tags, shared drafts, patch sets.

ALTER TABLE tag_moves DROP CONSTRAINT tag_moves_kind_check;
ALTER TABLE tag_moves ADD CONSTRAINT tag_moves_kind_check
  CHECK (kind IN ('create', 'publish', 'undo', 'redo', 'restore', 'merge', 'compact'));

-- The version of another tag that a merge brought in.
ALTER TABLE artifact ADD COLUMN merged_id text COLLATE "C" REFERENCES artifact;
-- Versions laid over a version, compacted bases included: a history is followed across compactions.
CREATE INDEX artifact_by_parent ON artifact (parent_id) WHERE parent_id IS NOT NULL;

-- Ids that patches of a workflow took out of use (D-26); they return only by reverting that removal.
CREATE TABLE retired_ids (
  workflow_id text COLLATE "C" NOT NULL REFERENCES workflows,
  kind text NOT NULL CHECK (kind IN ('node', 'edge')),
  id text COLLATE "C" NOT NULL,
  patch_id text COLLATE "C" NOT NULL REFERENCES patches,
  PRIMARY KEY (workflow_id, kind, id)
);
INSERT INTO retired_ids (workflow_id, kind, id, patch_id)
  SELECT p.workflow_id, gone.kind, gone.id, p.patch_id
  FROM patches p,
    LATERAL (SELECT 'node' AS kind, json_array_elements_text(p.summary->'nodesRemoved') AS id
             UNION ALL SELECT 'edge', json_array_elements_text(p.summary->'edgesRemoved')) gone
  WHERE p.scope = 'tag' AND p.workflow_id IS NOT NULL AND p.status IN ('applied', 'reverted')
  ORDER BY p.created_at
  ON CONFLICT DO NOTHING;

-- A patch may wait for a decision on a tag, take another patch back, or be accepted in part ({operations, anchored, hunks} as proposed).
ALTER TABLE patches ADD COLUMN tag text COLLATE "C", ADD COLUMN reverts text COLLATE "C" REFERENCES patches, ADD COLUMN proposal jsonb;
CREATE INDEX patches_of_workflow ON patches (workflow_id, created_at DESC) WHERE workflow_id IS NOT NULL;

-- What a workspace may have more or less of than the server's limits, by the names of the limits.
ALTER TABLE workspaces ADD COLUMN limits json NOT NULL DEFAULT '{}';

CREATE TABLE drafts (
  draft_id text COLLATE "C" PRIMARY KEY,
  workflow_id text COLLATE "C" NOT NULL,
  tag text COLLATE "C" NOT NULL,
  base_artifact_id text COLLATE "C" NOT NULL REFERENCES artifact,
  seq integer NOT NULL DEFAULT 0,
  opened_at timestamptz NOT NULL DEFAULT now(),
  closed_at timestamptz,
  closed_by json,
  -- The patch it was saved as; absent when it was discarded.
  patch_id text COLLATE "C" REFERENCES patches DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (workflow_id, tag) REFERENCES tags
);
CREATE UNIQUE INDEX drafts_open ON drafts (workflow_id, tag) WHERE closed_at IS NULL;

CREATE TABLE draft_gestures (
  draft_id text COLLATE "C" NOT NULL REFERENCES drafts,
  seq integer NOT NULL CHECK (seq >= 1),
  patch_id text COLLATE "C" NOT NULL,
  body jsonb NOT NULL,
  actor json NOT NULL,
  -- The gesture this one takes back.
  undoes text COLLATE "C",
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (draft_id, seq),
  UNIQUE (draft_id, patch_id)
);

-- Named changes that some runs start with and others do not.
CREATE TABLE patch_sets (
  workflow_id text COLLATE "C" NOT NULL REFERENCES workflows,
  name text COLLATE "C" NOT NULL,
  workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces,
  body jsonb NOT NULL,
  base_artifact_id text COLLATE "C" NOT NULL REFERENCES artifact,
  -- Percent of the new runs that get it unasked.
  share integer NOT NULL CHECK (share BETWEEN 0 AND 100),
  actor json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  retired_at timestamptz,
  PRIMARY KEY (workflow_id, name)
);
ALTER TABLE runs ADD COLUMN patch_sets text[] NOT NULL DEFAULT '{}';
CREATE INDEX runs_by_patch_set ON runs USING gin (patch_sets) WHERE patch_sets <> '{}';
