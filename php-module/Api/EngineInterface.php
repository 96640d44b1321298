<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api;

use Ledgerline\Xero\Api\Data\Budget;
use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Api\Data\Counts;
use Ledgerline\Xero\Api\Data\Health;
use Ledgerline\Xero\Api\Data\Link;
use Ledgerline\Xero\Api\Data\LogDetail;
use Ledgerline\Xero\Api\Data\LogPage;
use Ledgerline\Xero\Api\Data\Overview;
use Ledgerline\Xero\Api\Data\QueuePage;
use Ledgerline\Xero\Api\Data\ReconciliationResult;
use Ledgerline\Xero\Api\Data\Standing;

/**
 * What the module may ask of the engine: the same methods and arrays as the class of the PHP extension.
 *
 * The one place in PHP that writes down a method (docs/decisions/engine-methods.md); `php scripts/engine-calls` after a
 * change. Everything in the module uses this interface; only Bridge\Engine knows the extension. Plugins of other modules
 * attach here. Where a class of Api\Data is returned, the extension gives the array that its fromEngine() takes. Arrays are
 * plain data. Times are seconds since 1970 (UTC) unless a name ends in _at ("YYYY-MM-DD
 * HH:MM:SS", UTC). Every method throws EngineException when the engine refuses, and EngineException with the code
 * extension_missing or extension_outdated when the extension cannot be used.
 *
 * @api
 */
interface EngineInterface
{
    /** The number of this interface; an extension with another one is refused. */
    public const API = 6;

    /**
     * Stores the settings document of one connection (docs/settings.md).
     *
     * Jobs held for a missing setting become ready again when it changed.
     *
     * @return bool whether anything changed
     */
    public function configure(string $connection, array $settings): bool;

    /**
     * Begins "Connect Now": where to send the browser.
     * @return array url, state
     */
    public function authorise(string $connection, string $redirectUri): array;

    /**
     * Ends "Connect Now".
     * @param array $query what Xero sent to the redirect address: code, state, error, error_description
     * @return array connection, state ("connected", "choose_organisation", or "confirm_organisation" when the books would
     *     move), organisation {id, name} or null, organisations [{id, name}], question as connections() gives it
     * @throws EngineException consent denied, state unknown or used (codes consent_denied, state_mismatch,
     *     code_expired)
     */
    public function completeAuthorise(array $query): array;

    /** Binds the connection to one of the organisations that completeAuthorise() listed. */
    public function chooseOrganisation(string $connection, string $organisationId): ConnectionStatus;

    /**
     * Answers whether the books move to the organisation that the newest consent leads to. Until then nothing is sent.
     * @param bool $moves false: they stay where they are
     * @throws EngineException when no question is open (code nothing_to_confirm)
     */
    public function confirmOrganisation(string $connection, bool $moves): ConnectionStatus;

    /** Connects with client credentials (Custom Connection, no browser). */
    public function connectCustom(string $connection): ConnectionStatus;

    /** Revokes the consent at Xero and forgets the tokens; jobs and links stay. */
    public function disconnect(string $connection): ConnectionStatus;

    /** @return ConnectionStatus[] all connections, without any call to Xero */
    public function connections(): array;

    /**
     * What Xero offers to choose from; from the store, or read again (up to six calls).
     * @return array organisation {…}, accounts [{id, code, name, type, class, status, payments, system,
     *     currency, fits (purposes as in accountRoles())}], tax_rates [{type, name, rate, status, sales}], currencies [code],
     *     branding_themes [{id, name}], tracking [{id, name, options [{id, name}]}] (both empty until a setting names one
     *     or they were read again), gone (by list what Xero named once and lists no more: accounts [{id, code, name}],
     *     tax_rates [{type, name, rate}], branding_themes [{id, name}], tracking [{id, name}], categories and options),
     *     wrong_accounts [{scope, message, fix}], fetched_at (null when never read)
     */
    public function catalogue(string $connection, bool $refresh = false): array;

    /**
     * How the rows of the tax mapping stand: what is chosen for the shop's rates, and what happens to those that nobody mapped. States:
     * "mapped", "automatic" (found without being mapped), "proposal" (fits, to be confirmed), "missing", "gone" (mapped to what Xero does not
     * have), "open" (nothing to choose from yet), "part" (only on top of others), "none" (nothing to do).
     *
     * @param array $shop automatic (rates are matched), map {rate or percentage: tax type}, shipping {rate: tax type}, rates [{code, percent,
     *     places [{country, region, count}], parts [{percent, country, region}] or [] (of several rates that are charged together; percent and
     *     places are then made of them), on_shipping (it has a row of its own there), use ("alone", "added", "nowhere"), held (documents)}]
     * @return array states {state: rows}, rows in the same order [{percent ("" when unknown), country ("" when several), inherited (tax type of
     *     its percentage), state, unmapped (state without a choice of its own), blocks (documents are held), on_shipping {state, blocks} or
     *     null, proposal null or {type, name, fit, reason, matched (the tax type that it gets unmapped where rates are matched automatically, or ""), open [{country, region, count}] (where rates of a
     *     percentage are not matched, the most first)}}]
     */
    public function taxMapping(string $connection, array $shop): array;

    /**
     * Which of some lines of the shop's documents would surely be held for their tax rates, by the rule by which documents are held. What only
     * a sale tells counts as fitting: conditions of a tax rule, and the country where the shop has the rate no more.
     *
     * @param array[] $used list of {percent (of all rates together, decimal text), taxes [{code, country (ISO code or ""), region (of a state or
     *     province, or "")}]}
     * @return int[] their places in the list
     */
    public function unmappedTaxRates(string $connection, array $used): array;

    /**
     * How the rows of the payment mapping stand. States: "mapped", "usual" (the bank account), "without" (no payment is made), "held" (Xero does
     * not take the account), and "missing", "gone", "open" as in taxMapping().
     *
     * @param array[] $methods list of {method, account (chosen, or ""), held (documents)}
     * @param string $usual the bank account, or ""
     * @return array states {state: methods} without those for which there is nothing to choose, rows in the same order [{state, unmapped, blocks}]
     */
    public function paymentMapping(string $connection, array $methods, string $usual): array;

    /**
     * How the totals of other extensions stand: "mapped", "missing", "gone" or "none".
     * @param array[] $totals list of {account (chosen, or ""), held (documents)}
     * @return array states {state: totals}, rows in the same order [{state, unmapped, blocks}]
     */
    public function totalsMapping(string $connection, array $totals): array;

    /**
     * What the shop needs accounts for: what leaving a purpose empty means ("held": documents wait until one is chosen, "sales": the sales
     * account is used, "rounding": the organisation's own, "nothing"), and Xero's types that serve it, the usual one first.
     *
     * @return array<string, array{empty:string, types:string[]}> by purpose
     */
    public function accountRoles(): array;

    /**
     * What is wrong with accounts, as the lists were last read; nothing while they never were.
     * @param array[] $accounts list of {role, value (code or id)}
     * @return array[] list in the same order: {fault ("", "unknown", "archived", "untaxed": Xero allows no sales tax on it, "unfit": its type
     *     cannot be used), account (as in catalogue()) or null}
     */
    public function accountFaults(string $connection, array $accounts): array;

    /**
     * What to do for the purposes that have no account, or one that Xero does not have: use one that is there, or create one.
     * @param array<string,string> $chosen by purpose: code or id
     * @param array<string,string> $names by purpose: what a new account is called
     * @return array[] list of {role, wanted (documents are held without, and there is nothing to choose), fitting (accounts that could be
     *     chosen instead), use (the account of the organisation that already is one, as in catalogue()) or null, code, name, type}
     */
    public function missingAccounts(string $connection, array $chosen, array $names): array;

    /**
     * Creates an account in Xero.
     * @param array $account code, name, type (Xero's account type)
     * @return array the account as in catalogue()
     */
    public function createAccount(string $connection, array $account): array;

    /**
     * Takes snapshots (docs/snapshot.md) into the queue in one short transaction.
     *
     * A waiting job of the same record is replaced, what is unchanged since it was last settled is dropped.
     *
     * @param array $snapshots each as an array, or as its JSON text
     * @param array $options purpose: "event" (default), "history" (after new business), "sweep", "manual" (asked
     *     for by a person, to go now), "queued" (asked for by a person, with the next sending); both try again what was
     *     held; immediately: true wakes the background sender (not on the
     *     command line)
     * @return array accepted, replaced, waiting (asked for by a person, and queued already: goes first), unchanged,
     *     parties (of accepted and replaced: contacts that came along), ignored (entity switched off, before the start date), refused
     *     [{index, kind, id, field, code, message}]
     */
    public function enqueue(array $snapshots, array $options = []): array;

    /**
     * Sends what is ready. Blocks; never called in a web request.
     * @param array $options connection: only this one; seconds: time limit (default 0 = until nothing is ready);
     *     retry_held: true tries held jobs too; immediate_only: true sends only what is to be sent at once
     * @param callable|null $progress called after each call to Xero with an array (calls, done, held, waiting,
     *     seconds, kind); false stops
     * @return array done, held, retried, unknown, failed (jobs by outcome), calls, seconds, waiting (jobs left),
     *     stopped ("empty", "time", "budget", "connection", "asked"), not_before (seconds or null), barrier (which limit: "day",
     *     "pace", "asked", "minute", "concurrency" or null), compared (documents whose Xero total was compared),
     *     difference_cents (sum of absolute differences), connections [{connection, state, code, message}], held_by [{connection, code, subject, message, count}]
     */
    public function drain(array $options = [], ?callable $progress = null): array;

    /**
     * One page of the queue.
     * @param array $query filters: list of {field, condition ("eq", "neq", "like", "in", "nin", "gteq", "lteq",
     *     "null"), value}; search: text; sort: field; direction: "asc"|"desc"; page (from 1); page_size; english: true leaves
     *     out the data of messages
     */
    public function jobs(array $query = []): QueuePage;

    /**
     * The sentences of which the engine's messages are made (see Text\Messages): id => English with %1, %2 …
     *
     * Beside a text that people read stands its data, named as the text with "_data" behind it: a list of sentences, each
     * {id, args (left out when there are none)}, or a text that is the same in every language; an empty list when there
     * is nothing to translate. An arg is a text or one of {number}, {amount, currency}, {day}, {moment},
     * {country, name}, {message (such a list)}, {list, between}. Exceptions have message_data, and fix_data beside fix,
     * in their details.
     *
     * @return array<string, string>
     */
    public function messages(): array;

    /**
     * What is known of every code (docs/errors.md): who acts, the title of what is held for it, where it is solved, what of the guide explains it.
     * @return array<string, array{who:string, title:string, page:string, field:string, guide:string}> who: "nobody",
     *     "owner", "accountant", "administrator", "developer"; title: id of a sentence of messages(), or ""; page:
     *     "tax_mapping", "totals_mapping", "tracking_mapping", "config", or ""; field (of the page "config"): group or
     *     group_field, or ""; guide: page of the user guide, with #heading where one explains it
     */
    public function codes(): array;

    /** Jobs by connection, entity and state, and held ones by code. */
    public function counts(): Counts;

    /**
     * How everything stands: the same for overview, notices and commands.
     * @param string[] $connections those that the shop uses
     */
    public function overview(array $connections): Overview;

    /**
     * Makes jobs ready again.
     * @param array $selection ids: list of job ids; or code: all held with this code; or all: true (everything held
     *     or failed, but for what a person put on hold); or now: true (all of these, and new business first)
     * @return int how many
     */
    public function retry(array $selection): int;

    /**
     * Holds jobs until a person releases them with retry().
     * @param int[] $ids
     * @return int how many
     */
    public function hold(array $ids): int;

    /**
     * Cancels jobs: they are not sent unless the record changes.
     * @param int[] $ids
     * @return int how many
     */
    public function cancel(array $ids): int;

    /** One page of the log; query as in jobs(). */
    public function log(array $query = []): LogPage;

    /** One line of the log in full. */
    public function logDetail(int $id): LogDetail;

    /**
     * Records whose standing changed, for status columns; the same record may come twice.
     * @param string|null $after "next" of the answer before; null begins again
     * @return array items [{connection, entity, entity_id, state ("synced", "waiting", "running", "unknown", "held",
     *     "failed", "cancelled", "excluded", "skipped"), code, message, number, xero_id, xero_url, settled_at,
     *     excluded (whether a person took it out, also when it is in Xero already)}], next, more (whether to ask again
     *     at once)
     */
    public function changes(?string $after = null, int $limit = 1000): array;

    /**
     * How records of one entity stand.
     * @param array $ids the shop's ids
     * @return array<string, Standing[]> by id, one for each connection; records that nobody ever enqueued are missing
     */
    public function standings(string $entity, array $ids): array;

    /**
     * What the queue and Xero have of records of one entity.
     * @param array $ids the shop's ids
     * @return array<string, string> by id: a word that is another one as soon as they have other content, or "excluded"; records of which
     *     there is nothing are missing
     */
    public function contents(string $connection, string $entity, array $ids): array;

    /**
     * Takes records out for good ("never send"; what is queued is cancelled), or lets them in again.
     * @param array $ids the shop's ids
     * @return int how many changed
     */
    public function exclude(string $entity, array $ids, bool $out = true): int;

    /**
     * Removes what queue and log know of a customer or a guest; what is still to be sent stays.
     *
     * Links stay without names, so that nothing is posted twice.
     *
     * @param array $whom customer_id or email
     * @return array jobs, lines, links (removed or made nameless), open (jobs still to be sent)
     */
    public function erase(array $whom): array;

    /** @return Link[] what Xero holds for a record */
    public function links(string $entity, string $entityId): array;

    /**
     * The document as it would be sent, without sending it.
     * @return array endpoint, body (Xero's JSON as an array), total, tax, currency, lines, or held {code, message,
     *     fix}
     */
    public function preview(array $snapshot): array;

    /**
     * What sending records would do, by the code that sends: nothing is queued, sent or remembered, and Xero is not asked.
     *
     * @param array[] $snapshots a portion, in the order in which Sync All reads
     * @param bool $compare whether documents that are in Xero are compared with what would be sent today ("differs", codes "amounts_differ" and
     *     "booking_differs", or for what it would be held)
     * @param array $soFar the answer to the portion before; empty for the first one
     * @return array report {read, rows [{kind, outcome ("sent", "rounded", "held", "asks_xero", "in_xero", "differs", "skipped", "left_out",
     *     "refused"), code, subject, currency, count, amount, most (largest line for rounding), message, fix, examples [{entity, entity_id,
     *     number, amount, message, fix}]}]} of all portions together; memory (for the next portion); lists_read (whether Xero's lists are known)
     */
    public function dryRun(string $connection, array $snapshots, bool $compare, array $soFar = []): array;

    /**
     * How much of Xero's limits is left, when the next call may go, and how long the queue will take.
     * @param array<string, int> $planned records of a Sync All that would come on top, how many of each entity
     */
    public function budget(string $connection, array $planned = []): Budget;

    /**
     * Which of some documents should be in Xero under the settings, by the rule by which they are sent.
     * @param array[] $documents list of {entity ("order", "invoice", "creditmemo"), date (where the store is), store_id, website_id, state
     *     ("open", "paid", "refunded", "canceled"; an order's own), status, total, total_due, total_invoiced (of an order)}
     * @return int[] their places in the list
     */
    public function expected(string $connection, array $documents): array;

    /**
     * Compares the shop's documents of a span of days with what Xero has now, and keeps the result; cron and command
     * line only (two calls to Xero for up to a thousand documents of each kind).
     *
     * @param array $plan from, to (days)
     * @param callable $documents called until it gives none: the next some of the shop's documents of these days, [{entity ("invoice", "order",
     *     "creditmemo"), id, number, order_number, order_id (of an invoice), date, store, currency, total}]. What it throws ends the comparison.
     */
    public function reconcile(string $connection, array $plan, callable $documents): ReconciliationResult;

    /** The newest reconciliation of the connection's organisation, or null; judged by how the records stand now. */
    public function reconciliation(string $connection): ?ReconciliationResult;

    /**
     * Remembers a "Sync All" so that it survives the page and the process.
     * @param array $plan entities: {customer: total, product: total, …}, from, to (dates or null)
     * @return array the run: id, connection, state ("reading", "sending", "paused", "done", "cancelled"), started_at,
     *     finished_at, entities {name: {total, read, cursor, finished}}, from, to, jobs {waiting, done, held,
     *     failed, unknown}, accepted, ignored, unchanged, refused
     */
    public function startRun(string $connection, array $plan): array;

    /** The newest run of a connection, or null. */
    public function run(string $connection): ?array;

    /**
     * The newest run of a connection and how far it is, or null.
     * @return array|null the run, with progress {phase ("reading", "sending", "waiting_for_cron", "paused", "cancelled"; at its end
     *     "needs_attention", "still_queued", "nothing_new", "complete"), is_over, percent, read_percent, read, total, entities {name: {read,
     *     total, finished}}, sent, waiting, attention (jobs: of the run; once it is done of the connection), brings_along (whether more is
     *     to be sent than was read), cron_last (seconds, or null: cron never came)}
     */
    public function progress(string $connection): ?array;

    /**
     * Enqueues one portion of a run and moves its cursor in the same transaction.
     *
     * A crash neither loses nor repeats a portion.
     *
     * @param string $expectedCursor the cursor that the portion was read from; when another process was faster,
     *     nothing happens
     * @return array the run, with "moved" true or false
     */
    public function advanceRun(int $id, string $entity, string $expectedCursor, string $cursor, bool $finished, array $snapshots): array;

    /**
     * Pauses reading and sending of a run (new business continues), or resumes it.
     * @return array the run, with state "paused"
     */
    public function pauseRun(int $id, bool $paused = true): array;

    /**
     * Stops reading; what is queued stays queued unless $withJobs is true.
     * @return array the run
     */
    public function cancelRun(int $id, bool $withJobs = false): array;

    /** A named position that the shop's sweep keeps between runs, or null. */
    public function cursor(string $name): ?string;

    /**
     * Stores a named position. The engine itself reads "cron.drain.last": when a turn of cron ended, in seconds since 1970; and "seen_at": when it
     * last sent, in milliseconds. "0" there has it look up what others may have sent meanwhile.
     */
    public function setCursor(string $name, string $value): void;

    /**
     * Deletes old log lines, exchanges and settled jobs, rescues what a dead process left.
     * @param array $options log_days (default 90), job_days (default 30), exchange_days (default 30; what was sent and
     *     answered)
     * @return array log, jobs, exchanges, rescued
     */
    public function prune(array $options = []): array;

    /**
     * Moves the store to another address, row by row, and closes this one. Blocks; the same call resumes what was interrupted.
     * @param string $to as the option "store" of the engine
     * @param array $options cancel: true ends a move that is not over, and opens this store again
     * @param callable|null $progress called after each page with an array (step: "waiting", "copying", "comparing"; table, rows, total); false
     *     stops
     * @return array state ("moved", "stopped", "cancelled", "there": the store is at this address), from, to (without passwords), tables [{table,
     *     rows, checksum}] as both stores held them (none when that was found by an earlier call), milliseconds
     */
    public function moveStore(string $to, array $options = [], ?callable $progress = null): array;

    /** State of the installation; does not throw for a broken store. */
    public function health(): Health;
}
