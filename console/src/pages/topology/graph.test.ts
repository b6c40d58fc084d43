import { describe, expect, it } from 'vitest';
import { BOX_WIDTH, PAGE_SIZE, chosen, graphOf, pagesOf, type Policy, type Problem, type Topology } from './graph';

const EVERYTHING = { contains: '', onlyWithProblems: false, page: 1 };

function problem(name: string): Problem {
  return { name, message: `${name} happened`, severity: 'error', nodes: ['n1'] };
}

function forward(id: string, virtualClusterId?: string, enabled = true): Policy {
  const forward = virtualClusterId
    ? { type: 'port_mapping' as const, virtual_cluster_id: virtualClusterId }
    : { type: 'sni' as const, sni_suffix: '.example.com' };
  return { id, family: 'listener_policy', type: 'forward_to_virtual_cluster', enabled, forward, problems: [] };
}

function gateway(amount: number): Topology {
  return {
    version: 'v1.1',
    nodes: [],
    listeners: [
      { id: 'l1', name: 'by-name', addresses: ['0.0.0.0'], ports: ['9443'], policies: [forward('p1')], problems: [] },
      { id: 'l2', name: 'by-port', addresses: ['0.0.0.0'], ports: ['9092-9095'], policies: [forward('p2', 'v1')], problems: [] },
      { id: 'l3', name: 'idle', addresses: ['0.0.0.0'], ports: ['1'], policies: [], problems: [] },
    ],
    virtual_clusters: Array.from({ length: amount }, (_, i) => ({
      id: `v${i}`,
      name: `cluster-${String(i).padStart(4, '0')}`,
      dns_label: `c${i}`,
      backend_cluster_id: `b${i % 2}`,
      policies: [],
      problems: [],
    })),
    backend_clusters: [0, 1, 2].map((i) => ({
      id: `b${i}`,
      name: `kafka-${i}`,
      bootstrap_servers: [`k${i}:9092`],
      brokers: [{ id: 0 }, { id: 1 }],
      problems: [],
    })),
    problems: [],
  };
}

describe('the graph of a gateway', () => {
  it('leads from each listener by its policies to virtual clusters, and on to brokers', () => {
    const graph = graphOf(gateway(2), EVERYTHING);

    expect(graph.lines.map((line) => `${line.from}>${line.to}`).sort()).toEqual(
      ['l1>p1', 'l2>p2', 'p1>v0', 'p1>v1', 'p2>v1', 'v0>b0', 'v1>b1', 'b0>b0 brokers', 'b1>b1 brokers', 'b2>b2 brokers'].sort(),
    );
    expect(graph.boxes.map((box) => box.entity.id)).toContain('l3');
  });

  it('puts nothing on top of anything else', () => {
    const { boxes, width, height } = graphOf(gateway(10), EVERYTHING);

    for (const a of boxes) {
      expect(a.x + BOX_WIDTH).toBeLessThanOrEqual(width);
      expect(a.y).toBeGreaterThanOrEqual(0);
      expect(a.y + a.height).toBeLessThanOrEqual(height);
      for (const b of boxes) {
        if (a !== b && a.x === b.x) expect(a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
      }
    }
  });

  it('shows a page of a thousand virtual clusters, and only what belongs to it', () => {
    const found = gateway(1000);

    const first = graphOf(found, EVERYTHING);
    const last = graphOf(found, { ...EVERYTHING, page: 1000 });

    expect(first.boxes.filter((box) => box.entity.kind === 'virtual_cluster')).toHaveLength(PAGE_SIZE);
    expect(last.boxes.filter((box) => box.entity.kind === 'virtual_cluster')).toHaveLength(1000 % PAGE_SIZE);
    expect(last.boxes.map((box) => box.entity.id)).not.toContain('l2');
    expect(pagesOf(1000)).toBe(Math.ceil(1000 / PAGE_SIZE));
    expect(pagesOf(0)).toBe(1);
    expect(first.boxes.length).toBeLessThan(5 * PAGE_SIZE);
  });

  it('finds virtual clusters by their own names, by those of backend clusters, and by those of their listeners', () => {
    const found = gateway(4);

    expect(chosen(found, { ...EVERYTHING, contains: 'CLUSTER-0002' }).map((c) => c.id)).toEqual(['v2']);
    expect(chosen(found, { ...EVERYTHING, contains: 'kafka-1' }).map((c) => c.id)).toEqual(['v1', 'v3']);
    expect(chosen(found, { ...EVERYTHING, contains: 'by-port' }).map((c) => c.id)).toEqual(['v1']);
    expect(chosen(found, { ...EVERYTHING, contains: 'nobody' })).toEqual([]);
  });

  it('has what is ill first, and alone when asked', () => {
    const found = gateway(4);
    found.virtual_clusters[3]!.problems.push(problem('virtual_cluster.invalid'));
    found.backend_clusters[0]!.problems.push(problem('backend_cluster.unreachable'));

    expect(chosen(found, EVERYTHING).map((c) => c.id)).toEqual(['v3', 'v0', 'v1', 'v2']);
    expect(chosen(found, { ...EVERYTHING, onlyWithProblems: true }).map((c) => c.id)).toEqual(['v3', 'v0', 'v2']);
  });

  it('marks what is off', () => {
    const found = gateway(1);
    found.listeners[0]!.policies = [forward('p1', undefined, false)];

    const graph = graphOf(found, EVERYTHING);

    expect(graph.lines.filter((line) => line.off).map((line) => line.id)).toEqual(['l1 p1', 'p1 v0']);
    expect(graph.boxes.find((box) => box.entity.id === 'p1')?.lines[0]).toContain('off');
  });
});
