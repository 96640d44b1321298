<?php
declare(strict_types=1);

namespace Magento\Cron\Model;

/**
 * Stands for the factory that Magento generates.
 */
class ScheduleFactory
{
    /** @var callable */
    private $make;

    public function __construct(callable $make)
    {
        $this->make = $make;
    }

    public function create(array $data = [])
    {
        return ($this->make)($data);
    }
}
