import { describe, expect, it } from 'vitest';
import { asCurl, asDeclaration } from './astext';

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
});
