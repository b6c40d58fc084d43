import { expect, it } from 'vitest';
import type { Traffic } from '../traffic/useTraffic';
import { nowOf } from './rates';

const series = (values: number[]) =>
  ({
    requests_per_second: values,
    connections: values,
    errors_per_second: values,
    backend_errors_per_second: values,
  }) as Traffic['series'];

it('is the average of the last samples, and how many connections are open at the end', () => {
  expect(nowOf(series([100, 1, 2, 6]))).toEqual({ requests: 3, connections: 6, errors: 6 });
});

it('is nothing while nothing is known', () => {
  expect(nowOf(series([]))).toEqual({ requests: 0, connections: 0, errors: 0 });
});
