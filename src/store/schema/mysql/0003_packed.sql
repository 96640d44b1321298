-- Version 3. Snapshots are kept packed from now on (store/packed); those of before stay as text in `snapshot`. A row has one of the two, or none.
-- Older processes would find no snapshot: they leave the store alone.
ALTER TABLE #job ADD COLUMN packed MEDIUMBLOB;
