import { expect, it } from 'vitest';
import { coveredCount, expiryOf, uncovered } from './expiry';

const NOW = Date.parse('2026-11-27T00:00:00Z');
const at = (days: number) => NOW / 1000 + days * 86_400;

it.each([
  [-0.5, 'has expired', 'error'],
  [0.5, 'in less than a day', 'error'],
  [1, 'in 1 day', 'error'],
  [7, 'in 7 days', 'warning'],
  [29.9, 'in 29 days', 'warning'],
  [30, 'in 30 days', 'valid'],
])('a certificate that ends in %d days: %s', (days, text, state) => expect(expiryOf(at(days), NOW)).toEqual({ text, state }));

it('says nothing of what it does not know', () => expect(expiryOf(undefined, NOW).state).toBe('valid'));

it('lists each address that is not covered once, and none of which nothing is known', () => {
  const policy = {
    bootstrap: [{ address: 'a:1', certificate_covers: false }, { address: 'b:1', certificate_covers: true }],
    brokers: [{ address: 'a:1', certificate_covers: false }, { address: 'c:1' }, {}],
  };

  expect(uncovered([policy, policy])).toEqual(['a:1']);
  expect(coveredCount([policy])).toBe(1);
});
