import { describe, expect, it } from 'vitest';
import { asCurl, asDeclaration, asGatewayDeclaration, withPolicies } from './astext';

describe('a call as text', () => {
  it('has nothing that a shell would do something with', () => {
    const text = asCurl('POST', '/event-gateways', { name: "it's $(rm -rf) `x`" }, 'http://127.0.0.1:8080');

    expect(text).toContain(`-d '{\n  "name": "it'\\''s $(rm -rf) \`x\`"\n}'`);
    expect(text).toContain('Bearer $TOKEN');
  });

  it('without a body has none', () => {
    expect(asCurl('DELETE', '/x', undefined, 'http://h')).not.toContain('-d');
  });
});

describe('a declaration', () => {
  it('has the entity in its place', () => {
    expect(asDeclaration('main', 'virtual-clusters', { name: 'orders' })).toEqual({
      event_gateways: [{ ref: 'gateway', name: 'main', virtual_clusters: [{ ref: 'orders', name: 'orders' }] }],
    });
  });

  it('has policies within what they belong to, which stays as it is', () => {
    const policies = [{ name: 'hide', type: 'skip_record' }, { type: 'decrypt' }];
    const owner = withPolicies({ name: 'orders', dns_label: 'orders' }, 'consume-policies', policies);

    expect(asDeclaration('main', 'virtual-clusters', owner)).toEqual({
      event_gateways: [
        {
          ref: 'gateway',
          name: 'main',
          virtual_clusters: [
            {
              ref: 'orders',
              name: 'orders',
              dns_label: 'orders',
              consume_policies: [
                { ref: 'policy-hide', name: 'hide', type: 'skip_record' },
                { ref: 'policy-2', type: 'decrypt' },
              ],
            },
          ],
        },
      ],
    });
  });

  it('of a gateway has what holds for all of it', () => {
    expect(asGatewayDeclaration({ name: 'main', description: 'x' })).toEqual({
      event_gateways: [{ ref: 'gateway', name: 'main', description: 'x' }],
    });
  });
});
