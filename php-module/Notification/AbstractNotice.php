<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

use Magento\Framework\Escaper;
use Magento\Framework\Notification\MessageInterface;
use Magento\Framework\Phrase;
use Magento\Framework\UrlInterface;

/**
 * A system message of the admin. It is asked on every page, so it only looks at what Condition remembers, and never
 * throws.
 */
abstract class AbstractNotice implements MessageInterface
{
    protected const SEVERITY = self::SEVERITY_MAJOR;

    private ?string $text = null;

    public function __construct(private readonly UrlInterface $url, private readonly Escaper $escaper) {}

    /** The sentence as HTML; empty when there is nothing to say. */
    abstract protected function compose(): string;

    /** A new text is a new message, so that it comes back after it was closed. */
    public function getIdentity()
    {
        return hash('sha256', 'ledgerline_xero' . static::class . $this->subject());
    }

    public function isDisplayed()
    {
        return $this->text() !== '';
    }

    public function getText()
    {
        return $this->text();
    }

    public function getSeverity()
    {
        return static::SEVERITY;
    }

    /** What distinguishes this message from another one of its kind. */
    protected function subject(): string
    {
        return '';
    }

    protected function escape(string|Phrase $text): string
    {
        return (string)$this->escaper->escapeHtml((string)$text);
    }

    /**
     * What is the matter, in bold, and what follows it.
     * @param string|Phrase ...$more HTML
     */
    protected function notice(string|Phrase $matter, string|Phrase ...$more): string
    {
        return implode(' ', ['<strong>' . $this->escape($matter) . '</strong>', ...array_map(strval(...), $more)]);
    }

    protected function link(string $route, array $parameters, string|Phrase $label): string
    {
        return sprintf(
            '<a href="%s">%s</a>',
            $this->escaper->escapeHtmlAttr($this->url->getUrl($route, $parameters)),
            $this->escape($label)
        );
    }

    protected function configurationLink(): string
    {
        return $this->link('adminhtml/system_config/edit', ['section' => 'ledgerline_xero'], __('Stores > Configuration > Xero Integration'));
    }

    private function text(): string
    {
        if ($this->text === null) {
            try {
                $this->text = $this->compose();
            } catch (\Throwable $e) {
                $this->text = '';
            }
        }
        return $this->text;
    }
}
