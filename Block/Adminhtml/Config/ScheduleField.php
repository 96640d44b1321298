<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

/** When a job runs: chosen from a list, or a cron expression of one's own. What is saved is always the expression. */
class ScheduleField extends AbstractTemplateField
{
    public const DAILY = 'daily';
    public const OWN = 'own';
    private const HOURLY = '0 * * * *';

    protected $_template = 'Ledgerline_Xero::config/schedule-field.phtml';

    /** @return array<string,string> the choices: expression, or one of the constants, to label */
    public function getChoices(): array
    {
        return [
            '* * * * *' => (string)__('Every minute'),
            '*/5 * * * *' => (string)__('Every 5 minutes'),
            '*/15 * * * *' => (string)__('Every 15 minutes'),
            '*/30 * * * *' => (string)__('Every 30 minutes'),
            $this->hourly() => (string)__('Every hour'),
            self::DAILY => (string)__('Every day at'),
            self::OWN => (string)__('Own expression'),
        ];
    }

    /** Which of them an expression is. */
    public function getChoice(): string
    {
        $expression = $this->expression();
        if (isset($this->getChoices()[$expression])) {
            return $expression;
        }
        return $this->getTime() !== '' ? self::DAILY : self::OWN;
    }

    /** The time of day, as HH:MM, when it runs once a day. */
    public function getTime(): string
    {
        return preg_match('/^([0-5]?\d) ([01]?\d|2[0-3]) \* \* \*$/', $this->expression(), $part) === 1
            ? sprintf('%02d:%02d', $part[2], $part[1])
            : '';
    }

    /** Once an hour, at the minute that is set. */
    private function hourly(): string
    {
        return preg_match('/^[0-5]?\d \* \* \* \*$/', $this->expression()) === 1 ? $this->expression() : self::HOURLY;
    }

    /** What is saved. */
    private function expression(): string
    {
        return trim((string)$this->getData('element')->getValue());
    }
}
