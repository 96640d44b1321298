<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Guide;

use Ledgerline\Xero\Guide\Library;
use Ledgerline\Xero\Guide\Markdown;
use Magento\Backend\Block\Template;
use Magento\Backend\Block\Template\Context;

/** A page of the user guide, its links and pictures leading to the admin. */
class Page extends Template
{
    protected $_template = 'Ledgerline_Xero::guide/page.phtml';

    public function __construct(Context $context, private readonly Library $library, private readonly Markdown $markdown, array $data = [])
    {
        parent::__construct($context, $data);
    }

    public function getHtml(): string
    {
        return $this->markdown->html(
            (string)$this->library->page($this->name()),
            fn (string $link): string => $this->address($link),
            fn (string $picture): string => $this->getUrl('ledgerline_xero/guide/image', ['name' => basename($picture)])
        );
    }

    /** Where a link leads in the admin; empty when it leads out of the guide. */
    private function address(string $link): string
    {
        if (str_starts_with($link, 'https://')) {
            return $link;
        }
        [$file, $anchor] = explode('#', $link, 2) + [1 => ''];
        $page = $file === '' ? $this->name() : $this->library->follow($this->name(), $file);
        if ($page === null) {
            return '';
        }
        $fragment = $anchor === '' ? '' : '#' . Markdown::ANCHOR . $anchor;
        return $file === '' ? $fragment : $this->getUrl('ledgerline_xero/guide/index', ['page' => $page]) . $fragment;
    }

    private function name(): string
    {
        return (string)$this->getRequest()->getParam('page', Library::START);
    }
}
