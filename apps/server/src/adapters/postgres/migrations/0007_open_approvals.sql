-- Questions that are open, in the order in which they are looked through for those whose node no longer waits.
CREATE INDEX approvals_open ON approvals (approval_id) WHERE status = 'waiting_for_approval';
