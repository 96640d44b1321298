<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Mapping;

use Ledgerline\Xero\Block\Adminhtml\AbstractPage as ConnectionPage;
use Magento\Backend\Block\Widget\Button;

/** What all mapping pages have: the scope, the lists read from Xero, the button that saves, links to what is held. */
abstract class AbstractPage extends ConnectionPage
{
    /** Paths of the values that the page saves. */
    public const PATHS = [];
    /** Name of the page in addresses, rights and templates. */
    protected const PAGE = '';

    protected $_template = 'Ledgerline_Xero::mapping/page.phtml';

    public function getTables(): string
    {
        return 'Ledgerline_Xero::mapping/' . static::PAGE . '.phtml';
    }

    /** What the page is for, in a sentence or two. */
    abstract public function getIntroduction(): string;

    abstract public function getRefreshLabel(): string;

    public function hasProposals(): bool
    {
        return false;
    }

    /** How a saved value is named that is no choice any more. */
    public function getGoneLabel(string $value): string
    {
        return $this->page->choices->gone($this->getConnection(), $value);
    }

    public function isRead(): bool
    {
        return $this->page->choices->isRead($this->getConnection());
    }

    public function isConnected(): bool
    {
        return $this->page->connection->isConnected($this->getConnection());
    }

    /** When and how much was read of what can be chosen here. */
    public function getSummary(): string
    {
        return $this->page->choices->readOn($this->getConnection(), $this->getChoosable());
    }

    /** How many choices the page offers, in words ("12 accounts"). */
    abstract public function getChoosable(): string;

    public function mayRefresh(): bool
    {
        return $this->isAllowed('catalogue_refresh');
    }

    /** Whether the values come from a file or the environment. */
    public function isReadOnly(): bool
    {
        foreach (static::PATHS as $path) {
            if ($this->page->writer->isReadOnly($this->getConnection(), $path)) {
                return true;
            }
        }
        return false;
    }

    /** Whether this person may save the page: there must be lists to choose from, or everything would have to be typed. */
    public function maySave(): bool
    {
        return !$this->isReadOnly() && $this->isRead()
            && $this->isAllowed(static::PAGE . '_mapping_save');
    }

    /** The configuration page, or nothing without the right. */
    public function getConfigurationUrl(): string
    {
        if (!$this->isAllowed('config')) {
            return '';
        }
        $scope = $this->page->connections->scope($this->getConnection());
        return $this->getUrl(
            'adminhtml/system_config/edit',
            ['section' => 'ledgerline_xero'] + ($scope['id'] ? ['website' => $scope['id']] : [])
        );
    }

    /** The queue with what a row holds back, or nothing without the right. */
    public function getQueueUrl(string $code, string $subject): string
    {
        if (!$this->isAllowed('queue')) {
            return '';
        }
        return $this->getUrl('ledgerline_xero/queue/index', ['_query' => array_filter([
            'filters[code]' => $code,
            'filters[subject]' => $subject,
            'filters[connection]' => count($this->page->connections->all()) > 1 ? $this->getConnection() : '',
        ], strlen(...))]);
    }

    public function getStateLabel(string $state): string
    {
        return $this->page->state->label($state);
    }

    /** A number of documents, as the person at the screen writes it. */
    public function getCount(int $count): string
    {
        return $this->page->display->number($count);
    }

    public function getStateClass(string $state): string
    {
        return 'grid-severity-' . $this->page->state->severity($state);
    }

    /** @return array<string,array{label:string, class:string}> all states, for rows whose choice changes */
    public function getStates(): array
    {
        $states = [];
        foreach ($this->page->state->labels() as $state => $label) {
            $states[$state] = ['label' => $label, 'class' => $this->getStateClass($state)];
        }
        return $states;
    }

    public function getInit(): string
    {
        $parameters = ['connection' => $this->getConnection()];
        return $this->page->json->serialize(['Ledgerline_Xero/js/mapping/page' => [
            'urls' => [
                'save' => $this->getUrl('ledgerline_xero/' . static::PAGE . '/save', $parameters),
                'refresh' => $this->getUrl('ledgerline_xero/mapping/refresh', $parameters),
            ],
            'states' => $this->getStates(),
            'readOnly' => !$this->maySave(),
        ]]);
    }

    /** @return array{scope:string, id:int} the configuration scope of the page */
    protected function scope(): array
    {
        return $this->page->connections->scope($this->getConnection());
    }

    protected function _prepareLayout()
    {
        $toolbar = $this->getLayout()->getBlock('page.actions.toolbar');
        if ($toolbar && $this->maySave()) {
            if ($this->hasProposals()) {
                $toolbar->addChild('accept', Button::class, [
                    'id' => 'ledgerline_mapping_accept',
                    'label' => __('Accept exact proposals'),
                    'title' => __('Takes the proposals that fit exactly. Likely ones are accepted one by one.'),
                    'class' => 'action-secondary',
                ]);
            }
            $toolbar->addChild('save', Button::class, [
                'id' => 'ledgerline_mapping_save',
                'label' => __('Save'),
                'class' => 'save primary',
            ]);
        }
        return parent::_prepareLayout();
    }
}
