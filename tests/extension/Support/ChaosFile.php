<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * A chaos run on SQLite: a disk of its own that can be full, a file that can be damaged.
 */
final class ChaosFile implements ChaosPlace
{
    private readonly string $disk;

    private readonly MovedClock $clock;

    private bool $mounted = false;

    /** How many records there were when the backup was made; 0: there is none. */
    private int $backedUp = 0;

    public function __construct(private readonly string $folder, int $megabytes)
    {
        $this->clock = new MovedClock($folder, 'machine');
        $this->disk = $folder . '/disk';
        mkdir($this->disk);
        if (posix_geteuid() === 0) {
            exec(sprintf('mount -t tmpfs -o size=%dm,mode=0755 tmpfs %s 2>&1', $megabytes, escapeshellarg($this->disk)), $said, $status);
            $this->mounted = $status === 0;
            register_shutdown_function($this->end(...));
            chown($this->disk, 'www-data');
        }
    }

    public function name(): string
    {
        return 'SQLite';
    }

    public function store(): string
    {
        return $this->disk . '/ledgerline';
    }

    public function environment(): array
    {
        return $this->clock->environment();
    }

    public function timeGoesBy(int $seconds): void
    {
        $this->clock->move($seconds);
    }

    public function codes(): array
    {
        return ['store_full', 'store_busy', 'store_broken', 'store_damaged'];
    }

    public function faults(): array
    {
        $faults = [
            'clock: jumps ahead and back' => fn (): array => $this->jump(mt_rand(30, 600)),
            'clock: jumps back and ahead' => fn (): array => $this->jump(-mt_rand(30, 600)),
            'store: `-wal` lost' => $this->loseTheLog(...),
            'store: page overwritten, backup put back' => $this->damage(...),
        ];
        // Only a disk that is ours alone may be filled.
        return $this->mounted ? $faults + ['store: disk full, freed' => fn (): array => $this->fill()] : $faults;
    }

    public function end(): void
    {
        if ($this->mounted) {
            $this->mounted = false;
            exec('umount -l ' . escapeshellarg($this->disk));
        }
    }

    private function jump(int $seconds): array
    {
        $this->clock->set($seconds);
        return [1.0, fn () => $this->clock->set(-$seconds)];
    }

    private function fill(): array
    {
        $filler = $this->disk . '/filler';
        exec(sprintf('dd if=/dev/zero of=%s bs=64k 2>/dev/null; dd if=/dev/zero of=%1$s bs=1 count=70000 oflag=append conv=notrunc 2>/dev/null', escapeshellarg($filler)));
        return [1.5, static fn () => unlink($filler)];
    }

    private function file(): string
    {
        return $this->store() . '/ledgerline.sqlite';
    }

    /** The newest transactions are gone. The sweep finds their records; what they had sent is looked up. */
    private function loseTheLog(Chaos $chaos): bool
    {
        if ($this->backedUp === 0) {
            $this->backUp($chaos);
        }
        $chaos->stopAll();
        $there = is_file($this->file() . '-wal') && unlink($this->file() . '-wal');
        @unlink($this->file() . '-shm');
        // Who was killed while the log was brought into the file has left half of it there.
        if ($this->sqlite('PRAGMA quick_check(1)') !== 'ok') {
            $this->putBack();
        }
        $chaos->startAll();
        $chaos->touchAgain();
        return $there;
    }

    /** A page of the file is overwritten. The damage must be noticed; then the backup is put back as docs/production.md says. */
    private function damage(Chaos $chaos): bool
    {
        if ($this->backedUp === 0 || mt_rand(0, 2) === 0) {
            $this->backUp($chaos);
        }
        $chaos->stopAll();
        // Everything is in the file itself.
        $this->sqlite('PRAGMA wal_checkpoint(TRUNCATE)');
        $size = (int)$this->sqlite('PRAGMA page_size');
        $pages = intdiv((int)filesize($this->file()), $size);
        do {
            $page = mt_rand(0, $pages - 1);
            $before = (string)file_get_contents($this->file(), false, null, $page * $size, $size);
            $this->write($page * $size, random_bytes($size));
            $bad = $this->sqlite('PRAGMA quick_check(1)') !== 'ok';
            if (!$bad) {
                // Nothing was in it, or only the text of something: that is no damage of the file.
                $this->write($page * $size, $before);
            }
        } while (!$bad);
        // A drain meets it, or the nightly prune finds it; the state of the shop says so from then on.
        $said = $chaos->php(<<<'PHP'
foreach (["drain", "prune"] as $verb) {
    try {
        $engine->$verb(["seconds" => 2]);
        $said[$verb] = "";
    } catch (XeroException $e) {
        $said[$verb] = $e->getErrorCode();
    }
}
$store = $engine->health()["store"];
echo json_encode($said + ["health" => $store["code"]]);
PHP);
        if (array_diff($said, ['', 'store_broken', 'store_damaged']) !== [] || $said['health'] === '') {
            $chaos->unforeseen("page $page of $pages was overwritten: " . json_encode($said));
        }
        $this->putBack();
        $chaos->startAll();
        $chaos->touchAgain();
        return true;
    }

    private function putBack(): void
    {
        foreach (['-wal', '-shm'] as $beside) {
            @unlink($this->file() . $beside);
        }
        if (!copy($this->folder . '/backup.sqlite', $this->file())) {
            throw new \RuntimeException('The backup could not be put back.');
        }
    }

    private function backUp(Chaos $chaos): void
    {
        @unlink($this->folder . '/backup.sqlite');
        Php::run($this->folder, '$from = new SQLite3($given["file"]); $from->busyTimeout(20000); $to = new SQLite3($given["backup"]); echo json_encode($from->backup($to));', ['file' => $this->file(), 'backup' => $this->folder . '/backup.sqlite'], ['extension' => false]);
        $this->backedUp = max(1, $chaos->last());
    }

    private function write(int $at, string $bytes): void
    {
        $file = fopen($this->file(), 'r+');
        fseek($file, $at);
        fwrite($file, $bytes);
        fclose($file);
    }

    private function sqlite(string $sql): string
    {
        $code = '$sqlite = new PDO("sqlite:" . $given["file"]); try { $value = $sqlite->query($given["sql"])->fetchColumn(); } catch (PDOException $e) { $value = $e->getMessage(); } echo json_encode((string)$value, JSON_INVALID_UTF8_SUBSTITUTE);';
        return Php::run($this->folder, $code, ['file' => $this->file(), 'sql' => $sql], ['extension' => false]);
    }
}
