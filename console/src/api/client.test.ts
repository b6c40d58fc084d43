import { describe, expect, it } from 'vitest';
import { cursorOf } from './client';
import { ApiProblem, messageOf } from './problem';

describe('a page of the API', () => {
  it('says where the next one begins', () => {
    expect(cursorOf('/v1/event-gateways?page%5Bsize%5D=100&page%5Bafter%5D=abc%3D')).toBe('abc=');
    expect(cursorOf(null)).toBeUndefined();
  });
});

describe('a problem of the API', () => {
  it('has what is wrong, and where', () => {
    const problem = ApiProblem.of(400, { detail: 'no', invalid_parameters: [{ field: 'name', reason: 'is required' }, 7, {}] });

    expect(problem.message).toBe('no');
    expect(problem.invalidParameters).toEqual([{ field: 'name', reason: 'is required' }]);
  });

  it('is one, too, when something else than the API has answered', () => {
    expect(ApiProblem.of(502, '<html>').message).toBe('The control plane answered with 502');
    expect(messageOf(new TypeError('fetch failed'))).toBe('The control plane cannot be reached');
  });
});
