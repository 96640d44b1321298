<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Support;

use Magento\Framework\Mail\TransportInterface;

/**
 * Keeps e-mails instead of sending them. Not final: Magento puts its plugins around it.
 */
class CapturedTransport implements TransportInterface
{
    /** @var array<int, array{to: string[], from: string, subject: string, body: string}> */
    public static array $mails = [];

    public function __construct(private mixed $message)
    {
    }

    public function sendMessage(): void
    {
        $addresses = static fn (?array $list): array => array_map(static fn ($one): string => $one->getEmail(), $list ?? []);
        self::$mails[] = [
            'to' => $addresses($this->message->getTo()),
            'from' => implode(',', $addresses($this->message->getFrom())),
            'subject' => (string)iconv_mime_decode((string)$this->message->getSubject(), 0, 'UTF-8'),
            'body' => quoted_printable_decode($this->message->getBodyText()),
        ];
    }

    public function getMessage(): mixed
    {
        return $this->message;
    }
}
