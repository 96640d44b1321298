<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Operations;

use Ledgerline\Xero\Block\Adminhtml\PageContext;
use Ledgerline\Xero\Api\Data\Budget;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Requests\Bars;
use Ledgerline\Xero\Requests\Calls;
use Ledgerline\Xero\Sending\SendingStatus;
use Ledgerline\Xero\Text\Duration;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Phrase;

/** Reports > Xero Integration > Daily requests: the calls to Xero beside Xero's limits. Calls nobody. */
class Requests extends AbstractPage
{
    /** Seconds from which the time of the end says more than the time that it takes. */
    private const LONG = 3600;

    protected $_template = 'Ledgerline_Xero::operations/requests.phtml';

    private ?Budget $budget = null;

    public function __construct(
        Context $context,
        PageContext $page,
        private readonly EngineInterface $engine,
        private readonly Calls $calls,
        private readonly Bars $bars,
        private readonly Duration $duration,
        private readonly SendingStatus $sending,
        array $data = []
    ) {
        parent::__construct($context, $page, $data);
    }

    public function getPromise(): string
    {
        return (string)__('Once it is, you see here how many calls were made, and how many are left.');
    }

    public function getBudget(): Budget
    {
        return $this->budget ??= $this->engine->budget($this->getConnection());
    }

    /** @return array<string,Phrase> kinds of calls */
    public function getKinds(): array
    {
        return $this->calls->labels();
    }

    /** @return array<string,array<string,int>> the last thirty days */
    public function getDays(): array
    {
        return $this->calls->days($this->getBudget()->days);
    }

    /** @return array<int,array<string,int>> the last hour */
    public function getMinutes(): array
    {
        return $this->calls->minutes($this->getBudget()->minutes);
    }

    /** @return array<string,Phrase> kinds that occur in a chart */
    public function getOccurring(array $columns): array
    {
        return array_intersect_key($this->getKinds(), array_merge([], ...array_values($columns)));
    }

    public function getDayChart(): string
    {
        $columns = [];
        foreach (array_reverse($this->getDays(), true) as $day => $values) {
            // Every fifth day, counted from today: more would not fit on a narrow screen.
            $columns[] = [
                'label' => count($columns) % 5 === 0 ? $this->shortDay((string)$day) : '',
                'title' => $this->title($this->display->day((string)$day), $values),
                'values' => $values,
            ];
        }
        $limit = $this->getBudget()->dayLimit;
        return $this->bars->draw(
            array_reverse($columns),
            array_keys($this->getKinds()),
            $limit,
            (string)__('Limit: %1 a day', $this->display->number($limit)),
            (string)__('Calls to Xero on each of the last 30 days. The table below has the same numbers.')
        );
    }

    public function getMinuteChart(): string
    {
        $columns = [];
        foreach ($this->getMinutes() as $at => $values) {
            $columns[] = [
                'label' => $at % 600 === 0 ? $this->display->clock($at) : '',
                'title' => $this->title($this->display->clock($at), $values),
                'values' => $values,
            ];
        }
        $limit = $this->getBudget()->minuteLimit;
        return $this->bars->draw(
            $columns,
            array_keys($this->getKinds()),
            $limit,
            (string)__('Limit: %1 a minute', $this->display->number($limit)),
            (string)__('Calls to Xero in each minute of the last hour. The table below has the same numbers.')
        );
    }

    /** What people want to know first: label, value, more. */
    public function getFigures(): array
    {
        $budget = $this->getBudget();
        $needed = $budget->callsNeeded;
        $figures = [
            [
                'label' => __('Left today'),
                'value' => $this->display->number($budget->dayRemaining),
            ] + $this->used($budget->dayUsed, $budget->dayLimit),
            [
                'label' => __('Left this minute'),
                'value' => $this->display->number($budget->minuteRemaining()),
            ] + $this->used($budget->minuteUsed, $budget->minuteLimit),
            [
                'label' => __('The queue needs'),
                'value' => $this->display->number($needed),
                'more' => $needed === 0 ? __('The queue is empty.') : ($needed === 1 ? __('call, if every call is full') : __('calls, if every call is full')),
                'share' => null,
            ],
        ];
        // Without a time at which sending resumes nobody knows when the queue will be done.
        if ($needed > 0 && ($budget->obstacle === null || !empty($budget->obstacle['until']))) {
            $isLong = $budget->secondsNeeded >= self::LONG;
            $figures[] = [
                'label' => __('Sending takes'),
                'value' => $this->duration->words($budget->secondsNeeded),
                'more' => trim($this->sending->nextWords() . ' ' . ($isLong
                    ? __('Under Xero\'s limits, the queue is empty on %1.', $this->display->moment($budget->doneAt))
                    : '')),
                'share' => null,
            ];
        }
        return $figures;
    }

    /** Since when nothing may be called, in words; empty when all is well. */
    public function getBlock(): string
    {
        $budget = $this->getBudget();
        if ($budget->blockedUntil > time()) {
            return (string)__(
                'Xero takes no calls before %1. Sending resumes then; nothing is lost.',
                $this->display->moment($budget->blockedUntil)
            );
        }
        // A connection that is lost has a notice of its own, with the way to it.
        return $this->getInterruption() === null ? $this->sending->words($this->getConnection(), $budget->obstacle) : '';
    }

    /** What is used of a limit, in words and in percent. */
    private function used(int $used, int $limit): array
    {
        return [
            'more' => __('%1 of %2 used', $this->display->number($used), $this->display->number($limit)),
            'share' => min(100, (int)round(100 * $used / max(1, $limit))),
        ];
    }

    /** A day without its year. */
    private function shortDay(string $day): string
    {
        return (string)preg_replace('/[\s,.\/-]*\b\d{4}\b[\s,.\/年-]*/u', '', $this->display->day($day));
    }

    /** What a bar says when pointed at. */
    private function title(string $when, array $values): string
    {
        $lines = [$when . ': ' . __('%1 calls', $this->display->number((int)array_sum($values)))];
        foreach ($this->getKinds() as $kind => $label) {
            if (!empty($values[$kind])) {
                $lines[] = $label . ': ' . $this->display->number($values[$kind]);
            }
        }
        return implode("\n", $lines);
    }
}
