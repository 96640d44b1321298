<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Connect;

use Ledgerline\Xero\Connection\ConnectAttempt;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Controller\ResultInterface;
use Magento\Framework\Exception\LocalizedException;

/** The question whether the books move to another organisation was answered in the window. */
class Decide extends AbstractWindow implements HttpPostActionInterface
{
    protected function step(): ?ResultInterface
    {
        $attempt = $this->attempt->get($this->id);
        if (empty($attempt['question'])) {
            throw new LocalizedException(__('This choice is over. Close the window and press Connect Now again.'));
        }
        $moves = $this->getRequest()->getParam('answer') === 'move';
        $status = $this->engine->confirmOrganisation((string)$attempt['connection'], $moves);
        if ($status->isConnected()) {
            $this->lists->read((string)$attempt['connection']);
        }
        $this->attempt->move($this->id, $moves ? ConnectAttempt::CONNECTED : ConnectAttempt::KEPT, [
            'organisation' => (string)($attempt['question'][$moves ? 'to' : 'from']['name'] ?? ''),
            'connected' => $status->isConnected(),
        ]);
        return null;
    }
}
