import { expect, it } from 'vitest';
import type { Traffic } from '../traffic/useTraffic';
import { liveBoxes, liveLines } from './flows';
import type { Graph, Topology } from './graph';

function rates(requests: number, errors = 0) {
  return {
    requests_per_second: requests,
    responses_per_second: requests,
    bytes_from_clients_per_second: 0,
    bytes_to_clients_per_second: 0,
    errors_per_second: 0,
    backend_errors_per_second: errors,
  };
}

const LATENCY = { produce: { answers_per_second: 1, p50_ms: 1, p95_ms: 4, p99_ms: 9.2 } };

const TRAFFIC = {
  listeners: [
    { id: 'l', connections: 2, ended_per_second: 0, rejections: [{ reason: 'no_sni', count: 5, per_second: 0.5 }], failures: [] },
    { id: 'quiet', connections: 1, ended_per_second: 0, rejections: [], failures: [] },
  ],
  virtual_clusters: [{ id: 'v', connections: 1234, rates: rates(412), latency: LATENCY }],
  backend_clusters: [{ id: 'b', connections: 3, rates: rates(412, 2), latency: LATENCY }],
} as unknown as Traffic;

it('says of each box what is going on there', () => {
  const live = liveBoxes({ backend_clusters: [{ id: 'b' }] } as unknown as Topology, TRAFFIC);

  expect(Object.fromEntries(live)).toEqual({
    l: '2 open, 0.5/s rejected',
    quiet: '1 open',
    v: '412/s, 1.23K open',
    b: '2/s errors',
    'b brokers': 'p99 9.2 ms',
  });
});

it('marks the lines at which clients are turned away, and those behind which brokers fail', () => {
  const line = (from: string, to: string, listenerId?: string) => ({ id: `${from} ${to}`, from, to, flow: { listenerId }, off: false });
  const graph = { lines: [line('l', 'p'), line('quiet', 'q'), line('p', 'v', 'l'), line('v', 'b'), line('b', 'brokers')] } as unknown as Graph;

  expect(Object.fromEntries(liveLines(graph, TRAFFIC))).toEqual({
    'l p': { text: '✕ 0.5/s', bad: true },
    'v b': { text: '412/s', bad: false },
    'b brokers': { text: '412/s', bad: true },
  });
});
