import type { Traffic } from './useTraffic';

/** Curves as uPlot takes them: times in seconds, then a list of values for each line. No React, no network. */
export type Columns = [number[], ...(number | null)[][]];

export interface Curves {
  names: string[];
  columns: Columns;
}

type Series = Traffic['series'];

function curves(series: Series, lines: [string, (number | null)[]][]): Curves {
  return {
    names: lines.map(([name]) => name),
    columns: [series.at.map((at) => Date.parse(at) / 1000), ...lines.map(([, values]) => values)],
  };
}

export function requestsOf(series: Series): Curves {
  return curves(series, [
    ['requests', series.requests_per_second],
    ['responses', series.responses_per_second],
  ]);
}

export function bytesOf(series: Series): Curves {
  return curves(series, [
    ['from clients', series.bytes_from_clients_per_second],
    ['to clients', series.bytes_to_clients_per_second],
  ]);
}

export function connectionsOf(series: Series): Curves {
  return curves(series, [['open', series.connections]]);
}

export function troubleOf(series: Series): Curves {
  return curves(series, [
    ['rejections', series.rejections_per_second],
    ['errors towards clients', series.errors_per_second],
    ['errors of brokers', series.backend_errors_per_second],
  ]);
}

/** Half, 95 and 99 of a hundred answers took no longer, in milliseconds. */
export function latencyOf(series: Series, api: string): Curves {
  const known = series.latency[api];
  return curves(series, known ? [['p50', known.p50_ms], ['p95', known.p95_ms], ['p99', known.p99_ms]] : []);
}

/** The newest value of each line, for whoever cannot see the curve; null where there is none. */
export function newest({ names, columns }: Curves): { name: string; value: number | null }[] {
  return names.map((name, index) => ({ name, value: columns[index + 1]?.at(-1) ?? null }));
}

export interface Ending {
  reason: string;
  count: number;
  perSecond: number;
}

/** Rejections or failures of all listeners together, the most frequent first. */
export function totalOf(lists: { reason: string; count: number; per_second: number }[][]): Ending[] {
  const totals = new Map<string, Ending>();
  for (const { reason, count, per_second } of lists.flat()) {
    const known = totals.get(reason) ?? { reason, count: 0, perSecond: 0 };
    totals.set(reason, { reason, count: known.count + count, perSecond: known.perSecond + per_second });
  }
  return [...totals.values()].sort((a, b) => b.count - a.count);
}
