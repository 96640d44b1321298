<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Record;

/** What became of records that somebody asked to be queued, in numbers. */
class Outcome
{
    /** Documents that wait now. */
    public int $queued = 0;

    /** Documents that waited, or were under way, already. */
    public int $waiting = 0;
    /** @var array<string,true> connections that the documents belong to */
    public array $connections = [];

    /** Kept out by the settings, by their date, or because a person said "never". */
    public int $ignored = 0;

    /** Orders that have no document to send yet. */
    public int $empty = 0;

    /** Of a kind that the settings do not send. */
    public int $off = 0;

    /** @var array[] what is wrong with those that cannot be read: message, message_data */
    public array $refused = [];
}
