import { expect, it } from 'vitest';
import { expiryOf, purposeOf, worriesOf } from './expiry';
import type { UsedCertificate } from './useCertificates';

const DAY_MILLIS = 86_400_000;
const NOW = Date.parse('2026-11-27T00:00:00Z');
const at = (days: number) => new Date(NOW + days * DAY_MILLIS).toISOString();

it.each([
  [-0.5, 'has expired', 'error'],
  [0.5, 'in less than a day', 'error'],
  [1, 'in 1 day', 'error'],
  [7, 'in 7 days', 'warning'],
  [29.9, 'in 29 days', 'warning'],
  [30, 'in 30 days', 'valid'],
])('a certificate that ends in %d days: %s', (days, text, state) => expect(expiryOf(at(days), NOW)).toEqual({ text, state }));

it('says nothing of what it does not know', () => expect(expiryOf(undefined, NOW).state).toBe('valid'));

it('counts what is to be done something about', () => {
  const one: UsedCertificate = { used_by: { type: 'listener_policy', id: 'p' }, purpose: 'listener', names: [], uncovered: [] };

  expect(worriesOf([one, { ...one, not_after: at(3) }, { ...one, not_after: at(300), uncovered: ['a:1', 'b:1'] }], NOW)).toEqual({
    expiring: 1,
    uncovering: 1,
  });
  expect(purposeOf(one)).toBe('shown to clients');
});
