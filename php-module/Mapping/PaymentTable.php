<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Mapping;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\Mappings;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Problem\Problem;
use Magento\Framework\App\ResourceConnection;
use Magento\Payment\Helper\Data as PaymentHelper;
use Magento\Payment\Model\Config as PaymentConfig;

/** The rows of the page "Payment mapping": every payment method that is active or was used, and the account it pays into. */
class PaymentTable
{
    /** Orders of 0.00: the engine makes no payment of them, whatever is mapped. */
    public const FREE = 'free';
    private const HELD = ['account_missing', 'account_invalid'];

    /** @var string[]|null */
    private ?array $methods = null;

    /** @var array<string,array<string,int>> by connection */
    private array $states = [];

    public function __construct(
        private readonly Mappings $mappings,
        private readonly Settings $settings,
        private readonly Connections $connections,
        private readonly EngineInterface $engine,
        private readonly Problem $problem,
        private readonly Held $held,
        private readonly PaymentHelper $paymentHelper,
        private readonly PaymentConfig $paymentConfig,
        private readonly ResourceConnection $resource
    ) {}

    /**
     * All rows, those in use first.
     * @return array[] method, label, active, used, account (mapped), fee {account, percent, fixed}, state and unmapped (how it
     *     stands, and would without an account of its own: MappingState), blocks, held, held_code, held_message
     */
    public function rows(string $connection): array
    {
        $map = $this->mappings->paymentMap($connection);
        $fees = $this->mappings->paymentFees($connection);
        $held = $this->held->bySubject($connection, self::HELD);
        $titles = $this->titles();
        $active = array_map(strval(...), array_keys($this->paymentConfig->getActiveMethods()));
        $used = $this->used();
        // A subject of these codes can be an account as well; only methods belong here.
        $blocked = array_intersect(array_map(strval(...), array_keys($held)), array_merge(array_keys($titles), $used));
        $methods = array_values(array_unique(array_merge($used, $active, array_keys($map), array_keys($fees), $blocked)));
        $answer = $this->ask($connection, array_map(static fn (string $method): array => [
            'method' => $method, 'account' => $map[$method] ?? '', 'held' => (int)($held[$method]['count'] ?? 0),
        ], array_map(strval(...), $methods)));
        $this->states[$connection] = $answer['states'];
        $rows = [];
        foreach ($methods as $i => $method) {
            $rows[] = [
                'method' => $method,
                'label' => $titles[$method] ?? $method,
                'active' => in_array($method, $active, true),
                'used' => in_array($method, $used, true),
                'account' => $map[$method] ?? '',
                'fee' => $fees[$method] ?? ['account' => '', 'percent' => '', 'fixed' => ''],
                'held' => (int)($held[$method]['count'] ?? 0),
                'held_code' => (string)($held[$method]['code'] ?? ''),
                'held_message' => (string)($held[$method]['message'] ?? ''),
            ] + $answer['rows'][$i];
        }
        return $rows;
    }

    /**
     * How many methods are in each state. Orders of 0.00 leave nothing to choose, so they count as none.
     * @return array<string,int>
     */
    public function states(string $connection): array
    {
        $this->rows($connection);
        return $this->states[$connection];
    }

    /**
     * @param array[] $methods method, account, held
     * @return array{states:array<string,int>, rows:array[]}
     */
    private function ask(string $connection, array $methods): array
    {
        try {
            return $this->engine->paymentMapping($connection, $methods, $this->settings->accounts($this->connections->scope($connection))['bank']);
        } catch (\Throwable $thrown) {
            $this->problem->of($thrown);
            return MappingState::unknown(array_column($methods, 'account'));
        }
    }

    /**
     * Titles of all methods that the shop knows.
     * @return array<string,string>
     */
    private function titles(): array
    {
        $titles = [];
        foreach ($this->paymentHelper->getPaymentMethodList(true) as $code => $title) {
            $titles[(string)$code] = trim((string)$title) ?: (string)$code;
        }
        return $titles;
    }

    /** @return string[] methods that orders were paid with */
    private function used(): array
    {
        if ($this->methods === null) {
            $db = $this->resource->getConnection('sales');
            $this->methods = array_values(array_filter(array_map(strval(...), $db->fetchCol(
                $db->select()->distinct()->from($this->resource->getTableName('sales_order_payment', 'sales'), ['method'])->order('method')
            )), strlen(...)));
        }
        return $this->methods;
    }
}
