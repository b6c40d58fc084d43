import type { Traffic } from '../traffic/useTraffic';

/** What there is of it now: an average over the last samples, so that a number can be read. No React, no network. */

const LAST = 3;

export interface Now {
  requests: number;
  connections: number;
  errors: number;
}

export function nowOf(series: Traffic['series']): Now {
  return {
    requests: average(series.requests_per_second),
    connections: series.connections.at(-1) ?? 0,
    errors: average(series.errors_per_second) + average(series.backend_errors_per_second),
  };
}

function average(values: number[]): number {
  const last = values.slice(-LAST);
  return last.length === 0 ? 0 : last.reduce((sum, value) => sum + value, 0) / last.length;
}
