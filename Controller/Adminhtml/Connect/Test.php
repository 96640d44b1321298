<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Connect;

use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Config\SettingsPublisher;
use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Controller\Adminhtml\AnswerContext;
use Magento\Framework\App\Action\HttpPostActionInterface;

/** Tries the connection by reading the organisation and its lists again. */
class Test extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::connect';

    public function __construct(AnswerContext $context, private readonly SettingsPublisher $publisher, private readonly Choices $choices)
    {
        parent::__construct($context);
    }

    protected function answer(string $connection): array
    {
        $this->publisher->publish();
        $start = microtime(true);
        $catalogue = $this->engine->catalogue($connection, true);
        return [
            'message' => (string)__(
                'The connection works: %1 answered in %2 seconds.',
                $catalogue['organisation']['name'] ?? 'Xero',
                number_format(microtime(true) - $start, 1)
            ),
            'choices' => $this->choices->of($connection),
        ];
    }
}
