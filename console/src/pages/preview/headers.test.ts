import { expect, it } from 'vitest';
import { headersOf } from './headers';

it('reads headers line by line', () => {
  expect(headersOf('source: app\n\nempty:\n bare \nurl: http://a:1')).toEqual([
    { key: 'source', value: 'app' },
    { key: 'empty', value: '' },
    { key: 'bare' },
    { key: 'url', value: 'http://a:1' },
  ]);
});
