import { expect, it } from 'vitest';
import { fits } from './fits';

const CHANGE = {
  version: 'v1.7',
  changed_at: '2026-11-23T20:26:42.123456Z',
  changed_by: 'orders-team',
  action: 'replaced' as const,
  entity: { type: 'virtual_cluster', id: '1c5a', name: 'Orders' },
};

it.each(['', 'ORDERS', 'virtual cluster', 'v1.7', ' team '])('finds a change by "%s"', (text) => expect(fits(CHANGE, text)).toBe(true));

it.each(['payments', 'deleted', '1c5a'])('does not find it by "%s"', (text) => expect(fits(CHANGE, text)).toBe(false));
