import { describe, expect, it } from 'vitest';
import { at, bodyOf, cleaned, fieldOf, initial, initialOption, labelOf, writable } from './schema';

const BACKEND = bodyOf('post /event-gateways/{gatewayId}/backend-clusters');
const POLICY = bodyOf('post /event-gateways/{gatewayId}/listeners/{eventGatewayListenerId}/policies');

describe('a form', () => {
  it('begins with what is required', () => {
    expect(initial(BACKEND)).toMatchObject({ authentication: { type: 'anonymous' }, tls: { enabled: false } });
  });

  it('has the kinds of a union by the property that tells them apart', () => {
    const field = fieldOf(POLICY);
    expect(field.kind).toBe('union');
    if (field.kind !== 'union') return;
    expect(Object.keys(field.options)).toEqual(['tls_server', 'forward_to_virtual_cluster']);
    expect(initialOption(field, 'forward_to_virtual_cluster')).toMatchObject({ type: 'forward_to_virtual_cluster', config: {} });
  });

  it('has a choice of entities where another one is named', () => {
    const cluster = fieldOf(bodyOf('post /event-gateways/{gatewayId}/virtual-clusters'));
    expect(fieldOf(cluster.schema.properties?.destination ?? {})).toMatchObject({ kind: 'reference', collection: 'backend-clusters' });
  });

  it('sends nothing that was left empty', () => {
    expect(cleaned({ name: 'a', description: '', labels: {}, ports: ['', '1'], tls: { enabled: false, ca: undefined } })).toEqual({
      name: 'a',
      labels: {},
      ports: ['1'],
      tls: { enabled: false },
    });
  });

  it('of an entity that is shown sends what can be changed', () => {
    const shown = { id: 'x', created_at: 'now', name: 'a', destination: { id: 'b', name: 'brokers' }, namespace: null };
    expect(writable(shown, bodyOf('put /event-gateways/{gatewayId}/virtual-clusters/{virtualClusterId}'))).toEqual({
      name: 'a',
      destination: { id: 'b' },
    });
  });

  it('has labels that people would write', () => {
    expect(['dns_label', 'acl_mode', 'bootstrap_servers'].map(labelOf)).toEqual(['DNS label', 'ACL mode', 'Bootstrap servers']);
  });

  it('finds its fields by the paths that the API names', () => {
    expect(at(at(at('', 'authentication'), 0), 'type')).toBe('authentication[0].type');
  });

  it('knows every schema that any body has', () => {
    const walk = (schema: Parameters<typeof fieldOf>[0], depth: number): void => {
      if (depth > 12) return;
      const field = fieldOf(schema);
      if (field.kind === 'object') Object.values(field.schema.properties ?? {}).forEach((property) => walk(property, depth + 1));
      if (field.kind === 'union') Object.values(field.options).forEach((option) => walk(option, depth + 1));
      if (field.kind === 'list') walk(field.items, depth + 1);
      expect(field.kind === 'json' && field.schema.type === undefined, JSON.stringify(schema)).toBe(false);
    };
    ['backend-clusters', 'virtual-clusters', 'listeners', 'static-keys', 'tls-trust-bundles', 'schema-registries', 'data-plane-certificates'].forEach(
      (collection) => walk(bodyOf(`post /event-gateways/{gatewayId}/${collection}`), 0),
    );
  });
});
