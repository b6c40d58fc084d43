import { bytes, latency, perSecond, short } from '../../parts/format';
import type { Traffic } from '../traffic/useTraffic';
import { brokersId, type Graph, type Topology } from './graph';

/** Live numbers for the graph. No React, no network. */

/** What flows along a line: busy where something does, bad where that is nothing to be glad of. */
export interface Flow {
  text?: string;
  state: 'busy' | 'idle' | 'bad';
}

const MILLIS = 1000;

/** A sentence for each box of which there are numbers, by the box's id. */
export function liveBoxes(topology: Topology, traffic: Traffic): Map<string, string> {
  const live = new Map<string, string>();
  for (const listener of traffic.listeners) {
    const rejected = sum(listener.rejections.map((item) => item.per_second));
    live.set(listener.id, [openOf(listener.connections), rejected > 0 ? `${perSecond(rejected)} rejected` : ''].filter(Boolean).join(', '));
  }
  for (const cluster of traffic.virtual_clusters) {
    live.set(cluster.id, `${perSecond(cluster.rates.requests_per_second)}, ${openOf(cluster.connections)}`);
  }
  for (const backend of traffic.backend_clusters) {
    const errors = backend.rates.backend_errors_per_second;
    live.set(backend.id, errors > 0 ? `${perSecond(errors)} errors` : openOf(backend.connections));
    const produce = backend.latency.produce ?? Object.values(backend.latency)[0];
    if (produce && topology.backend_clusters.some((candidate) => candidate.id === backend.id)) {
      live.set(brokersId(backend), `p99 ${latency(produce.p99_ms / MILLIS)}`);
    }
  }
  return live;
}

/** What flows along the lines that end at a backend cluster or its brokers, and what listeners turn away. */
export function liveLines(graph: Graph, traffic: Traffic): Map<string, Flow> {
  const clusters = new Map(traffic.virtual_clusters.map((cluster) => [cluster.id, cluster]));
  const backends = new Map(traffic.backend_clusters.map((backend) => [backend.id, backend]));
  const listeners = new Map(traffic.listeners.map((listener) => [listener.id, listener]));
  const flows = new Map<string, Flow>();
  for (const line of graph.lines) {
    const listener = listeners.get(line.from);
    const cluster = clusters.get(line.from);
    const backend = backends.get(line.from);
    const rejected = sum((listener?.rejections ?? []).map((item) => item.per_second));
    if (rejected > 0) {
      flows.set(line.id, { text: `✕ ${perSecond(rejected)}`, state: 'bad' });
    } else if (cluster) {
      flows.set(line.id, flowOf(cluster.rates, true));
    } else if (backend) {
      flows.set(line.id, flowOf(backend.rates, false));
    } else if (line.allOf !== undefined && (listeners.get(line.allOf)?.connections ?? 0) > 0) {
      flows.set(line.id, { state: 'busy' });
    }
  }
  return flows;
}

function flowOf(rates: Traffic['virtual_clusters'][number]['rates'], withBytes: boolean): Flow {
  const requests = rates.requests_per_second;
  if (requests === 0) return { state: 'idle' };
  const size = bytes(rates.bytes_from_clients_per_second + rates.bytes_to_clients_per_second);
  const state = rates.backend_errors_per_second > 0 ? 'bad' : 'busy';
  return { text: withBytes ? `${perSecond(requests)}, ${size}/s` : perSecond(requests), state };
}

function openOf(amount: number): string {
  return `${amount < 1000 ? Math.round(amount) : short(amount)} open`;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
