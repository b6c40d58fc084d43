import { expect, it } from 'vitest';
import { latencyOf, newest, requestsOf, totalOf } from './curves';

const SERIES = {
  at: ['1970-01-01T00:00:05Z', '1970-01-01T00:00:10Z'],
  connections: [1, 2],
  requests_per_second: [10, 20],
  responses_per_second: [9, 19],
  bytes_from_clients_per_second: [0, 0],
  bytes_to_clients_per_second: [0, 0],
  errors_per_second: [0, 0],
  backend_errors_per_second: [0, 0],
  rejections_per_second: [0, 0],
  ended_per_second: [0, 0],
  latency: { produce: { p50_ms: [1, null], p95_ms: [2, null], p99_ms: [3, null] } },
};

it('has the times in seconds, and a column for each line', () => {
  expect(requestsOf(SERIES)).toEqual({
    names: ['requests', 'responses'],
    columns: [
      [5, 10],
      [10, 20],
      [9, 19],
    ],
  });
});

it('keeps gaps, and has no line of what nobody asked', () => {
  expect(newest(latencyOf(SERIES, 'produce'))).toEqual([
    { name: 'p50', value: null },
    { name: 'p95', value: null },
    { name: 'p99', value: null },
  ]);
  expect(latencyOf(SERIES, 'fetch').names).toEqual([]);
});

it('adds the rejections of listeners by their reason', () => {
  const one = { reason: 'no_sni', count: 1, per_second: 0.1 };
  const other = { reason: 'unknown_sni', count: 2.5, per_second: 0.5 };

  expect(totalOf([[one, other], [{ ...one, count: 4 }]])).toEqual([
    { reason: 'no_sni', count: 5, perSecond: 0.2 },
    { reason: 'unknown_sni', count: 2.5, perSecond: 0.5 },
  ]);
});
