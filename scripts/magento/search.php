<?php
/**
 * Answers what Magento asks of a search engine, and finds nothing: enough for set-up, indexing and catalogue pages of a test shop.
 *
 *   php -S 127.0.0.1:PORT search.php
 */
declare(strict_types=1);

$path = (string)parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$method = $_SERVER['REQUEST_METHOD'];
$status = 200;
$answer = match (true) {
    $path === '/' => ['name' => 'none', 'cluster_name' => 'none', 'cluster_uuid' => 'none', 'version' => ['distribution' => 'opensearch', 'number' => '2.12.0'], 'tagline' => 'finds nothing'],
    str_contains($path, '_search') => [
        'took' => 1, 'timed_out' => false, '_shards' => ['total' => 1, 'successful' => 1, 'skipped' => 0, 'failed' => 0],
        'hits' => ['total' => ['value' => 0, 'relation' => 'eq'], 'max_score' => null, 'hits' => []],
        'aggregations' => ['price_bucket' => ['buckets' => []], 'category_bucket' => ['buckets' => []], 'prices' => ['count' => 0, 'max' => 0, 'min' => 0, 'std_deviation' => 0]],
    ],
    str_contains($path, '_bulk') => ['took' => 1, 'errors' => false, 'items' => []],
    str_contains($path, '_cat') => [],
    $method === 'GET' && (str_contains($path, '_alias') || str_contains($path, '_mapping')) => new stdClass(),
    default => ['acknowledged' => true, 'shards_acknowledged' => true, 'index' => 'none'],
};
if ($method === 'HEAD' && $path !== '/') {
    $status = 404;
}
http_response_code($status);
header('Content-Type: application/json');
if ($method !== 'HEAD') {
    echo json_encode($answer, JSON_THROW_ON_ERROR);
}
