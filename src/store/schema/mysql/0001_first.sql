-- Version 1. Times are milliseconds since 1970 UTC. Amounts are decimal text.
--
-- Texts are bytes (UTF-8) in binary columns: no collation that all servers have tells "a" from "a ", and none may. `#` is the prefix of the
-- tables' names. Every statement may be run again: a step that was cut short is taken from its beginning.

-- The store itself: its version, and a number that every transaction that writes raises first. That row's lock lets one write at a time.
CREATE TABLE IF NOT EXISTS #store (
  id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
  version INT NOT NULL,
  turn BIGINT NOT NULL DEFAULT 0
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

-- The last transaction of each process that was committed, to tell what became of one whose answer was lost.
CREATE TABLE IF NOT EXISTS #writer (
  id BINARY(16) NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  KEY writer_seen (seen_at)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

-- What the store was when it was last used, and what each machine has in its file of the same name: put back together they differ.
CREATE TABLE IF NOT EXISTS #witness (
  id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
  sendings BIGINT NOT NULL,
  place VARBINARY(1024) NOT NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE IF NOT EXISTS #machine (
  id VARBINARY(64) NOT NULL PRIMARY KEY,
  mark VARBINARY(64) NOT NULL,
  mark_before VARBINARY(64) NOT NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS #connection (
  code VARBINARY(255) NOT NULL PRIMARY KEY,
  settings MEDIUMBLOB NOT NULL,
  settings_hash VARBINARY(255) NOT NULL,
  client_secret MEDIUMBLOB NOT NULL,           -- sealed
  state VARBINARY(32) NOT NULL,
  reason_code VARBINARY(128) NOT NULL DEFAULT '',
  reason MEDIUMBLOB NOT NULL,
  reason_data MEDIUMBLOB NOT NULL,
  access_token MEDIUMBLOB NOT NULL,            -- sealed
  refresh_token MEDIUMBLOB NOT NULL,           -- sealed
  token_expires_at BIGINT NOT NULL DEFAULT 0,
  token_obtained_at BIGINT NOT NULL DEFAULT 0,
  scope MEDIUMBLOB NOT NULL,
  organisation_id VARBINARY(255) NOT NULL DEFAULT '',
  organisation_name MEDIUMBLOB NOT NULL,
  xero_connection_id VARBINARY(255) NOT NULL DEFAULT '',
  choices MEDIUMBLOB NOT NULL,
  connected_at BIGINT,
  refresh_owner VARBINARY(1024) NOT NULL DEFAULT '',
  refresh_until BIGINT NOT NULL DEFAULT 0
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS #authorisation (
  state VARBINARY(255) NOT NULL PRIMARY KEY,
  connection VARBINARY(255) NOT NULL,
  verifier MEDIUMBLOB NOT NULL,                -- sealed
  redirect MEDIUMBLOB NOT NULL,
  created_at BIGINT NOT NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

-- Consents that a person has not decided about yet. The connection keeps its own tokens and organisation meanwhile.
CREATE TABLE IF NOT EXISTS #pending (
  connection VARBINARY(255) NOT NULL PRIMARY KEY,
  organisation_id VARBINARY(255) NOT NULL,     -- empty: one of several is still to be chosen
  organisation_name MEDIUMBLOB NOT NULL,
  xero_connection_id VARBINARY(255) NOT NULL,
  choices MEDIUMBLOB NOT NULL,
  has_tokens TINYINT NOT NULL,
  access_token MEDIUMBLOB NOT NULL,            -- sealed
  refresh_token MEDIUMBLOB NOT NULL,           -- sealed
  token_expires_at BIGINT NOT NULL,
  token_obtained_at BIGINT NOT NULL,
  scope MEDIUMBLOB NOT NULL,
  state_before VARBINARY(32) NOT NULL,
  code_before VARBINARY(128) NOT NULL,
  reason_before MEDIUMBLOB NOT NULL,
  reason_before_data MEDIUMBLOB NOT NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS #catalogue (
  connection VARBINARY(255) NOT NULL,
  part VARBINARY(255) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  fetched_at BIGINT NOT NULL,
  PRIMARY KEY (connection, part)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS #job (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  connection VARBINARY(255) NOT NULL,
  kind VARBINARY(32) NOT NULL,
  record_key VARBINARY(1024) NOT NULL,
  entity VARBINARY(32) NOT NULL,
  entity_id VARBINARY(512) NOT NULL,
  number VARBINARY(1024) NOT NULL,
  store_id VARBINARY(255) NOT NULL DEFAULT '',
  priority BIGINT NOT NULL,
  state VARBINARY(32) NOT NULL,
  -- One job of a record waits at most; a running one may have one successor.
  is_open TINYINT GENERATED ALWAYS AS (CASE WHEN state IN ('waiting', 'held', 'failed', 'cancelled') THEN 1 ELSE NULL END) STORED,
  action VARBINARY(64) NOT NULL DEFAULT '',
  snapshot_hash VARBINARY(255) NOT NULL,
  settings_hash VARBINARY(255) NOT NULL DEFAULT '',
  total VARBINARY(64),
  currency VARBINARY(64),
  fence BIGINT NOT NULL DEFAULT 0,             -- raised by every claim; settling must name it
  attempts BIGINT NOT NULL DEFAULT 0,
  not_before BIGINT NOT NULL DEFAULT 0,
  owner VARBINARY(1024) NOT NULL DEFAULT '',
  lease_until BIGINT NOT NULL DEFAULT 0,
  code VARBINARY(128) NOT NULL DEFAULT '',
  held_since BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  subject MEDIUMBLOB NOT NULL,                 -- what is missing: a tax rate, an account, a payment method, a total
  message MEDIUMBLOB NOT NULL,
  message_data MEDIUMBLOB NOT NULL,
  fix MEDIUMBLOB NOT NULL,
  fix_data MEDIUMBLOB NOT NULL,
  snapshot LONGBLOB NOT NULL,
  UNIQUE KEY job_open (connection, kind, record_key, is_open),
  KEY job_ready (connection, state, kind, priority, id, not_before),
  KEY job_record (entity, entity_id),
  -- Also counts what was sent today, by kind, from the index alone.
  KEY job_settled (state, updated_at, connection, kind, action),
  KEY job_changed (updated_at, id),
  KEY job_counted (connection, entity, kind, state, created_at),
  -- Of Sync All, which is counted while its page is open.
  KEY job_history (connection, state, updated_at, priority)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

-- Records that a person took out for good.
CREATE TABLE IF NOT EXISTS #excluded (
  entity VARBINARY(32) NOT NULL,
  entity_id VARBINARY(512) NOT NULL,
  excluded_at BIGINT NOT NULL,
  PRIMARY KEY (entity, entity_id)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

-- The write claim: committed before the request leaves, removed when the outcome is proven.
CREATE TABLE IF NOT EXISTS #claim (
  connection VARBINARY(255) NOT NULL,
  kind VARBINARY(32) NOT NULL,
  record_key VARBINARY(1024) NOT NULL,
  job_id BIGINT NOT NULL,
  idempotency_key VARBINARY(255) NOT NULL,
  note MEDIUMBLOB,
  sent_at BIGINT NOT NULL,
  organisation VARBINARY(255) NOT NULL DEFAULT '',
  mark MEDIUMBLOB NOT NULL,
  look_up_at BIGINT,
  PRIMARY KEY (connection, kind, record_key),
  KEY claim_job (job_id),
  KEY claim_sent (sent_at)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS #link (
  connection VARBINARY(255) NOT NULL,
  kind VARBINARY(32) NOT NULL,
  record_key VARBINARY(1024) NOT NULL,
  entity VARBINARY(32) NOT NULL,
  entity_id VARBINARY(512) NOT NULL,
  xero_id VARBINARY(255) NOT NULL,
  xero_number VARBINARY(1024) NOT NULL,
  fingerprint VARBINARY(255) NOT NULL,
  snapshot_hash VARBINARY(255) NOT NULL,
  settings_hash VARBINARY(255) NOT NULL DEFAULT '',
  total VARBINARY(64),
  xero_total VARBINARY(64),
  currency VARBINARY(64),
  adopted TINYINT NOT NULL DEFAULT 0,
  note MEDIUMBLOB,
  note_folded VARBINARY(1024),                 -- its beginning, with A to Z in small letters
  sent MEDIUMBLOB,
  settled_at BIGINT NOT NULL,
  order_id VARBINARY(255),
  party VARBINARY(1024),
  store MEDIUMBLOB,
  PRIMARY KEY (connection, kind, record_key),
  KEY link_record (entity, entity_id),
  KEY link_number (connection, kind, xero_number),
  KEY link_xero (connection, kind, xero_id),
  KEY link_note (connection, kind, note_folded),
  KEY link_order (connection, order_id, settled_at)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

-- When the shop first called an invoice paid that was open before: the day (YYYY-MM-DD), null while it is open.
CREATE TABLE IF NOT EXISTS #paid (
  connection VARBINARY(255) NOT NULL,
  record_key VARBINARY(1024) NOT NULL,
  paid_day VARBINARY(32),
  PRIMARY KEY (connection, record_key)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

-- Contacts of an organisation, to recognise them; names and e-mail addresses as digests.
CREATE TABLE IF NOT EXISTS #known_contact (
  organisation VARBINARY(255) NOT NULL,
  xero_id VARBINARY(255) NOT NULL,
  number VARBINARY(512) NOT NULL,
  name VARBINARY(512) NOT NULL,
  email VARBINARY(512) NOT NULL,
  is_active TINYINT NOT NULL,
  PRIMARY KEY (organisation, xero_id),
  KEY known_number (organisation, number),
  KEY known_name (organisation, name),
  KEY known_email (organisation, email)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS #log (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  logged_at BIGINT NOT NULL,
  connection VARBINARY(255) NOT NULL,
  entity VARBINARY(32) NOT NULL DEFAULT '',
  entity_id VARBINARY(512) NOT NULL DEFAULT '',
  kind VARBINARY(32) NOT NULL DEFAULT '',
  number VARBINARY(1024) NOT NULL DEFAULT '',
  action VARBINARY(64) NOT NULL DEFAULT '',
  status VARBINARY(64) NOT NULL,
  code VARBINARY(128) NOT NULL DEFAULT '',
  message MEDIUMBLOB NOT NULL,
  message_data MEDIUMBLOB NOT NULL,
  fix MEDIUMBLOB NOT NULL,
  fix_data MEDIUMBLOB NOT NULL,
  xero_id VARBINARY(255) NOT NULL DEFAULT '',
  xero_url MEDIUMBLOB NOT NULL,
  total VARBINARY(64),
  xero_total VARBINARY(64),
  currency VARBINARY(64),
  job_id BIGINT,
  attempt BIGINT NOT NULL DEFAULT 0,
  duration_ms BIGINT NOT NULL DEFAULT 0,
  store_id VARBINARY(255) NOT NULL DEFAULT '',
  KEY log_at (logged_at),
  KEY log_record (entity, entity_id),
  KEY log_status (status, logged_at),
  KEY log_job (job_id)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

-- What was sent and answered, deflated; pruned sooner than the log, because it names people.
CREATE TABLE IF NOT EXISTS #exchange (
  log_id BIGINT NOT NULL PRIMARY KEY,
  kept_at BIGINT NOT NULL,
  sent LONGBLOB NOT NULL,
  answered LONGBLOB NOT NULL,
  KEY exchange_at (kept_at)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

-- The ledger of calls, shared by all processes.
CREATE TABLE IF NOT EXISTS #call (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organisation VARBINARY(255) NOT NULL,
  purpose VARBINARY(64) NOT NULL,
  owner VARBINARY(1024) NOT NULL,              -- the process; a dead one's permits end early
  started_at BIGINT NOT NULL,
  ended_at BIGINT,                             -- null: in flight
  permit_until BIGINT NOT NULL,
  KEY call_window (organisation, ended_at),
  KEY call_started (organisation, started_at)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS #allowance (
  organisation VARBINARY(255) NOT NULL PRIMARY KEY,
  day_limit BIGINT NOT NULL DEFAULT 0,         -- 0: learn it
  day_learnt BIGINT NOT NULL DEFAULT 0,
  day_began BIGINT,
  day_used BIGINT NOT NULL DEFAULT 0,
  day_remaining BIGINT,
  day_remaining_call BIGINT NOT NULL DEFAULT 0, -- the newest call whose header said so
  foreign_calls BIGINT NOT NULL DEFAULT 0,
  foreign_until BIGINT NOT NULL DEFAULT 0,
  blocked_until BIGINT NOT NULL DEFAULT 0,
  blocked_at BIGINT NOT NULL DEFAULT 0
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS #daily (
  organisation VARBINARY(255) NOT NULL,
  on_day VARBINARY(32) NOT NULL,
  purpose VARBINARY(64) NOT NULL,
  calls BIGINT NOT NULL,
  PRIMARY KEY (organisation, on_day, purpose)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS #run (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  connection VARBINARY(255) NOT NULL,
  state VARBINARY(32) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  KEY run_connection (connection, id)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

CREATE TABLE IF NOT EXISTS #cursor (
  name VARBINARY(255) NOT NULL PRIMARY KEY,
  cursor_value MEDIUMBLOB NOT NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;

-- Who does something for all until when.
CREATE TABLE IF NOT EXISTS #lease (
  name VARBINARY(255) NOT NULL PRIMARY KEY,
  owner VARBINARY(1024) NOT NULL,
  until_at BIGINT NOT NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4;
