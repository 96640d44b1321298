<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Connect;

use Ledgerline\Xero\Connection\ConnectAttempt;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Controller\ResultInterface;
use Magento\Framework\Exception\LocalizedException;

/** One of several organisations was chosen in the window. */
class Organisation extends AbstractWindow implements HttpPostActionInterface
{
    protected function step(): ?ResultInterface
    {
        $attempt = $this->attempt->get($this->id);
        $offered = array_column($attempt['organisations'] ?? [], 'name', 'id');
        $id = (string)$this->getRequest()->getParam('organisation');
        if (!$offered) {
            throw new LocalizedException(__('This choice is over. Close the window and press Connect Now again.'));
        }
        if (!isset($offered[$id])) {
            // Nothing ticked: show the choice again.
            return null;
        }
        $status = $this->engine->chooseOrganisation($attempt['connection'], $id);
        if ($status->question !== null) {
            $this->attempt->move($this->id, ConnectAttempt::CONFIRM, ['question' => $status->question]);
            return null;
        }
        $this->lists->read((string)$attempt['connection']);
        $this->attempt->move($this->id, ConnectAttempt::CONNECTED, [
            'organisation' => $status->organisation?->name ?? (string)$offered[$id],
        ]);
        return null;
    }
}
