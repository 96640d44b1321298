-- Version 4. Snapshots are packed as zstd frames from now on (store/packed), which older processes cannot read and would set apart: they leave the store
-- alone. Rows of before are read, and packed like this when they are written again. Nothing else changes.
DO 0;
