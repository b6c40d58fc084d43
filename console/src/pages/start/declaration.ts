import type { InvalidParameter } from '../../api/problem';

/** What the first steps ask for. */
export interface Wanted {
  brokers: string[];
  name: string;
  address: string;
  ports: string;
  host: string;
}

const GATEWAY = 'event_gateways[0].';

/** Where the API's errors about the document belong in the form, the longest beginning first. */
const FIELDS: [string, keyof Wanted][] = [
  ['backend_clusters[0].bootstrap_servers', 'brokers'],
  ['virtual_clusters[0]', 'name'],
  ['listeners[0].addresses', 'address'],
  ['listeners[0].ports', 'ports'],
  ['listeners[0].policies[0].config.advertised_host', 'host'],
];

/** Brokers, a virtual cluster, a listener and the policy that joins them, as one document: all of it or nothing. */
export function declarationOf(gateway: string, wanted: Wanted): unknown {
  const label = wanted.name.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
  return {
    event_gateways: [
      {
        ref: 'gateway',
        name: gateway,
        backend_clusters: [
          { ref: 'brokers', name: 'brokers', bootstrap_servers: wanted.brokers, authentication: { type: 'anonymous' }, tls: { enabled: false } },
        ],
        virtual_clusters: [
          {
            ref: 'clients',
            name: wanted.name,
            dns_label: label,
            destination: { name: 'brokers' },
            authentication: [{ type: 'anonymous' }],
            acl_mode: 'passthrough',
          },
        ],
        listeners: [
          {
            ref: 'listener',
            name: 'first',
            addresses: [wanted.address],
            ports: [wanted.ports],
            policies: [
              {
                ref: 'forward',
                type: 'forward_to_virtual_cluster',
                name: 'forward',
                config: { type: 'port_mapping', destination: { name: wanted.name }, advertised_host: wanted.host },
              },
            ],
          },
        ],
      },
    ],
  };
}

/** What the API says of a field of the form. */
export function problemsAt(problems: InvalidParameter[], field: keyof Wanted): string | undefined {
  const here = problems.filter((problem) => {
    const path = problem.field.startsWith(GATEWAY) ? problem.field.slice(GATEWAY.length) : problem.field;
    return FIELDS.find(([begin]) => path.startsWith(begin))?.[1] === field;
  });
  return here.length === 0 ? undefined : here.map((problem) => problem.reason).join('; ');
}
