-- A proposal that merges another tag, or brings back what patches removed, is still that when somebody approves it.

ALTER TABLE patches ADD COLUMN merged_id text COLLATE "C" REFERENCES artifact;
ALTER TABLE patches ADD COLUMN restores text[];
