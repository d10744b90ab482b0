-- The log and the record of tag moves are append-only for everybody, whatever their rights (SPEC ES-01):
-- the only way out is the owner's retention function.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('aob.retention', true) = 'on'
     AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% on % is refused: it is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER event_log_append_only BEFORE UPDATE OR DELETE ON event_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_log_no_truncate BEFORE TRUNCATE ON event_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tag_moves_append_only BEFORE UPDATE OR DELETE ON tag_moves FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tag_moves_no_truncate BEFORE TRUNCATE ON tag_moves FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Deletes the events of runs that ended before the given time and returns how many went.
CREATE FUNCTION purge_event_log(ended_before timestamptz) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  gone bigint;
BEGIN
  PERFORM set_config('aob.retention', 'on', true);
  DELETE FROM event_log e USING runs r WHERE r.run_id = e.run_id AND r.ended_at < ended_before;
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('aob.retention', 'off', true);
  RETURN gone;
END $$;
REVOKE ALL ON FUNCTION purge_event_log(timestamptz) FROM PUBLIC;
