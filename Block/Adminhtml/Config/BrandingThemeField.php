<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

/** Chooses a branding theme of Xero. */
class BrandingThemeField extends AbstractChoiceField
{
    public function getList(): string
    {
        return 'branding_themes';
    }

    public function getOptions(): array
    {
        return $this->choices->brandingThemes($this->code());
    }

    public function getEmptyLabel(): string
    {
        return (string)__('The standard theme of the organisation');
    }

    /** Nobody knows a theme by its id. */
    public function getGoneLabel(string $value): string
    {
        return $this->choices->retired($this->code())[$value] ?? (string)__('A theme that is not in Xero any more');
    }
}
