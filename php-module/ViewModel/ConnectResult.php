<?php
declare(strict_types=1);

namespace Ledgerline\Xero\ViewModel;

use Ledgerline\Xero\Model\ConnectAttempt;
use Magento\Framework\Data\Form\FormKey;
use Magento\Framework\UrlInterface;
use Magento\Framework\View\Element\Block\ArgumentInterface;

/**
 * What the window of "Connect Now" shows at its end.
 */
class ConnectResult implements ArgumentInterface
{
    /**
     * @var ConnectAttempt
     */
    private $attempt;

    /**
     * @var UrlInterface
     */
    private $url;

    /**
     * @var FormKey
     */
    private $formKey;

    /**
     * @param ConnectAttempt $attempt
     * @param UrlInterface $url
     * @param FormKey $formKey
     */
    public function __construct(ConnectAttempt $attempt, UrlInterface $url, FormKey $formKey)
    {
        $this->attempt = $attempt;
        $this->url = $url;
        $this->formKey = $formKey;
    }

    /**
     * One of ConnectAttempt's states.
     *
     * @return string
     */
    public function getState(): string
    {
        $state = (string)($this->attempt->get()['state'] ?? '');
        return $state === '' || $state === ConnectAttempt::STARTED ? ConnectAttempt::FAILED : $state;
    }

    /**
     * Organisations to choose from.
     *
     * @return array[] id, name
     */
    public function getOrganisations(): array
    {
        return $this->attempt->get()['organisations'] ?? [];
    }

    /**
     * The connected organisation.
     *
     * @return string
     */
    public function getOrganisation(): string
    {
        return (string)($this->attempt->get()['organisation'] ?? '');
    }

    /**
     * What went wrong, as a heading.
     *
     * @return string
     */
    public function getMessage(): string
    {
        return (string)($this->attempt->get()['message'] ?? '') ?: (string)__('No connection was begun.');
    }

    /**
     * What to do about it.
     *
     * @return string
     */
    public function getFix(): string
    {
        return (string)($this->attempt->get()['fix'] ?? '') ?: (string)__('Close this window and press Connect Now again.');
    }

    /**
     * Where the choice of the organisation goes.
     *
     * @return string
     */
    public function getOrganisationUrl(): string
    {
        return $this->url->getUrl('ledgerline_xero/connect/organisation');
    }

    /**
     * The form's key.
     *
     * @return string
     */
    public function getFormKey(): string
    {
        return $this->formKey->getFormKey();
    }
}
