-- Version 10. Snapshots are kept packed from now on (store/packed); those of before stay as text in `snapshot`. A row has one of the two, or none.
ALTER TABLE job ADD COLUMN packed BLOB;
