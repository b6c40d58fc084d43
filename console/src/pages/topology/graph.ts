import type { components } from '../../generated/api';

/** A gateway's graph, cut to what fits on a page, and laid out in columns from left to right. No React, no network. */

export type Topology = components['schemas']['Topology'];
export type Problem = components['schemas']['TopologyProblems'][number];
export type Policy = components['schemas']['TopologyPolicies'][number];
export type Listener = Topology['listeners'][number];
export type VirtualCluster = Topology['virtual_clusters'][number];
export type BackendCluster = Topology['backend_clusters'][number];

export type Entity =
  | { kind: 'listener'; id: string; of: Listener }
  | { kind: 'policy'; id: string; of: Policy; listener: Listener }
  | { kind: 'virtual_cluster'; id: string; of: VirtualCluster }
  | { kind: 'backend_cluster'; id: string; of: BackendCluster }
  | { kind: 'brokers'; id: string; of: BackendCluster };

export interface Box {
  entity: Entity;
  title: string;
  lines: string[];
  problems: Problem[];
  /** Not in use: a policy that is off. */
  off: boolean;
  x: number;
  y: number;
  height: number;
}

export interface Line {
  id: string;
  from: string;
  to: string;
  /** The listener of which every connection comes this way: of others nobody knows how many do. */
  allOf?: string;
  off: boolean;
}

export interface Graph {
  boxes: Box[];
  lines: Line[];
  width: number;
  height: number;
}

export interface Choice {
  contains: string;
  onlyWithProblems: boolean;
  page: number;
}

/** More is neither readable nor quick: of virtual clusters, and of whatever else stands in one column. */
export const PAGE_SIZE = 12;
export const BOX_WIDTH = 190;
/** Where each column begins: there is more room where numbers stand on the lines. */
const COLUMNS = [0, 235, 470, 765, 1060];
const GAP = 22;
const BASE_HEIGHT = 40;
const LINE_HEIGHT = 17;
const SHOWN_BROKERS = 12;

/** Which virtual clusters a forward policy leads to; those by server name lead to all of them. */
export function destinationsOf(policy: Policy, clusters: VirtualCluster[]): VirtualCluster[] {
  if (!policy.forward) return [];
  const id = policy.forward.virtual_cluster_id;
  return id === undefined ? clusters : clusters.filter((cluster) => cluster.id === id);
}

/** The problems of an entity and of the policies that stand in it. */
export function problemsWithin(entity: { problems: Problem[]; policies?: Policy[] }): Problem[] {
  return [...entity.problems, ...(entity.policies ?? []).flatMap((policy) => policy.problems)];
}

/** The virtual clusters that are looked for, those with problems first, then by name. */
export function chosen(topology: Topology, choice: Omit<Choice, 'page'>): VirtualCluster[] {
  const contains = choice.contains.trim().toLowerCase();
  const backends = new Map(topology.backend_clusters.map((backend) => [backend.id, backend]));
  const listeners = namesByCluster(topology);
  const ill = (cluster: VirtualCluster) => {
    const backend = backends.get(cluster.backend_cluster_id);
    return problemsWithin(cluster).length > 0 || (backend !== undefined && backend.problems.length > 0);
  };
  return topology.virtual_clusters
    .filter((cluster) => !choice.onlyWithProblems || ill(cluster))
    .filter((cluster) => {
      if (contains === '') return true;
      const names = [cluster.name, cluster.dns_label, backends.get(cluster.backend_cluster_id)?.name ?? '', ...(listeners.get(cluster.id) ?? [])];
      return names.some((name) => name.toLowerCase().includes(contains));
    })
    .map((cluster) => ({ cluster, ill: problemsWithin(cluster).length > 0 }))
    .sort((a, b) => Number(b.ill) - Number(a.ill) || compare(a.cluster.name, b.cluster.name))
    .map(({ cluster }) => cluster);
}

/** Names of the listeners that lead to one cluster alone; a listener for server names leads to all, and tells none apart. */
function namesByCluster(topology: Topology): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const listener of topology.listeners) {
    for (const policy of listener.policies) {
      const id = policy.forward?.virtual_cluster_id;
      if (id !== undefined) names.set(id, [...(names.get(id) ?? []), listener.name]);
    }
  }
  return names;
}

export function pagesOf(amount: number): number {
  return Math.max(1, Math.ceil(amount / PAGE_SIZE));
}

/** The page of virtual clusters that was chosen, with whatever leads to them and whatever is behind them. */
export function graphOf(topology: Topology, choice: Choice): Graph {
  const found = chosen(topology, choice);
  const page = Math.min(choice.page, pagesOf(found.length));
  const clusters = found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const shown = new Set(clusters.map((cluster) => cluster.id));
  const everything = choice.contains.trim() === '' && !choice.onlyWithProblems && page === 1;
  const backendIds = new Set(clusters.map((cluster) => cluster.backend_cluster_id));

  const leads = (listener: Listener) => listener.policies.some((policy) => destinationsOf(policy, clusters).length > 0);
  const leadsNowhere = (listener: Listener) => !listener.policies.some((policy) => policy.forward);
  const listeners = topology.listeners
    .filter((listener) => leads(listener) || (everything && leadsNowhere(listener)))
    .slice(0, PAGE_SIZE);
  const used = new Set(topology.virtual_clusters.map((cluster) => cluster.backend_cluster_id));
  const backends = topology.backend_clusters
    .filter((backend) => backendIds.has(backend.id) || (everything && !used.has(backend.id)))
    .slice(0, PAGE_SIZE);

  const lines: Line[] = [];
  const policies: Box[] = [];
  for (const listener of listeners) {
    const forwards = listener.policies.filter((candidate) => candidate.forward);
    const only = forwards.filter((candidate) => candidate.enabled).length === 1;
    for (const policy of forwards) {
      const allOf = only && policy.enabled ? listener.id : undefined;
      const oneWay = destinationsOf(policy, topology.virtual_clusters).length === 1;
      const destinations = destinationsOf(policy, clusters).filter((cluster) => shown.has(cluster.id));
      if (destinations.length === 0 && !everything) continue;
      policies.push(policyBox(policy, listener));
      lines.push({ id: `${listener.id} ${policy.id}`, from: listener.id, to: policy.id, allOf, off: !policy.enabled });
      for (const cluster of destinations) {
        lines.push({ id: `${policy.id} ${cluster.id}`, from: policy.id, to: cluster.id, allOf: oneWay ? allOf : undefined, off: !policy.enabled });
      }
    }
  }
  for (const cluster of clusters) {
    if (backends.some((backend) => backend.id === cluster.backend_cluster_id)) {
      lines.push({
        id: `${cluster.id} ${cluster.backend_cluster_id}`,
        from: cluster.id,
        to: cluster.backend_cluster_id,
        off: false,
      });
    }
  }
  for (const backend of backends) {
    lines.push({ id: `${backend.id} brokers`, from: backend.id, to: brokersId(backend), off: false });
  }
  const columns = [listeners.map(listenerBox), policies, clusters.map(clusterBox), backends.map(backendBox), backends.map(brokersBox)];
  return { ...laidOut(columns, lines), lines };
}

export function brokersId(backend: { id: string }): string {
  return `${backend.id} brokers`;
}

/**
 * Columns beside each other. Within one, boxes stand in the order of what they are joined to on their left, so that few lines
 * cross, and each column is centred.
 */
export function laidOut(columns: Box[][], lines: Line[]): { boxes: Box[]; width: number; height: number } {
  const middles = new Map<string, number>();
  const heights = columns.map((boxes) => boxes.reduce((sum, box) => sum + box.height + GAP, -GAP));
  const height = Math.max(0, ...heights);
  const sources = new Map<string, string[]>();
  lines.forEach((line) => sources.set(line.to, [...(sources.get(line.to) ?? []), line.from]));
  const boxes = columns.flatMap((column, index) => {
    const middle = (box: Box) => {
      const known = (sources.get(box.entity.id) ?? []).flatMap((id) => middles.get(id) ?? []);
      return known.length === 0 ? Infinity : known.reduce((sum, y) => sum + y, 0) / known.length;
    };
    const ordered = index === 0 ? column : stableBy(column, middle);
    let y = (height - Math.max(0, heights[index] ?? 0)) / 2;
    return ordered.map((box) => {
      const placed = { ...box, x: COLUMNS[index] ?? 0, y };
      middles.set(box.entity.id, y + box.height / 2);
      y += box.height + GAP;
      return placed;
    });
  });
  return { boxes, width: (COLUMNS[columns.length - 1] ?? 0) + BOX_WIDTH, height };
}

function stableBy<T>(items: T[], key: (item: T) => number): T[] {
  return items
    .map((item, index) => ({ item, index, at: key(item) }))
    .sort((a, b) => (a.at === b.at ? a.index - b.index : a.at - b.at))
    .map(({ item }) => item);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function box(entity: Entity, title: string, lines: string[], problems: Problem[], off = false): Box {
  // A line is kept for live numbers and one for problems, so that boxes do not jump when these come.
  return { entity, title, lines, problems, off, x: 0, y: 0, height: BASE_HEIGHT + LINE_HEIGHT * (lines.length + 1) };
}

function listenerBox(listener: Listener): Box {
  const others = listener.policies.filter((policy) => !policy.forward && policy.enabled).map((policy) => policy.type);
  return box(
    { kind: 'listener', id: listener.id, of: listener },
    listener.name,
    [`${listener.addresses.join(', ')} : ${listener.ports.join(', ')}`, ...(others.length > 0 ? [others.join(', ')] : [])],
    [...listener.problems, ...listener.policies.filter((policy) => !policy.forward).flatMap((policy) => policy.problems)],
  );
}

/** "2. by-name": policies without a name are called by what they do. */
export function titleOfPolicy(policy: Policy, listener: Listener): string {
  const place = listener.policies.findIndex((candidate) => candidate.id === policy.id) + 1;
  return `${place}. ${policy.name ?? policy.forward?.type ?? policy.type}`;
}

function policyBox(policy: Policy, listener: Listener): Box {
  const by = policy.forward?.type === 'sni' ? `server name *${policy.forward.sni_suffix ?? ''}` : 'port mapping';
  const lines = policy.enabled ? [by] : [`${by}, off`];
  return box({ kind: 'policy', id: policy.id, of: policy, listener }, titleOfPolicy(policy, listener), lines, policy.problems, !policy.enabled);
}

function clusterBox(cluster: VirtualCluster): Box {
  const enabled = cluster.policies.filter((policy) => policy.enabled).length;
  const lines = enabled > 0 ? [`${enabled} ${enabled === 1 ? 'policy' : 'policies'}`] : [];
  return box({ kind: 'virtual_cluster', id: cluster.id, of: cluster }, cluster.name, lines, problemsWithin(cluster));
}

function backendBox(backend: BackendCluster): Box {
  return box({ kind: 'backend_cluster', id: backend.id, of: backend }, backend.name, [some(backend.bootstrap_servers, 2)], backend.problems);
}

function brokersBox(backend: BackendCluster): Box {
  const ids = backend.brokers.map((broker) => String(broker.id));
  const title = ids.length === 0 ? 'no broker known' : ids.length === 1 ? '1 broker' : `${ids.length} brokers`;
  return box({ kind: 'brokers', id: brokersId(backend), of: backend }, title, ids.length === 0 ? [] : [some(ids, SHOWN_BROKERS)], []);
}

function some(items: string[], most: number): string {
  return items.length <= most ? items.join(', ') : `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
}
