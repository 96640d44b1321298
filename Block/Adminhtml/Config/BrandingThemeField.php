<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

/**
 * Chooses a branding theme of Xero.
 */
class BrandingThemeField extends AbstractChoiceField
{
    /**
     * @inheritdoc
     */
    public function getList(): string
    {
        return 'branding_themes';
    }

    /**
     * @inheritdoc
     */
    public function getOptions(): array
    {
        return $this->choices->brandingThemes($this->code());
    }

    /**
     * @inheritdoc
     */
    public function getEmptyLabel(): string
    {
        return (string)__('The standard theme of the organisation');
    }

    /**
     * @inheritdoc
     *
     * Nobody knows a theme by its id.
     */
    public function getGoneLabel(string $value): string
    {
        return $this->choices->retired($this->code())[$value] ?? (string)__('A theme that is not in Xero any more');
    }
}
