<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Connection;

use Ledgerline\Xero\Controller\Adminhtml\Connect\AbstractWindow;
use Magento\Framework\App\RequestInterface;
use Magento\Framework\Data\Form\FormKey;
use Magento\Framework\UrlInterface;
use Magento\Framework\View\Element\Block\ArgumentInterface;

/** What the window of "Connect Now" shows at its end. */
class ConnectResult implements ArgumentInterface
{
    public function __construct(
        private readonly ConnectAttempt $attempt,
        private readonly UrlInterface $url,
        private readonly FormKey $formKey,
        private readonly RequestInterface $request
    ) {}

    public function getId(): string
    {
        return AbstractWindow::clean((string)$this->request->getParam('attempt'));
    }

    /** One of ConnectAttempt's states. */
    public function getState(): string
    {
        $state = (string)($this->attempt()['state'] ?? '');
        return $state === '' || $state === ConnectAttempt::STARTED ? ConnectAttempt::FAILED : $state;
    }

    /** Whether the shop is connected now, however the question was answered. */
    public function isConnected(): bool
    {
        return (bool)($this->attempt()['connected'] ?? true);
    }

    /** The organisation that keeps the books so far. */
    public function getFrom(): string
    {
        return (string)($this->attempt()['question']['from']['name'] ?? '');
    }

    /** The organisation that the consent leads to. */
    public function getTo(): string
    {
        return (string)($this->attempt()['question']['to']['name'] ?? '');
    }

    /** What is in the organisation so far. */
    public function getQuestion(): string
    {
        return Question::text($this->attempt()['question'] ?? []);
    }

    /** @return array[] organisations to choose from: id, name */
    public function getOrganisations(): array
    {
        return $this->attempt()['organisations'] ?? [];
    }

    public function getOrganisation(): string
    {
        return (string)($this->attempt()['organisation'] ?? '');
    }

    public function getMessage(): string
    {
        return (string)($this->attempt()['message'] ?? '') ?: (string)__('No connection was begun.');
    }

    public function getFix(): string
    {
        return (string)($this->attempt()['fix'] ?? '') ?: (string)__('Close this window and press Connect Now again.');
    }

    public function getOrganisationUrl(): string
    {
        return $this->url->getUrl('ledgerline_xero/connect/organisation');
    }

    public function getDecideUrl(): string
    {
        return $this->url->getUrl('ledgerline_xero/connect/decide');
    }

    public function getFormKey(): string
    {
        return $this->formKey->getFormKey();
    }

    private function attempt(): array
    {
        return $this->attempt->get($this->getId());
    }
}
