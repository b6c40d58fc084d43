import { describe, expect, it } from 'vitest';
import { bodyOf, fieldOf } from '../../forms/schema';
import { chainsOf, moved } from './chains';

describe('a chain', () => {
  it('has one policy elsewhere, and the others as they were', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'b', 'c']);
    expect(moved(['a'], 3, 0)).toEqual(['a']);
  });

  it('takes policies that the API knows', () => {
    for (const chain of [...chainsOf('listeners'), ...chainsOf('virtual-clusters')]) {
      expect(fieldOf(bodyOf(chain.post)).kind, chain.title).toBe('union');
      expect(fieldOf(bodyOf(chain.put)).kind, chain.title).toBe('union');
    }
  });
});
