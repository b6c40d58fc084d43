import { describe, expect, it } from 'vitest';
import { declarationOf, problemsAt } from './declaration';

describe('the first steps', () => {
  it('declare a way from a port to the brokers', () => {
    const wanted = { brokers: ['kafka:9092'], name: 'Orders EU', address: '127.0.0.1', ports: '19092-19095', host: 'localhost' };

    expect(declarationOf('main', wanted)).toMatchObject({
      event_gateways: [
        {
          virtual_clusters: [{ name: 'Orders EU', dns_label: 'orders-eu', destination: { name: 'brokers' } }],
          listeners: [{ ports: ['19092-19095'], policies: [{ config: { destination: { name: 'Orders EU' } } }] }],
        },
      ],
    });
  });

  it('show what is wrong where it was written', () => {
    const problems = [
      { field: 'event_gateways[0].listeners[0].ports[0]', reason: 'is no range' },
      { field: 'event_gateways[0].virtual_clusters[0].dns_label', reason: 'is taken' },
    ];

    expect(problemsAt(problems, 'ports')).toBe('is no range');
    expect(problemsAt(problems, 'name')).toBe('is taken');
    expect(problemsAt(problems, 'host')).toBeUndefined();
  });
});
