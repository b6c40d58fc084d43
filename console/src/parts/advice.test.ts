import { expect, it } from 'vitest';
import { adviceFor, pageOfEntity } from './advice';

it('knows what to do about a problem, by its code or by how that begins', () => {
  expect(adviceFor('listener.bind_failed')).toContain('Free the address');
  expect(adviceFor('static_key.missing')).toContain('variable');
  expect(adviceFor('listener.bind_failed_twice')).toBeUndefined();
  expect(adviceFor('something.new')).toBeUndefined();
});

it('finds the page of an entity', () => {
  expect(pageOfEntity('virtual_cluster', 'a')).toBe('virtual-clusters/a');
  expect(pageOfEntity('node', 'a')).toBe('nodes/a');
  expect(pageOfEntity('listener_policy', 'a')).toBeUndefined();
});
