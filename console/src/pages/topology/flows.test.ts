import { expect, it } from 'vitest';
import type { Traffic } from '../traffic/useTraffic';
import { liveBoxes, liveLines } from './flows';
import type { Graph, Topology } from './graph';

function rates(requests: number, errors = 0) {
  return {
    requests_per_second: requests,
    responses_per_second: requests,
    bytes_from_clients_per_second: 1000,
    bytes_to_clients_per_second: 500,
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
  virtual_clusters: [
    { id: 'v', connections: 1234, rates: rates(412), latency: LATENCY },
    { id: 'idle', connections: 0, rates: rates(0), latency: {} },
  ],
  backend_clusters: [{ id: 'b', connections: 3, rates: rates(412, 2), latency: LATENCY }],
} as unknown as Traffic;

it('says of each box what is going on there', () => {
  const live = liveBoxes({ backend_clusters: [{ id: 'b' }] } as unknown as Topology, TRAFFIC);

  expect(Object.fromEntries(live)).toEqual({
    l: '2 open, 0.5/s rejected',
    quiet: '1 open',
    v: '412/s, 1.23K open',
    idle: '0/s, 0 open',
    b: '2/s errors',
    'b brokers': 'p99 9.2 ms',
  });
});

it('marks lines with traffic, those at which clients are turned away, and those behind which brokers fail', () => {
  const line = (from: string, to: string, allOf?: string) => ({ id: `${from} ${to}`, from, to, allOf, off: false });
  const lines = [line('l', 'p', 'l'), line('quiet', 'q', 'quiet'), line('q', 'v', 'quiet'), line('r', 'v'), line('v', 'b'), line('b', 'brokers'), line('idle', 'b')];
  const graph = { lines } as unknown as Graph;

  expect(Object.fromEntries(liveLines(graph, TRAFFIC))).toEqual({
    'l p': { text: '✕ 0.5/s', state: 'bad' },
    'quiet q': { state: 'busy' },
    'q v': { state: 'busy' },
    'v b': { text: '412/s, 1.5 kB/s', state: 'busy' },
    'b brokers': { text: '412/s', state: 'bad' },
    'idle b': { state: 'idle' },
  });
});
