import { describe, expect, it } from 'vitest';
import { compared, differencesOf } from './differences';

describe('what is different', () => {
  it('is said field by field, and what is the same or empty is not said', () => {
    const before = { name: 'orders', labels: {}, config: { timeout_seconds: 10, endpoint: 'http://a' } };
    const after = { name: 'orders', description: '', config: { timeout_seconds: 5, endpoint: 'http://a' } };

    expect(differencesOf(before, after)).toEqual([{ kind: 'value', path: 'config.timeout_seconds', before: '10', after: '5' }]);
  });

  it('is everything of what is new, and of what is gone', () => {
    expect(differencesOf(undefined, { name: 'orders', enabled: false })).toEqual([
      { kind: 'value', path: 'name', before: undefined, after: 'orders' },
      { kind: 'value', path: 'enabled', before: undefined, after: 'false' },
    ]);
    expect(differencesOf({ tls: { enabled: true } }, undefined)).toEqual([{ kind: 'value', path: 'tls.enabled', before: 'true', after: undefined }]);
  });

  it('names secrets that are others, and nothing of them', () => {
    expect(differencesOf({}, {}, ['authentication.password'])).toEqual([{ kind: 'secret', path: 'authentication.password' }]);
  });

  it('has entries of lists that came and went', () => {
    expect(differencesOf({ servers: ['a:1', 'b:1'] }, { servers: ['a:1', 'c:1'] })).toEqual([
      {
        kind: 'list',
        path: 'servers',
        entries: [
          { mark: 'same', text: 'a:1' },
          { mark: 'removed', text: 'b:1' },
          { mark: 'added', text: 'c:1' },
        ],
      },
    ]);
  });

  it('goes into objects of a list that stayed as long, and is a value where a list has become something else', () => {
    expect(differencesOf({ rules: [{ action: 'allow', names: ['a'] }] }, { rules: [{ action: 'deny', names: ['a'] }] })).toEqual([
      { kind: 'value', path: 'rules[0].action', before: 'allow', after: 'deny' },
    ]);
    expect(differencesOf({ a: ['x'] }, { a: 'x' })).toEqual([{ kind: 'value', path: 'a', before: '[\n  "x"\n]', after: 'x' }]);
  });

  it('shows what was moved by its name', () => {
    const policy = (id: string, name?: string) => ({ id, ...(name ? { name } : {}) });
    const before = { policies: [policy('1', 'one'), policy('2', 'two'), policy('3')] };
    const after = { policies: [policy('2', 'two'), policy('1', 'one'), policy('3')] };

    expect(differencesOf(before, after)).toEqual([
      {
        kind: 'list',
        path: 'policies',
        entries: [
          { mark: 'removed', text: 'one' },
          { mark: 'same', text: 'two' },
          { mark: 'added', text: 'one' },
          { mark: 'same', text: '3' },
        ],
      },
    ]);
  });
});

it('does not look for the order in lists that are very long', () => {
  const long = Array.from({ length: 1_000 }, (_, index) => String(index));

  expect(compared(long, [...long.slice(1), 'new'])).toEqual([
    { mark: 'removed', text: '0' },
    { mark: 'added', text: 'new' },
  ]);
});
