/** What nodes are asked, and what their answers mean. No React, no network. */

/** As the API answers them. */
interface Found<T> {
  data: T[];
  matched: number;
  nodes: { id: string; hostname?: string; state: 'answered' | 'silent' | 'unable' }[];
}

export type Connections = Found<{
  node_id: string;
  id: string;
  listener_id?: string;
  virtual_cluster_id?: string;
  client: string;
  server_name?: string;
  tls?: string;
  broker_id?: number;
  broker_address?: string;
  principal?: string;
  authentication?: string;
  client_software?: string;
  client_software_version?: string;
  opened_at: string;
  requests: number;
  bytes_from_client: number;
  bytes_to_client: number;
}>;

export type Rejections = Found<{
  node_id: string;
  at: string;
  listener_id?: string;
  virtual_cluster_id?: string;
  client: string;
  reason: string;
  detail: string;
  server_name?: string;
  did_you_mean?: string[];
}>;

export interface Filter {
  client_address: string;
  principal: string;
  reason: string;
}

/** The filter as a query, without what is empty. */
export function asked(filter: Filter): string {
  const given = Object.entries(filter).map(([name, value]) => [name, value.trim()] as [string, string]);
  return new URLSearchParams(given.filter(([, value]) => value !== '')).toString();
}

/** What to preview of a client that was turned away: the way that it took, or that of a name which it may have meant. */
export function previewOf(rejection: { listener_id?: string; server_name?: string }, name = rejection.server_name): string | undefined {
  if (rejection.listener_id === undefined || name === undefined) return undefined;
  return new URLSearchParams({ listener: rejection.listener_id, server_name: name }).toString();
}

/** Names of the nodes that did not answer, and why. */
export function silentOf(nodes: Found<unknown>['nodes']): string[] {
  return nodes
    .filter((node) => node.state !== 'answered')
    .map((node) => `${node.hostname ?? node.id} (${node.state === 'unable' ? 'an earlier release' : 'not in time'})`);
}
