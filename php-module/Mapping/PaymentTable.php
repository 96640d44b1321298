<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Mapping;

use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\Mappings;
use Ledgerline\Xero\Config\Settings;
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

    public function __construct(
        private readonly Mappings $mappings,
        private readonly Settings $settings,
        private readonly Connections $connections,
        private readonly Choices $choices,
        private readonly Held $held,
        private readonly PaymentHelper $paymentHelper,
        private readonly PaymentConfig $paymentConfig,
        private readonly ResourceConnection $resource
    ) {
    }

    /**
     * All rows, those in use first.
     *
     * @return array[] method, label, active, used, account (mapped), fee {account, percent, fixed}, state and unmapped (how it
     *     stands, and would without an account of its own: State), held, held_code, held_message
     */
    public function rows(string $connection): array
    {
        $map = $this->mappings->paymentMap($connection);
        $fees = $this->mappings->paymentFees($connection);
        $held = $this->held->bySubject($connection, self::HELD);
        $titles = $this->titles();
        $active = array_map(strval(...), array_keys($this->paymentConfig->getActiveMethods()));
        $used = $this->used();
        $known = array_column($this->choices->paymentAccounts($connection), 'value');
        $isRead = $this->choices->isRead($connection);
        $bank = $this->settings->accounts($this->connections->scope($connection))['bank'];
        $unmapped = $bank !== '' ? MappingState::USUAL : ($isRead ? MappingState::MISSING : MappingState::OPEN);
        // A subject of these codes can be an account as well; only methods belong here.
        $blocked = array_intersect(array_map(strval(...), array_keys($held)), array_merge(array_keys($titles), $used));
        $rows = [];
        foreach (array_unique(array_merge($used, $active, array_keys($map), array_keys($fees), $blocked)) as $method) {
            $account = $map[$method] ?? '';
            $without = $method === self::FREE ? MappingState::WITHOUT : $unmapped;
            $state = $account === Choices::NO_PAYMENT ? MappingState::WITHOUT : MappingState::MAPPED;
            if ($account === '') {
                $state = $without;
            } elseif ($isRead && !in_array($account, $known, true)) {
                $state = MappingState::GONE;
            }
            $count = (int)($held[$method]['count'] ?? 0);
            if ($count > 0 && !in_array($state, MappingState::BLOCKING, true)) {
                $state = MappingState::HELD;
            }
            $isUsed = in_array($method, $used, true);
            $rows[] = [
                'method' => $method,
                'label' => $titles[$method] ?? $method,
                'active' => in_array($method, $active, true),
                'used' => $isUsed,
                'account' => $account,
                'fee' => $fees[$method] ?? ['account' => '', 'percent' => '', 'fixed' => ''],
                'state' => $state,
                'unmapped' => $without,
                'held' => $count,
                'held_code' => (string)($held[$method]['code'] ?? ''),
                'held_message' => (string)($held[$method]['message'] ?? ''),
            ];
        }
        return $rows;
    }

    /**
     * How many methods are in each state. Orders of 0.00 leave nothing to choose, so they count as none.
     *
     * @return array<string,int>
     */
    public function states(string $connection): array
    {
        $rows = array_filter($this->rows($connection), static fn (array $row): bool => $row['method'] !== self::FREE || $row['account'] !== '');
        return array_count_values(array_column($rows, 'state'));
    }

    /**
     * Titles of all methods that the shop knows.
     *
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

    /**
     * Methods that orders were paid with.
     *
     * @return string[]
     */
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
