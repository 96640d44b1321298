<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Cron\Model\ScheduleFactory;
use Magento\Framework\App\Cache\TypeListInterface;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\App\Config\Value;
use Magento\Framework\Data\Collection\AbstractDb;
use Magento\Framework\Exception\CronException;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Model\Context;
use Magento\Framework\Model\ResourceModel\AbstractResource;
use Magento\Framework\Registry;

/** A cron expression, tried with Magento's own reader before it is saved: a wrong one would stop the job in silence. */
class CronSchedule extends Value
{
    /** Lowest and highest value of minute, hour, day, month, weekday. */
    private const RANGES = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 7]];

    public function __construct(
        Context $context,
        Registry $registry,
        ScopeConfigInterface $config,
        TypeListInterface $cacheTypeList,
        private readonly ScheduleFactory $scheduleFactory,
        ?AbstractResource $resource = null,
        ?AbstractDb $resourceCollection = null,
        array $data = []
    ) {
        parent::__construct($context, $registry, $config, $cacheTypeList, $resource, $resourceCollection, $data);
    }

    public function beforeSave()
    {
        $expression = trim((string)preg_replace('/\s+/', ' ', (string)$this->getValue()));
        if (!$this->isSchedule($expression)) {
            throw new LocalizedException(__(
                '"%1" is not a schedule. It needs five parts: minute, hour, day, month, weekday. For example */30 * * * * for every 30 minutes.',
                $expression
            ));
        }
        $this->setValue($expression);
        return parent::beforeSave();
    }

    /** Whether cron can read it and it can ever come true. */
    private function isSchedule(string $expression): bool
    {
        $parts = explode(' ', $expression);
        if (count($parts) !== count(self::RANGES)) {
            return false;
        }
        $schedule = $this->scheduleFactory->create();
        try {
            $schedule->setCronExpr($expression);
            foreach ($parts as $i => $part) {
                [$low, $high] = self::RANGES[$i];
                $possible = false;
                for ($number = $low; $number <= $high; $number++) {
                    $possible = $schedule->matchCronExpression($part, $number) || $possible;
                }
                if (!$possible) {
                    return false;
                }
            }
        } catch (CronException $e) {
            return false;
        }
        return true;
    }
}
