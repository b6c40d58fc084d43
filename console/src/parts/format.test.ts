import { describe, expect, it } from 'vitest';
import { ago, bytes, count, dateTime, duration, latency, perSecond, words } from './format';

describe('numbers for people', () => {
  it.each([
    [0, '0/s'],
    [0.004, '<0.01/s'],
    [0.5, '0.5/s'],
    [1234, '1.23K/s'],
  ])('%d requests in a second are %s', (value, shown) => expect(perSecond(value)).toBe(shown));

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [999.7, '1 kB'],
    [1_500_000, '1.5 MB'],
    [999_999, '1 MB'],
    [5e15, '5000 TB'],
  ])('%d bytes are %s', (value, shown) => expect(bytes(value)).toBe(shown));

  it.each([
    [0.000_85, '850 µs'],
    [0.0125, '12.5 ms'],
    [0.9999, '1 s'],
    [1.5, '1.5 s'],
  ])('%d seconds of latency are %s', (value, shown) => expect(latency(value)).toBe(shown));

  it.each([
    [-3, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [7_199, '1 h'],
    [172_799, '47 h'],
    [172_800, '2 d'],
  ])('%d seconds are %s', (value, shown) => expect(duration(value)).toBe(shown));

  it('says how long ago something was', () => {
    expect(ago('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:03:10Z'))).toBe('3 min ago');
    expect(ago('2026-01-01T00:00:05Z', Date.parse('2026-01-01T00:00:00Z'))).toBe('0 s ago');
  });

  it('writes times with all of their digits', () => {
    expect(dateTime('2026-01-02T03:04:05')).toBe('2026-01-02 03:04:05');
  });

  it('tells one from many', () => {
    expect([count(1, 'node'), count(0, 'node'), count(2, 'entry', 'entries')]).toEqual(['1 node', '0 nodes', '2 entries']);
    expect(words('unknown_sni')).toBe('unknown sni');
  });
});
