<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Guide;

use Ledgerline\Xero\Guide\Library;
use Magento\Backend\App\Action\Context;
use Magento\Framework\Controller\Result\RawFactory;

/** A picture of the user guide. */
class Image extends AbstractGuide
{
    /** @var string[] */
    protected $_publicActions = ['image'];

    public function __construct(Context $context, private readonly RawFactory $rawFactory, private readonly Library $library)
    {
        parent::__construct($context);
    }

    public function execute()
    {
        $picture = $this->library->picture((string)$this->getRequest()->getParam('name'));
        if ($picture === null) {
            // Nobody reads a whole page of the admin in the place of a picture.
            return $this->rawFactory->create()->setHttpResponseCode(404);
        }
        return $this->rawFactory->create()
            ->setHeader('Content-Type', 'image/png', true)
            ->setHeader('Cache-Control', 'private, max-age=86400', true)
            ->setContents($picture);
    }
}
