-- Consents that a person has not decided about yet. The connection keeps its own tokens and organisation meanwhile.
CREATE TABLE pending (
  connection TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL,              -- empty: one of several is still to be chosen
  organisation_name TEXT NOT NULL,
  xero_connection_id TEXT NOT NULL,
  choices TEXT NOT NULL,
  has_tokens INTEGER NOT NULL,
  access_token TEXT NOT NULL,                 -- sealed
  refresh_token TEXT NOT NULL,                -- sealed
  token_expires_at INTEGER NOT NULL,
  token_obtained_at INTEGER NOT NULL,
  scope TEXT NOT NULL,
  state_before TEXT NOT NULL,
  code_before TEXT NOT NULL,
  reason_before TEXT NOT NULL
) STRICT;
