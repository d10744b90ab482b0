-- How much of a run its log keeps: every event, or no tokens on their way.
ALTER TABLE runs ADD COLUMN mode text NOT NULL DEFAULT 'full' CHECK (mode IN ('fast', 'full'));

-- Events that are in the log and not yet published, stored with them in one transaction (SPEC ES-03). Positions of one run follow its
-- events, because its row is locked while they are stored.
CREATE TABLE outbox (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id text COLLATE "C" NOT NULL,
  seq integer NOT NULL,
  UNIQUE (run_id, seq)
);

-- State of a run after an event, as an artifact of kind run_snapshot (SPEC VC-04): a fold begins here instead of at the first event.
CREATE TABLE run_snapshots (
  run_id text COLLATE "C" NOT NULL REFERENCES runs,
  seq integer NOT NULL CHECK (seq >= 1),
  artifact_id text COLLATE "C" NOT NULL REFERENCES artifact,
  PRIMARY KEY (run_id, seq)
);
-- Event behind which the newest snapshot was taken.
ALTER TABLE runs ADD COLUMN snapshot_seq integer NOT NULL DEFAULT 0;
CREATE INDEX runs_by_end ON runs (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX runs_without_snapshot ON runs (ended_at) WHERE ended_at IS NOT NULL AND snapshot_seq < last_seq;

-- Deletes the events of runs that ended before the given time and returns how many went. What is not published yet stays, and so does
-- a run whose last state is not kept as a snapshot: its page is read from that afterwards.
CREATE OR REPLACE FUNCTION purge_event_log(ended_before timestamptz) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  gone bigint;
BEGIN
  PERFORM set_config('aob.retention', 'on', true);
  DELETE FROM event_log e USING runs r
    WHERE r.run_id = e.run_id AND r.ended_at < ended_before
      AND r.snapshot_seq = r.last_seq
      AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.run_id = r.run_id);
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('aob.retention', 'off', true);
  RETURN gone;
END $$;
