-- Who works off a deadline has it for a while: one that cannot be worked off comes again behind those that can.
ALTER TABLE approvals ADD COLUMN deadline_leased_until timestamptz;
