import type { Topology } from '../../api/gateway';

type Problem = Topology['problems'][number];

/** Every problem of a gateway once, errors first. */
export function allProblems(graph: Topology): Problem[] {
  const found = [graph, ...graph.listeners, ...graph.virtual_clusters, ...graph.backend_clusters].flatMap((part) => [
    ...part.problems,
    ...('policies' in part ? part.policies.flatMap((policy) => policy.problems) : []),
  ]);
  const once = new Map(found.map((problem) => [`${problem.name} ${problem.message}`, problem]));
  return [...once.values()].sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
}
