-- Version 7. What people are told, as data beside its English: sentences of the catalogue and their values (JSON). Empty in lines of before,
-- and where nothing is to be translated.
ALTER TABLE job ADD COLUMN message_data TEXT NOT NULL DEFAULT '';
ALTER TABLE job ADD COLUMN fix_data TEXT NOT NULL DEFAULT '';
ALTER TABLE log ADD COLUMN message_data TEXT NOT NULL DEFAULT '';
ALTER TABLE log ADD COLUMN fix_data TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN reason_data TEXT NOT NULL DEFAULT '';
ALTER TABLE pending ADD COLUMN reason_before_data TEXT NOT NULL DEFAULT '';
