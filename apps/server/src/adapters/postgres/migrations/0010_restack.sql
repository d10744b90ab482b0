-- Patches of a tag in another arrangement: the move says so, and a patch says which ones it is made of.

ALTER TABLE tag_moves DROP CONSTRAINT tag_moves_kind_check;
ALTER TABLE tag_moves ADD CONSTRAINT tag_moves_kind_check
  CHECK (kind IN ('create', 'publish', 'undo', 'redo', 'restore', 'merge', 'compact', 'restack'));

ALTER TABLE patches ADD COLUMN stands_for text[];
