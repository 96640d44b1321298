<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Problem;

use Ledgerline\Xero\Text\Codes;

/** Why documents are held, in words that are true for all documents with the same code; each document's own sentence says more. */
class Reason
{
    /** What the document's own sentence adds nothing to. */
    public const BY_PERSON = 'held_by_person';

    public function __construct(private readonly Codes $codes) {}

    /** The title of a group of documents. */
    public function title(string $code): string
    {
        return $this->codes->title($code) ?: (string)__('Another reason (%1)', $code);
    }
}
