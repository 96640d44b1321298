<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

use Magento\Framework\Data\OptionSourceInterface;
use Magento\Framework\Phrase;

/** Words of the engine as people read them: for columns and filters, and one by one. */
abstract class AbstractWords implements OptionSourceInterface
{
    /** @return array<string,Phrase> by word, in the order of a filter */
    abstract protected function labels(): array;

    public function toOptionArray(): array
    {
        $labels = $this->labels();
        return array_map(static fn (string $word, Phrase $label): array => ['value' => $word, 'label' => $label], array_keys($labels), $labels);
    }

    public function label(string $word): string
    {
        return (string)($this->labels()[$word] ?? $word);
    }
}
