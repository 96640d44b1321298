<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Serialize\Serializer\Json;
use Magento\Store\Model\ScopeInterface;

/**
 * Reads single values under ledgerline_xero/ in one scope, whoever wrote them: the configuration page, the command line, a file or the environment.
 *
 * A scope is what Connections::scope() gives: {scope, id}.
 */
class Values
{
    public function __construct(private readonly ScopeConfigInterface $scopeConfig, private readonly Json $json) {}

    /** @return array{scope:string, id:int} the scope of a website */
    public function website(int $id): array
    {
        return ['scope' => ScopeInterface::SCOPE_WEBSITES, 'id' => $id];
    }

    /** @return array{scope:string, id:int} the scope of a store view */
    public function store(int $id): array
    {
        return ['scope' => ScopeInterface::SCOPE_STORES, 'id' => $id];
    }

    /** @param string $path below the section */
    public function text(string $path, array $scope): string
    {
        $value = $this->raw($path, $scope);
        return is_scalar($value) ? (string)$value : '';
    }

    /**
     * One value of a list of words, or the first of them when nothing was chosen.
     *
     * A word that does not exist is handed on: the engine refuses it by name instead of doing something else in silence.
     */
    public function word(string $path, array $scope, string $default): string
    {
        $value = strtolower(trim($this->text($path, $scope)));
        return $value === '' ? $default : $value;
    }

    /** A whole number from zero on. */
    public function number(string $path, array $scope, int $default = 0): int
    {
        $value = trim($this->text($path, $scope));
        return ctype_digit($value) ? (int)$value : $default;
    }

    public function flag(string $path, array $scope, bool $default): bool
    {
        $value = $this->text($path, $scope);
        return $value === '' ? $default : !in_array($value, ['0', 'false', 'no'], true);
    }

    /** @return string[] several words with commas between, as Magento stores a choice of several */
    public function list(string $path, array $scope): array
    {
        $value = $this->raw($path, $scope);
        $words = is_array($value) ? $value : explode(',', (string)$value);
        return array_values(array_unique(array_filter(array_map(trim(...), array_map(strval(...), $words)), strlen(...))));
    }

    /**
     * Rows of a table, as Magento's ArraySerialized stores them.
     * @throws LocalizedException when it is no table: an empty one would quietly change the books
     */
    public function rows(string $path, array $scope): array
    {
        $value = $this->raw($path, $scope);
        if (is_string($value) && $value !== '') {
            try {
                $value = $this->json->unserialize($value);
            } catch (\InvalidArgumentException $e) {
                throw new LocalizedException(
                    __('The setting %1 cannot be read. Save it again in the admin.', Settings::SECTION . '/' . $path),
                    $e
                );
            }
        }
        return is_array($value) ? array_filter($value, is_array(...)) : [];
    }

    /** @return mixed the value as Magento has it */
    private function raw(string $path, array $scope)
    {
        return $this->scopeConfig->getValue(Settings::SECTION . '/' . $path, $scope['scope'], $scope['id'] ?: null);
    }
}
