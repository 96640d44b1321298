<?php

declare(strict_types=1);

namespace Ledgerline\Native;

/**
 * The engine of Ledgerline: queue, books and the session with Xero, as the PHP extension "ledgerline" provides it.
 *
 * This file is for editors and static analysis. A test compares it with the loaded extension.
 * Arrays in and out are plain data (strings, numbers, booleans, null, lists, maps). Times are seconds since 1970 (UTC)
 * unless a name ends in _at (then "YYYY-MM-DD HH:MM:SS", UTC). All methods throw subclasses of XeroException;
 * a defect inside the extension arrives as \Error, so the edges of the shop catch \Throwable. Arguments are taken
 * strictly (no "5" for an int); inside arrays, text stands for numbers.
 */
final class Engine
{
    /** Version of the extension, the same as in Cargo.toml and composer.json. */
    public const VERSION = '0.1.0';
    /** Raised when a method changes; the module refuses to work with another one. */
    public const API = 5;
    /** Newest snapshot version that this extension reads. */
    public const SNAPSHOT_VERSION = 1;

    /**
     * Opens nothing: the store is opened at the first call that needs it.
     *
     * @param array $options store: absolute folder for the store (created, mode 2770);
     *     keys: list of deployment keys, the newest first; xero_url: null or one base address that replaces all of Xero's;
     *     durability: "full" (default) or "normal"; proxy, ca_file: optional; timeout: seconds for one call (default 60);
     *     now: only for tests, a fixed time.
     * @throws SettingsInvalid when an option is missing or unusable
     */
    public function __construct(array $options)
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Stores the settings document of one connection (docs/settings.md). Jobs held for a missing setting become ready again when it changed.
     *
     * @return bool whether anything changed
     */
    public function configure(string $connection, array $settings): bool
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Begins "Connect Now": where to send the browser.
     *
     * @return array url, state
     */
    public function authorise(string $connection, string $redirectUri): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Ends "Connect Now" with the query parameters that Xero sent to the redirect address (code, state, error, error_description).
     *
     * @return array connection, state ("connected", "choose_organisation", or "confirm_organisation" when the books would move),
     *     organisation {id, name} or null, organisations [{id, name}], question as connections() gives it
     * @throws ConnectionRequired consent denied, state unknown or used (codes consent_denied, state_mismatch, code_expired)
     */
    public function completeAuthorise(array $query): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /** Binds the connection to one of the organisations that completeAuthorise() listed, or asks first. Returns the connection's status. */
    public function chooseOrganisation(string $connection, string $organisationId): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Answers the open question of a connection: do the books move to the organisation that the newest consent leads to? Until then nothing is sent.
     *
     * @param bool $moves false: they stay where they are
     * @return array the connection's status
     * @throws SettingsInvalid when no question is open (code nothing_to_confirm)
     */
    public function confirmOrganisation(string $connection, bool $moves): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /** Connects with client credentials (Custom Connection, no browser). Returns the connection's status. */
    public function connectCustom(string $connection): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /** Revokes the consent at Xero and forgets the tokens; jobs and links stay. Returns the connection's status. */
    public function disconnect(string $connection): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * All connections, without any call to Xero.
     *
     * @return array list of: connection, name, type, state ("not_configured", "disconnected", "connected", "needs_connection", "paused"),
     *     code, message, fix, organisation {id, name, base_currency, short_code, country} or null, connected_at, consent_expires_at, scopes (list),
     *     organisations [{id, name}] to choose from, question {from {id, name}, to {id, name}, invoices, records} or null: whether the books move
     */
    public function connections(): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * What Xero offers to choose from; from the store, or read again (up to six calls).
     *
     * @return array organisation {…}, accounts [{id, code, name, type, class, status, payments, system, currency}], tax_rates [{type, name, rate, status, sales}],
     *     currencies [code], branding_themes [{id, name}], tracking [{id, name, options [{id, name}]}] (both empty until a setting names one or they were
     *     read again), fetched_at (null when never read)
     */
    public function catalogue(string $connection, bool $refresh = false): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Which of the organisation's tax rates fit the shop's, for a person to confirm. Makes no call.
     *
     * @param array $rates list of {code, percent (decimal text), country (ISO code or ""), region (of a state or province, or "")}
     * @return array list in the same order: {rate, tax_type ("" when nothing fits), name, percent, fit ("exact", "likely", "none"), reason,
     *     matched (tax type that it gets unmapped where rates are matched automatically, or "")}
     */
    public function proposeTaxRates(string $connection, array $rates): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Creates an account in Xero and returns it as in catalogue().
     *
     * @param array $account code, name, type (Xero's account type)
     */
    public function createAccount(string $connection, array $account): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Takes snapshots (docs/snapshot.md) into the queue in one short transaction. A waiting job of the same record is replaced,
     * what is unchanged since it was last settled is dropped.
     *
     * @param array|null $options purpose: "event" (default), "history" (after new business), "sweep", "manual" (asked for by a person, to go now), "queued" (asked for by a person, with the next sending); both try again what was held;
     *     immediately: true wakes the background sender (not on the command line)
     * @return array accepted, replaced, unchanged, ignored (entity switched off, before the start date), refused [{index, kind, id, field, code, message}]
     */
    public function enqueue(array $snapshots, ?array $options = null): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Sends what is ready. Blocks; never called in a web request.
     *
     * @param array|null $options connection: only this one; seconds: time limit (default 0 = until nothing is ready); retry_held: true tries held jobs too;
     *     immediate_only: true sends only what is to be sent at once
     * @param callable|null $progress called after each call to Xero with an array (calls, done, held, waiting, seconds, kind); false stops
     * @return array done, held, retried, unknown, failed (jobs by outcome), calls, seconds, waiting (jobs left), stopped ("empty", "time", "budget", "connection", "asked"),
     *     not_before (seconds or null), compared (documents whose Xero total was compared), difference_cents (sum of absolute differences),
     *     connections [{connection, state, code, message}], held_by [{connection, code, subject, message, count}]
     */
    public function drain(?array $options = null, ?callable $progress = null): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * One page of the queue.
     *
     * @param array|null $query filters: list of {field, condition ("eq", "neq", "like", "in", "nin", "gteq", "lteq", "null"), value}; search: text; sort: field; direction: "asc"|"desc"; page (from 1); page_size
     * @return array total, items [{id, connection, entity, entity_id, kind, number, state ("waiting", "running", "unknown", "held", "failed", "done", "cancelled"),
     *     action ("create", "update", "none"), attempt, code, message, fix, subject, total, currency, store_id, created_at, updated_at, not_before_at}]
     */
    public function jobs(?array $query = null): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * The sentences that people are told, for who shows them in another language: id => English with %1, %2 … for what is filled in.
     * Beside a text that people read stands its data, named as the text with "_data" behind it: a list of sentences, each
     * {id, args (left out when there are none)}, or a text that is the same in every language; an empty list when there is nothing to translate.
     * An arg is a text or one of {number}, {amount, currency}, {day}, {moment}, {country, name}, {message (such a list)}, {list, between}.
     * Exceptions have message_data, and fix_data beside fix, in their details.
     */
    public function messages(): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * What is known of every code (docs/errors.md): code => {who ("nobody", "owner", "accountant", "administrator", "developer"), title (id of a sentence of
     * messages() that says what documents held for it have in common, or ""), page ("tax_mapping", "totals_mapping", "tracking_mapping", "config", or "": where a
     * person solves it), field (of the page "config": group or group_field, or ""), guide (page of the user guide, with #heading where one explains it)}
     */
    public function codes(): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Numbers of jobs, for screens and monitoring.
     *
     * @return array jobs [{connection, entity, kind, state, count, oldest_at}], held [{connection, code, subject (the tax rate, account, payment method or total that is
     *     missing, or ""), message, count}]
     */
    public function counts(): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Makes jobs ready again.
     *
     * @param array $selection ids: list of job ids; or code: all held with this code; or all: true (everything held or failed, but for what a person put on hold); or now: true (all of these, and new business first)
     * @return int how many
     */
    public function retry(array $selection): int
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /** Holds jobs until a person releases them with retry(). @return int how many */
    public function hold(array $ids): int
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /** Cancels jobs: they are not sent unless the record changes. @return int how many */
    public function cancel(array $ids): int
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * One page of the log; query as in jobs().
     *
     * @return array total, items [{id, at, connection, entity, entity_id, kind, number, action, status ("success", "held", "retry", "failed", "unknown", "skipped", "information"), code, message, fix,
     *     xero_id, xero_url, total, xero_total, currency, job_id, attempt, duration_ms,
     *     store_id}]
     */
    public function log(?array $query = null): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * One line of the log in full.
     *
     * @return array the fields of log(), and attempts (the lines of the same job, oldest first), sent and answered (Xero's JSON as arrays, or the words of a refusal, or null when
     *     nothing was kept); both name people
     */
    public function logDetail(int $id): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Records whose standing changed, for status columns that the shop keeps beside its own tables. The same record may come twice.
     *
     * @param string|null $after "next" of the answer before; null begins again
     * @return array items [{connection, entity, entity_id, state ("synced", "waiting", "running", "unknown", "held", "failed", "cancelled", "excluded", "skipped"), code, message,
     *     number, xero_id, xero_url, settled_at, excluded (whether a person took it out, also when it is in Xero already)}], next, more (whether to ask again at once)
     */
    public function changes(?string $after = null, int $limit = 1000): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * How records of one entity stand.
     *
     * @param array $ids the shop's ids, as text or numbers
     * @return array by id: list of items as in changes(), one for each connection; records that nobody ever enqueued are missing
     */
    public function standings(string $entity, array $ids): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /** Takes records out for good ("never send"; what is queued is cancelled), or lets them in again. @return int how many changed */
    public function exclude(string $entity, array $ids, bool $out = true): int
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Removes what queue and log know of a customer or a guest. Links stay without names, so that nothing is posted twice; what is still to be sent stays.
     *
     * @param array $whom customer_id or email
     * @return array jobs, lines, links (removed or made nameless), open (jobs still to be sent)
     */
    public function erase(array $whom): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * What Xero holds for a record.
     *
     * @return array list of {connection, kind, number, xero_id, xero_url, total, xero_total, currency, settled_at, adopted}
     */
    public function links(string $entity, string $entityId): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * The document as it would be sent, without sending it.
     *
     * @return array endpoint, body (Xero's JSON as an array), total, tax, currency, lines, or held {code, message, fix}
     */
    public function preview(array $snapshot): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * How much of Xero's limits is left, when the next call may go, and how long the queue will take.
     *
     * @return array minute_used, minute_limit, day_used, day_limit, day_remaining, blocked_until (seconds or null: nothing is sent before), next_call_at (seconds, or null: now), calls_needed, seconds_needed, done_at (seconds),
     *     seconds_planned (until the queue and $planned further calls are done),
     *     days [{day, calls, by {purpose: calls}}] (30 newest), minutes [{at, calls, by {purpose: calls}}] (of the last hour)
     */
    public function budget(string $connection, int $planned = 0): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Compares the shop's documents of a span of days with what Xero has now, and keeps the result. Calls Xero (two calls for up to a thousand documents of each kind):
     * cron and command line only.
     *
     * @param array $plan from, to (days), documents [{entity ("invoice", "order", "creditmemo"), id, number, order_number, order_id (of an invoice), date, store, currency, total}]
     * @return array connection, from, to, at, calls, documents (compared), counts {matched, missing, changed, voided, duplicate, foreign (in Xero by another tool), excluded},
     *     findings [{finding, entity, entity_id, number, date, store, currency, total, xero_total, xero_number, xero_status, xero_url, job {state, code, message} or null}] (500 at most),
     *     days [{day, store, currency, documents, matched, shop, xero, difference}] (sums; credit memos are negative)
     */
    public function reconcile(string $connection, array $plan): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /** The newest reconciliation of the connection's organisation as reconcile() gave it, or null. */
    public function reconciliation(string $connection): ?array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Remembers a "Sync All" so that it survives the page and the process.
     *
     * @param array $plan entities: {customer: total, product: total, …}, from, to (dates or null)
     * @return array the run: id, connection, state ("reading", "sending", "paused", "done", "cancelled"), started_at, finished_at,
     *     entities {name: {total, read, cursor, finished}}, from, to, jobs {waiting, done, held, failed, unknown}, accepted, ignored, unchanged, refused
     */
    public function startRun(string $connection, array $plan): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /** The newest run of a connection, or null. */
    public function run(string $connection): ?array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Enqueues one portion of a run and moves its cursor in the same transaction, so that a crash neither loses nor repeats a portion.
     *
     * @param string $expectedCursor the cursor that the portion was read from; when another process was faster, nothing happens
     * @return array the run, with "moved" true or false
     */
    public function advanceRun(int $id, string $entity, string $expectedCursor, string $cursor, bool $finished, array $snapshots): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /** Pauses reading and sending of a run (new business continues), or lets it go on. Returns the run, with state "paused". */
    public function pauseRun(int $id, bool $paused = true): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /** Stops reading; what is queued stays queued unless $withJobs is true. Returns the run. */
    public function cancelRun(int $id, bool $withJobs = false): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /** A named position that the shop's sweep keeps between runs, or null. */
    public function cursor(string $name): ?string
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /** Stores a named position. */
    public function setCursor(string $name, string $value): void
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * Deletes old log lines, exchanges and settled jobs, rescues what a dead process left.
     *
     * @param array|null $options log_days (default 90), job_days (default 30), exchange_days (default 30; what was sent and answered)
     * @return array log, jobs, exchanges, rescued
     */
    public function prune(?array $options = null): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /**
     * State of the installation, never throws for a broken store.
     *
     * @return array version, store {path, ok, code, message, schema, bytes, jobs}, xero_url, sender {running}, durability
     */
    public function health(): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }
}
