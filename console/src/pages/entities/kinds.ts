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
  /** What its id is called in the API's document; none where nothing of it can be changed. */
  id?: string;
}

export const ENTITY_KINDS: EntityKind[] = [
  {
    collection: 'backend-clusters',
    title: 'Backend clusters',
    singular: 'backend cluster',
    text: 'The real Kafka clusters.',
    columns: ['bootstrap_servers', 'authentication'],
    inNavigation: true,
    id: 'backendClusterId',
  },
  {
    collection: 'virtual-clusters',
    title: 'Virtual clusters',
    singular: 'virtual cluster',
    text: 'What Kafka clients see.',
    columns: ['dns_label', 'destination', 'acl_mode'],
    inNavigation: true,
    id: 'virtualClusterId',
  },
  {
    collection: 'listeners',
    title: 'Listeners',
    singular: 'listener',
    text: 'Where Kafka clients connect, and the policies that decide where they go.',
    columns: ['addresses', 'ports'],
    inNavigation: true,
    id: 'eventGatewayListenerId',
  },
  {
    collection: 'schema-registries',
    title: 'Schema registries',
    singular: 'schema registry',
    text: 'Where the schemas of records are.',
    columns: ['type'],
    inNavigation: true,
    id: 'schemaRegistryId',
  },
  {
    collection: 'static-keys',
    title: 'Static keys',
    singular: 'static key',
    text: 'What records are encrypted with. A key cannot be changed, only replaced by another one.',
    columns: ['description'],
    inNavigation: true,
  },
  {
    collection: 'tls-trust-bundles',
    title: 'TLS trust bundles',
    singular: 'trust bundle',
    text: 'The CAs that listeners trust for the certificates of Kafka clients.',
    columns: ['description'],
    inNavigation: true,
    id: 'tlsTrustBundleId',
  },
  {
    collection: 'data-plane-certificates',
    title: 'Data-plane certificates',
    singular: 'data-plane certificate',
    text: 'How nodes are known.',
    columns: ['description'],
    inNavigation: true,
    id: 'certificateId',
  },
];

export function kindOf(collection: string | undefined): EntityKind | undefined {
  return ENTITY_KINDS.find((kind) => kind.collection === collection);
}

/** The operation of the API's document that makes one. */
export function postOf(kind: EntityKind): string {
  return `post /event-gateways/{gatewayId}/${kind.collection}`;
}

/** The operation of the API's document that changes one, if there is one. */
export function putOf(kind: EntityKind): string | undefined {
  return kind.id && `put /event-gateways/{gatewayId}/${kind.collection}/{${kind.id}}`;
}
