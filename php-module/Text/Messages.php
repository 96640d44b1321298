<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Text;

use Ledgerline\Xero\Api\Data\Message;
use Ledgerline\Xero\Api\EngineInterface;
use Magento\Framework\Locale\ResolverInterface;

/**
 * Says in the language of the screen what the engine tells people: why a document is held, what to do, what happened.
 *
 * The engine gives English, and beside it the sentences that it is made of with their values (EngineInterface::messages). The sentences are
 * phrases of the module like all others; numbers, amounts, days and countries are written as the language does, also as the British or the
 * American English of the screen. Where data or a sentence is missing (a line of an older version), the text stays as it is.
 */
class Messages
{
    /** @var array<string, string>|null */
    private ?array $templates = null;

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly ResolverInterface $locale,
        private readonly Display $display
    ) {}

    /** A text of an answer of the engine, which has its data beside it. */
    public function of(array $answer, string $field = 'message'): string
    {
        $data = $answer[$field . '_data'] ?? [];
        return $this->text((string)($answer[$field] ?? ''), is_array($data) ? $data : []);
    }

    /** A text of the engine in the language of the screen. */
    public function say(Message $message): string
    {
        return $this->text($message->english, $message->data);
    }

    /** A text of the engine, given with its data, in the language of the screen. */
    public function text(string $english, array $data = []): string
    {
        return ($english !== '' && $data ? $this->said($data) : null) ?? $english;
    }

    /** A sentence of the engine without values in the language of the screen; empty when it is not known. */
    public function sentence(string $id): string
    {
        $template = $this->templates()[$id] ?? '';
        return $template === '' ? '' : (string)__($template);
    }

    /** Sentences with their values; null when one of them is not known. */
    private function said(array $sentences): ?string
    {
        $said = [];
        foreach ($sentences as $sentence) {
            if (is_string($sentence)) {
                $said[] = $sentence;
                continue;
            }
            $template = $this->templates()[$sentence['id'] ?? ''] ?? null;
            $values = array_map($this->value(...), $sentence['args'] ?? []);
            // Another number of values: the sentence is of another version than the line.
            if ($template === null || in_array(null, $values, true) || $this->places($template) !== count($values)) {
                return null;
            }
            $said[] = (string)__($template, ...$values);
        }
        return implode(' ', $said);
    }

    /** How many values a sentence takes. */
    private function places(string $template): int
    {
        preg_match_all('~%(\d)~', $template, $found);
        return (int)max([0, ...$found[1]]);
    }

    /** A value as the language writes it; null when it is not known. */
    private function value(array|string $value): ?string
    {
        if (is_string($value)) {
            return $value;
        }
        return match (array_key_first($value)) {
            'number' => $this->display->decimal($value['number']),
            'amount' => $this->display->money($value['amount'], $value['currency']),
            'day' => $this->display->day($value['day']),
            'moment' => $this->display->moment($value['moment']),
            'country' => \Locale::getDisplayRegion('-' . $value['country'], (string)$this->locale->getLocale()) ?: $value['name'],
            'message' => $this->said($value['message']),
            'list' => $this->list($value['list'], $value['between']),
            default => null,
        };
    }

    private function list(array $values, string $between): ?string
    {
        $list = array_map($this->value(...), $values);
        return in_array(null, $list, true) ? null : implode($between, $list);
    }

    /** @return array<string, string> the engine's sentences */
    private function templates(): array
    {
        if ($this->templates === null) {
            try {
                $this->templates = $this->engine->messages();
            } catch (\Throwable) {
                // Whatever keeps the engine from working is told elsewhere.
                $this->templates = [];
            }
        }
        return $this->templates;
    }
}
