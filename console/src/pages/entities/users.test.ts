import { expect, it } from 'vitest';
import { usersIn } from './users';

const DOCUMENT = {
  event_gateways: [
    {
      virtual_clusters: [
        {
          name: 'orders',
          produce_policies: [
            { name: 'checked', type: 'schema_validation', config: { schema_registry: { name: 'main' } } },
            {
              type: 'schema_validation',
              config: {},
              policies: [{ type: 'encrypt', config: { encryption_key: { type: 'static', key: { name: 'main' } } } }],
            },
          ],
        },
      ],
      listeners: [
        { name: 'public', policies: [{ name: 'tls', config: { client_authentication: { tls_trust_bundles: [{ name: 'other' }, { name: 'main' }] } } }] },
        { name: 'main', policies: [{ type: 'forward_to_virtual_cluster', config: { destination: { name: 'main' } } }] },
      ],
    },
  ],
};

it.each([
  ['schema-registries', [{ ownerKind: 'virtual_cluster', owner: 'orders', policy: 'checked' }]],
  ['static-keys', [{ ownerKind: 'virtual_cluster', owner: 'orders', policy: 'encrypt' }]],
  ['tls-trust-bundles', [{ ownerKind: 'listener', owner: 'public', policy: 'tls' }]],
  ['listeners', []],
])('finds the policies that use one of %s, and nothing else of that name', (collection, users) =>
  expect(usersIn(DOCUMENT, collection, 'main')).toEqual(users));

it('finds nothing where there is nothing', () => expect(usersIn({}, 'static-keys', 'main')).toEqual([]));
