import { expect, it } from 'vitest';
import { asked, previewOf, silentOf } from './asking';

it('asks for nothing that was left empty', () => {
  expect(asked({ client_address: ' 10.1.2.7 ', principal: 'a&b', reason: ' ' })).toBe('client_address=10.1.2.7&principal=a%26b');
});

it('previews the way that was taken, and that of a name which was meant', () => {
  const rejection = { listener_id: 'l', server_name: 'a&b.example.com' };

  expect(previewOf(rejection)).toBe('listener=l&server_name=a%26b.example.com');
  expect(previewOf(rejection, 'b.example.com')).toBe('listener=l&server_name=b.example.com');
  expect(previewOf({ listener_id: 'l' })).toBeUndefined();
});

it('names the nodes that did not answer', () => {
  const nodes = [
    { id: 'a', hostname: 'one', state: 'answered' as const },
    { id: 'b', hostname: 'two', state: 'silent' as const },
    { id: 'c', state: 'unable' as const },
  ];

  expect(silentOf(nodes)).toEqual(['two (not in time)', 'c (an earlier release)']);
});
