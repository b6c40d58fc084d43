/** A kind of entity below a gateway: where it is in the API, and how it is shown. */
export interface EntityKind {
  /** As in the API's paths. */
  collection: string;
  title: string;
  singular: string;
  text: string;
  /** Properties that a table has beside the name. */
  columns: string[];
  inNavigation: boolean;
  /** The policies that belong to one of these, by the collection's name below it. */
  chains: string[];
  /** What the API can change of it: all but static keys. */
  canChange: boolean;
}

export const ENTITY_KINDS: EntityKind[] = [
  {
    collection: 'backend-clusters',
    title: 'Backend clusters',
    singular: 'backend cluster',
    text: 'The real Kafka clusters.',
    columns: ['bootstrap_servers', 'authentication'],
    inNavigation: true,
    chains: [],
    canChange: true,
  },
  {
    collection: 'virtual-clusters',
    title: 'Virtual clusters',
    singular: 'virtual cluster',
    text: 'What Kafka clients see.',
    columns: ['dns_label', 'destination', 'acl_mode'],
    inNavigation: true,
    chains: ['cluster-policies', 'produce-policies', 'consume-policies'],
    canChange: true,
  },
  {
    collection: 'listeners',
    title: 'Listeners',
    singular: 'listener',
    text: 'Where Kafka clients connect, and the policies that decide where they go.',
    columns: ['addresses', 'ports'],
    inNavigation: true,
    chains: ['policies'],
    canChange: true,
  },
  {
    collection: 'schema-registries',
    title: 'Schema registries',
    singular: 'schema registry',
    text: 'Where the schemas of records are.',
    columns: ['type'],
    inNavigation: true,
    chains: [],
    canChange: true,
  },
  {
    collection: 'static-keys',
    title: 'Static keys',
    singular: 'static key',
    text: 'What records are encrypted with. A key cannot be changed, only replaced by another one.',
    columns: ['description'],
    inNavigation: true,
    chains: [],
    canChange: false,
  },
  {
    collection: 'tls-trust-bundles',
    title: 'TLS trust bundles',
    singular: 'trust bundle',
    text: 'The CAs that listeners trust for the certificates of Kafka clients.',
    columns: ['description'],
    inNavigation: true,
    chains: [],
    canChange: true,
  },
  {
    collection: 'data-plane-certificates',
    title: 'Data-plane certificates',
    singular: 'data-plane certificate',
    text: 'How nodes are known.',
    columns: ['description'],
    inNavigation: true,
    chains: [],
    canChange: true,
  },
];

export function kindOf(collection: string | undefined): EntityKind | undefined {
  return ENTITY_KINDS.find((kind) => kind.collection === collection);
}
