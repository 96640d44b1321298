<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Connect;

use Ledgerline\Xero\Connection\ConnectAttempt;
use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\Controller\ResultInterface;

/** Xero sends the browser back here. The address is written down at Xero, so it holds no secret key: "state" stands in its place. */
class Callback extends AbstractWindow implements HttpGetActionInterface
{
    /** @var string[] */
    protected $_publicActions = ['callback'];

    protected function step(): ?ResultInterface
    {
        $query = [];
        foreach (['code', 'state', 'error', 'error_description', 'scope', 'session_state'] as $name) {
            $value = $this->getRequest()->getQuery($name);
            if (is_string($value)) {
                $query[$name] = $value;
            }
        }
        $this->id = $this->attempt->ofState($query['state'] ?? '') ?: uniqid('x');
        $answer = $this->engine->completeAuthorise($query);
        $connection = (string)$answer['connection'];
        switch ($answer['state']) {
            case 'choose_organisation':
                $this->attempt->move($this->id, ConnectAttempt::CHOOSE, [
                    'connection' => $connection,
                    'organisations' => $answer['organisations'],
                ]);
                break;
            case 'confirm_organisation':
                $this->attempt->move($this->id, ConnectAttempt::CONFIRM, [
                    'connection' => $connection,
                    'question' => $answer['question'],
                ]);
                break;
            default:
                $this->lists->read($connection);
                $this->attempt->move($this->id, ConnectAttempt::CONNECTED, [
                    'connection' => $connection,
                    'organisation' => (string)($answer['organisation']['name'] ?? ''),
                ]);
        }
        return null;
    }
}
