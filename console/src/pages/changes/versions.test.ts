import { expect, it } from 'vitest';
import { neighbourOf } from './versions';

it('has the versions beside one', () => {
  expect(neighbourOf('v1.9', 1)).toBe('v1.10');
  expect(neighbourOf('v1.10', -1)).toBe('v1.9');
  expect(neighbourOf('v1.1', -1)).toBeUndefined();
  expect(neighbourOf('7', 1)).toBeUndefined();
});
