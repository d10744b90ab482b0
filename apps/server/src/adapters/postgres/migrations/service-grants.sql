-- What the service role may do. Applied after the numbered migrations whenever they changed something; repeating it is harmless.
GRANT USAGE ON SCHEMA public TO aob_service;
GRANT SELECT ON aob_migrations, workspaces, principals TO aob_service;
GRANT SELECT, INSERT ON event_log, artifact, tag_moves, cas_blobs, idempotency_keys, run_snapshots TO aob_service;
GRANT SELECT, INSERT, UPDATE ON workflows, tags, runs, patches, approvals, commands TO aob_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON timers, outbox, schedules TO aob_service;
GRANT SELECT, INSERT ON draft_gestures TO aob_service;
GRANT SELECT, INSERT, UPDATE ON retired_ids, drafts, patch_sets TO aob_service;
GRANT UPDATE (limits) ON workspaces TO aob_service;
-- Bytes themselves are never rewritten, and only the owner deletes them.
GRANT UPDATE (stored_at, set_aside_at) ON cas_blobs TO aob_service;
