-- When bytes were last stored, and since when nobody is known to name them. Whoever stores or reads them again takes that back.
ALTER TABLE cas_blobs RENAME COLUMN created_at TO stored_at;
ALTER TABLE cas_blobs ADD COLUMN set_aside_at timestamptz;
CREATE INDEX cas_blobs_set_aside ON cas_blobs (sha256) WHERE set_aside_at IS NOT NULL;
