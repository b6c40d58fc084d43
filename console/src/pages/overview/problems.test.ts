import { describe, expect, it } from 'vitest';
import type { Topology } from '../../api/gateway';
import { allProblems } from './problems';

const problem = (message: string, severity: string) => ({ name: 'x', message, severity, entity: { type: 'listener', id: '1' }, nodes: [] });

describe('the problems of a gateway', () => {
  it('come from every part of it, once, errors first', () => {
    const graph = {
      version: 'v1.1',
      nodes: [],
      problems: [problem('everywhere', 'warning')],
      listeners: [{ policies: [{ problems: [problem('policy', 'error')] }], problems: [problem('listener', 'warning')] }],
      virtual_clusters: [{ policies: [], problems: [problem('listener', 'warning')] }],
      backend_clusters: [{ problems: [problem('backend', 'error')] }],
    } as unknown as Topology;

    expect(allProblems(graph).map((item) => item.message)).toEqual(['policy', 'backend', 'everywhere', 'listener']);
  });
});
