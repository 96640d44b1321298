<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

use Magento\Framework\Escaper;
use Magento\Framework\UrlInterface;

/**
 * A system message that follows from the condition of the installation.
 */
abstract class AbstractConditionNotice extends AbstractNotice
{
    /**
     * @var Condition
     */
    private $condition;

    /**
     * @param UrlInterface $url
     * @param Escaper $escaper
     * @param Condition $condition
     */
    public function __construct(UrlInterface $url, Escaper $escaper, Condition $condition)
    {
        parent::__construct($url, $escaper);
        $this->condition = $condition;
    }

    /**
     * How the installation stands.
     *
     * @return array
     */
    protected function condition(): array
    {
        return $this->condition->get();
    }
}
