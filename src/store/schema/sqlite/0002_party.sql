-- Version 2. Which order a document belongs to, and the key of the contact that it was sent with: later documents of the
-- same order stay with that contact.
ALTER TABLE link ADD COLUMN order_id TEXT;
ALTER TABLE link ADD COLUMN party TEXT;
CREATE INDEX link_order ON link (connection, order_id, settled_at) WHERE order_id IS NOT NULL;
