/** A chain of policies: where it is below its parent, and which operation's body a new policy has. */
export interface Chain {
  title: string;
  text: string;
  /** The collection of its policies. */
  policies: string;
  /** The path of its order. */
  order: string;
  post: string;
  put: string;
}

const VIRTUAL_CLUSTER = '/event-gateways/{gatewayId}/virtual-clusters/{virtualClusterId}';
const LISTENER = '/event-gateways/{gatewayId}/listeners/{eventGatewayListenerId}';

function chain(title: string, text: string, parent: string, policies: string, order: string): Chain {
  return { title, text, policies, order, post: `post ${parent}/${policies}`, put: `put ${parent}/${policies}/{policyId}` };
}

const CHAINS: Record<string, Chain[]> = {
  listeners: [chain('Policy chain', 'The first policy that fits decides where a connection goes.', LISTENER, 'policies', 'policy-chain')],
  'virtual-clusters': [
    chain('Cluster policies', 'What clients may do.', VIRTUAL_CLUSTER, 'cluster-policies', 'cluster-policy-chain'),
    chain('Produce policies', 'What becomes of records that clients send.', VIRTUAL_CLUSTER, 'produce-policies', 'produce-policy-chain'),
    chain('Consume policies', 'What becomes of records that clients are given.', VIRTUAL_CLUSTER, 'consume-policies', 'consume-policy-chain'),
  ],
};

export function chainsOf(collection: string): Chain[] {
  return CHAINS[collection] ?? [];
}

/** A list in which one item has gone to another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, index) => index !== from);
  const item = list[from];
  return item === undefined ? [...list] : [...rest.slice(0, to), item, ...rest.slice(to)];
}
