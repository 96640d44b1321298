-- Version 1. Times are milliseconds since 1970 UTC. Amounts are decimal text.

CREATE TABLE connection (
  code TEXT PRIMARY KEY,
  settings TEXT NOT NULL,
  settings_hash TEXT NOT NULL,
  client_secret TEXT NOT NULL DEFAULT '',     -- sealed
  state TEXT NOT NULL,
  reason_code TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  access_token TEXT NOT NULL DEFAULT '',      -- sealed
  refresh_token TEXT NOT NULL DEFAULT '',     -- sealed
  token_expires_at INTEGER NOT NULL DEFAULT 0,
  token_obtained_at INTEGER NOT NULL DEFAULT 0,
  scope TEXT NOT NULL DEFAULT '',
  organisation_id TEXT NOT NULL DEFAULT '',
  organisation_name TEXT NOT NULL DEFAULT '',
  xero_connection_id TEXT NOT NULL DEFAULT '',
  choices TEXT NOT NULL DEFAULT '[]',
  connected_at INTEGER,
  refresh_owner TEXT NOT NULL DEFAULT '',
  refresh_until INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE authorisation (
  state TEXT PRIMARY KEY,
  connection TEXT NOT NULL,
  verifier TEXT NOT NULL,                      -- sealed
  redirect TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE catalogue (
  connection TEXT NOT NULL,
  part TEXT NOT NULL,                          -- organisation, accounts, tax_rates, currencies, branding_themes, tracking
  body TEXT NOT NULL,
  fetched_at INTEGER NOT NULL,
  PRIMARY KEY (connection, part)
) STRICT;

CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  connection TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  number TEXT NOT NULL,
  store_id TEXT NOT NULL DEFAULT '',
  priority INTEGER NOT NULL,
  state TEXT NOT NULL,
  action TEXT NOT NULL DEFAULT '',
  snapshot_hash TEXT NOT NULL,
  total TEXT,
  currency TEXT,
  fence INTEGER NOT NULL DEFAULT 0,            -- raised by every claim; settling must name it
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  owner TEXT NOT NULL DEFAULT '',
  lease_until INTEGER NOT NULL DEFAULT 0,
  code TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',
  fix TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',            -- what is missing: a tax rate, an account, a payment method, a total
  held_since INTEGER,
  settings_hash TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  snapshot TEXT NOT NULL                       -- last: whoever reads only what stands before it never reads its pages
) STRICT;
-- One job of a record waits at most; a running one may have one successor.
CREATE UNIQUE INDEX job_open ON job (connection, kind, key) WHERE state IN ('waiting', 'held', 'failed', 'cancelled');
CREATE INDEX job_active ON job (connection, kind, key) WHERE state IN ('running', 'unknown');
CREATE INDEX job_ready ON job (connection, state, kind, priority, id, not_before);
-- Sync All is counted while its page is open.
CREATE INDEX job_history ON job (connection, state, updated_at) WHERE priority >= 50;
CREATE INDEX job_record ON job (entity, entity_id);
-- Also counts what was sent today, by kind, from the index alone.
CREATE INDEX job_settled ON job (state, updated_at, connection, kind, action);
CREATE INDEX job_changed ON job (updated_at, id);
-- Counting must not read the snapshots.
CREATE INDEX job_counted ON job (connection, entity, kind, state, created_at);
-- The queue's page: open jobs in the order of their ids, without reading those before the page.
CREATE INDEX job_listed ON job (id, state);

-- Records that a person took out for good.
CREATE TABLE excluded (
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (entity, entity_id)
) STRICT, WITHOUT ROWID;

-- The write claim: committed before the request leaves, removed when the outcome is proven.
CREATE TABLE claim (
  connection TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  job_id INTEGER NOT NULL,
  idempotency_key TEXT NOT NULL,
  note TEXT,
  sent_at INTEGER NOT NULL,
  PRIMARY KEY (connection, kind, key)
) STRICT;

CREATE TABLE link (
  connection TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  xero_id TEXT NOT NULL,
  xero_number TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  snapshot_hash TEXT NOT NULL,
  settings_hash TEXT NOT NULL DEFAULT '',
  total TEXT,
  xero_total TEXT,
  currency TEXT,
  adopted INTEGER NOT NULL DEFAULT 0,
  note TEXT COLLATE NOCASE,
  sent TEXT,
  settled_at INTEGER NOT NULL,
  PRIMARY KEY (connection, kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_record ON link (entity, entity_id);
CREATE INDEX link_number ON link (connection, kind, xero_number);
CREATE INDEX link_xero ON link (connection, kind, xero_id);
CREATE INDEX link_note ON link (connection, kind, note) WHERE note IS NOT NULL;

-- Contacts of an organisation, to recognise them; names and e-mail addresses as digests.
CREATE TABLE known_contact (
  organisation TEXT NOT NULL,
  xero_id TEXT NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  active INTEGER NOT NULL,
  PRIMARY KEY (organisation, xero_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX known_number ON known_contact (organisation, number) WHERE number <> '';
CREATE INDEX known_name ON known_contact (organisation, name);
CREATE INDEX known_email ON known_contact (organisation, email) WHERE email <> '';

CREATE TABLE log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  connection TEXT NOT NULL,
  entity TEXT NOT NULL DEFAULT '',
  entity_id TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT '',
  number TEXT NOT NULL DEFAULT '',
  action TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL,
  code TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',
  fix TEXT NOT NULL DEFAULT '',
  xero_id TEXT NOT NULL DEFAULT '',
  xero_url TEXT NOT NULL DEFAULT '',
  total TEXT,
  xero_total TEXT,
  currency TEXT,
  job_id INTEGER,
  attempt INTEGER NOT NULL DEFAULT 0,
  duration_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX log_at ON log (at);
CREATE INDEX log_record ON log (entity, entity_id);
CREATE INDEX log_status ON log (status, at);
CREATE INDEX log_job ON log (job_id);

-- What was sent and answered, deflated; pruned sooner than the log, because it names people.
CREATE TABLE exchange (
  log_id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  sent BLOB NOT NULL,
  answered BLOB NOT NULL
) STRICT;
CREATE INDEX exchange_at ON exchange (at);

-- The ledger of calls, shared by all processes.
CREATE TABLE call (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organisation TEXT NOT NULL,
  purpose TEXT NOT NULL,
  owner TEXT NOT NULL,                         -- the process; a dead one's permits end early
  started_at INTEGER NOT NULL,
  ended_at INTEGER,                            -- null: in flight
  permit_until INTEGER NOT NULL
) STRICT;
CREATE INDEX call_window ON call (organisation, ended_at);

CREATE TABLE allowance (
  organisation TEXT PRIMARY KEY,
  day_limit INTEGER NOT NULL DEFAULT 0,        -- 0: learn it
  day_learnt INTEGER NOT NULL DEFAULT 0,
  day_began INTEGER,
  day_used INTEGER NOT NULL DEFAULT 0,
  day_remaining INTEGER,
  day_remaining_call INTEGER NOT NULL DEFAULT 0, -- the newest call whose header said so
  foreign_calls INTEGER NOT NULL DEFAULT 0,
  foreign_until INTEGER NOT NULL DEFAULT 0,
  blocked_until INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE daily (
  organisation TEXT NOT NULL,
  day TEXT NOT NULL,
  purpose TEXT NOT NULL,
  calls INTEGER NOT NULL,
  PRIMARY KEY (organisation, day, purpose)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  connection TEXT NOT NULL,
  state TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX run_connection ON run (connection, id);

CREATE TABLE cursor (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
