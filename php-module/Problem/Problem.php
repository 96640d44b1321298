<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Problem;

use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Text\Messages;
use Magento\Framework\Exception\LocalizedException;
use Psr\Log\LoggerInterface;

/** Turns anything thrown into what a person in the admin should read: one sentence, and what to do. */
class Problem
{
    public function __construct(private readonly LoggerInterface $logger, private readonly Messages $messages) {}

    /** @return array{code:string, message:string, fix:string} what to say about it, in the language of the screen */
    public function of(\Throwable $thrown): array
    {
        $problem = $this->plain($thrown);
        return [
            'code' => $problem['code'],
            'message' => $this->messages->of($problem),
            'fix' => $this->messages->of($problem, 'fix'),
        ];
    }

    public function text(\Throwable $thrown): string
    {
        $problem = $this->of($thrown);
        return trim($problem['message'] . ' ' . $problem['fix']);
    }

    /**
     * The same as the engine said it with its data, to be kept for whoever reads it later.
     *
     * What Magento or the engine say on purpose is shown; everything else is a defect, whose text may hold anything: it goes to the log.
     *
     * @return array{code:string, message:string, fix:string, message_data?:array, fix_data?:array}
     */
    public function plain(\Throwable $thrown): array
    {
        if ($thrown instanceof EngineException) {
            $fix = $thrown->getDetails()['fix'] ?? '';
            return [
                'code' => $thrown->getErrorCode(),
                'message' => $thrown->getMessage(),
                'fix' => is_string($fix) && $fix !== '' ? $fix : $this->fix($thrown->getErrorCode()),
            ] + array_intersect_key($thrown->getDetails(), ['message_data' => 0, 'fix_data' => 0]);
        }
        if ($thrown instanceof LocalizedException) {
            return ['code' => 'refused', 'message' => $thrown->getMessage(), 'fix' => ''];
        }
        $this->logger->critical($thrown);
        return [
            'code' => 'internal',
            'message' => (string)__('Something went wrong in the shop.'),
            'fix' => (string)__('The details are in var/log/exception.log. Please send them to your developer.'),
        ];
    }

    private function fix(string $code): string
    {
        $fixes = [
            'consent_denied' => __('If that was a mistake, press Connect Now again and choose "Allow access" at Xero.'),
            'state_mismatch' => __('Press Connect Now again, and finish in the window that opens then.'),
            'code_expired' => __('Press Connect Now again; Xero gives five minutes to finish.'),
        ];
        return (string)($fixes[$code] ?? '');
    }
}
