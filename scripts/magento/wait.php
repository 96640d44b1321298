<?php
/**
 * wait.php ADDRESS SECONDS: waits until the address answers 200. The first page of a fresh copy generates a lot of code.
 */
declare(strict_types=1);

$until = time() + (int)$argv[2];
$context = stream_context_create(['http' => ['timeout' => 120, 'ignore_errors' => true]]);
do {
    @file_get_contents($argv[1], false, $context);
    // PHP follows redirections: the last status counts.
    $lines = preg_grep('#^HTTP/#', $http_response_header ?? []) ?: ['none'];
    if (preg_match('#^HTTP/\S+ 200#', (string)end($lines))) {
        exit(0);
    }
    usleep(500000);
} while (time() < $until);
fwrite(STDERR, "$argv[1] does not answer 200, but: " . end($lines) . "\n");
exit(1);
