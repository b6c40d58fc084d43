import { expect, it } from 'vitest';
import { shownOf } from './shown';

it('has the properties in words, and none that is empty', () => {
  const entity = {
    id: 'x',
    name: 'orders',
    description: '',
    labels: {},
    dns_label: 'orders',
    destination: { id: 'y', name: 'brokers' },
    authentication: [{ type: 'anonymous' }, { type: 'sasl_plain', mediation: 'terminate', principals: ['alice', 'bob'] }],
    enabled: false,
    ports: ['19092', 19093],
  };

  expect(shownOf(entity)).toEqual([
    ['DNS label', 'orders'],
    ['Destination', 'brokers'],
    ['Authentication', '• Type: anonymous\n• Type: sasl_plain\n  Mediation: terminate\n  Principals: alice, bob'],
    ['Enabled', 'false'],
    ['Ports', '19092, 19093'],
  ]);
});
