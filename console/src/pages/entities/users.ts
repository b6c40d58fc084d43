/** Which policies refer to an entity, found in the gateway's document. No React, no network. */

export interface User {
  ownerKind: 'virtual_cluster' | 'listener';
  owner: string;
  policy: string;
}

/** How policies spell a reference to an entity of a collection. */
const REFERENCES: Record<string, string> = {
  'schema-registries': 'schema_registry',
  'static-keys': 'key',
  'tls-trust-bundles': 'tls_trust_bundles',
};

const OWNERS = { virtual_clusters: 'virtual_cluster', listeners: 'listener' } as const;

export function isUsedByPolicies(collection: string): boolean {
  return collection in REFERENCES;
}

type Fields = Record<string, unknown>;

export function usersIn(document: unknown, collection: string, name: string): User[] {
  const reference = REFERENCES[collection];
  const gateway = listOf(fieldsOf(document).event_gateways)[0];
  if (reference === undefined || gateway === undefined) return [];
  return (Object.keys(OWNERS) as (keyof typeof OWNERS)[]).flatMap((owners) =>
    listOf(gateway[owners]).flatMap((owner) =>
      policiesOf(owner)
        .filter((policy) => refers(policy.config, reference, name))
        .map((policy): User => ({ ownerKind: OWNERS[owners], owner: String(owner.name), policy: String(policy.name ?? policy.type) })),
    ),
  );
}

/** Of all chains, those that stand below others included. */
function policiesOf(owner: Fields): Fields[] {
  return Object.entries(owner)
    .filter(([key]) => key.endsWith('policies'))
    .flatMap(([, policies]) => listOf(policies))
    .flatMap((policy) => [policy, ...policiesOf(policy)]);
}

function refers(value: unknown, reference: string, name: string): boolean {
  if (Array.isArray(value)) return value.some((item) => refers(item, reference, name));
  return Object.entries(fieldsOf(value)).some(
    ([key, item]) => (key === reference && [item].flat().some((to) => fieldsOf(to).name === name)) || refers(item, reference, name),
  );
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
