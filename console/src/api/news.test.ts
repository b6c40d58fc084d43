import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gathering, isOld, newsOf, type News } from './news';

describe('news', () => {
  it('is what the stream says', () => {
    expect(newsOf('all', '{}')).toEqual({ kind: 'all' });
    expect(newsOf('version', '{"gateway_id":"g"}')).toEqual({ kind: 'version', gatewayId: 'g' });
    expect(newsOf('nodes', '7')).toBeUndefined();
    expect(newsOf('of-a-later-release', '{}')).toBeUndefined();
  });

  it.each([
    [['topology', 'g'], true, true],
    [['listeners', 'g', 'one', 'l'], true, false],
    [['gateways', ''], true, false],
    [['topology', 'another'], false, false],
    [['traffic', 'g', '5m'], false, false],
    [['session'], false, false],
  ])('makes %s old: by another version %s, by what nodes say %s', (key, byVersion, byNodes) => {
    expect(isOld(key, { kind: 'version', gatewayId: 'g' })).toBe(byVersion);
    expect(isOld(key, { kind: 'nodes', gatewayId: 'g' })).toBe(byNodes);
  });

  it('makes everything old that events tell of, where something may have been missed', () => {
    expect(isOld(['listeners', 'g'], { kind: 'all' })).toBe(true);
    expect(isOld(['traffic', 'g'], { kind: 'all' })).toBe(false);
  });
});

describe('news in short order', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const ONE: News = { kind: 'version', gatewayId: '1' };
  const OTHER: News = { kind: 'nodes', gatewayId: '1' };

  it('is told at once, what follows together, and then at once again', () => {
    const told: News[][] = [];
    const gathering = new Gathering((news) => told.push(news), 1_000);

    gathering.add(ONE);
    expect(told).toEqual([[ONE]]);
    gathering.add(OTHER);
    gathering.add(ONE);
    expect(told).toHaveLength(1);
    vi.advanceTimersByTime(1_000);
    expect(told[1]).toEqual([OTHER, ONE]);
    vi.advanceTimersByTime(5_000);
    gathering.add(ONE);
    expect(told).toHaveLength(3);
  });

  it('is not told any more when nobody listens', () => {
    const told: News[][] = [];
    const gathering = new Gathering((news) => told.push(news), 1_000);
    gathering.add(ONE);
    gathering.add(OTHER);

    gathering.stop();
    vi.advanceTimersByTime(5_000);

    expect(told).toEqual([[ONE]]);
  });
});
