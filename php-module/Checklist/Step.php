<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Checklist;

/** One line of the setup list: what it is, how it stands, and the one thing that takes it further. */
class Step
{
    public const DONE = 'done';
    public const TODO = 'todo';
    public const PROBLEM = 'problem';
    /** Cannot be done before an earlier step. */
    public const LATER = 'later';

    /**
     * @param string $state one of the constants
     * @param string $text a sentence; fixes that are commands stand on lines of their own
     * @param array $action label, and href (a page; window: true opens another window) focus (id of the field on this page), or press (id of the button on this page)
     */
    public function __construct(
        private readonly string $title,
        private readonly string $state,
        private readonly string $text,
        private readonly array $action = []
    ) {}

    public function title(): string
    {
        return $this->title;
    }

    public function state(): string
    {
        return $this->state;
    }

    public function isDone(): bool
    {
        return $this->state === self::DONE;
    }

    public function text(): string
    {
        return $this->text;
    }

    /** The link or field that takes it further, or nothing. */
    public function action(): array
    {
        return $this->action;
    }
}
