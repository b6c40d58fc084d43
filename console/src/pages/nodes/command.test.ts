import { expect, it } from 'vitest';
import { commandOf, fileNameOf } from './command';

it('names files so that no shell takes them for something else', () => {
  expect(fileNameOf('node-1')).toBe('node-1');
  expect(fileNameOf("rack 7; rm -rf '/'")).toBe('rack-7-rm-rf');
  expect(fileNameOf('../../etc')).toBe('etc');
  expect(fileNameOf('--help')).toBe('help');
  expect(fileNameOf('ü')).toBe('node');
});

it('writes a command with what the node has to know', () => {
  const node = { host: '::1', port: 9465, ownCa: true, gatewayId: 'g', name: 'node 1' };

  expect(commandOf(node).split(' \\\n  ')).toEqual([
    'SIGNALBOX_CONTROL_PLANE=[::1]:9465',
    'SIGNALBOX_CONTROL_PLANE_CA=ca.crt',
    'SIGNALBOX_GATEWAY_ID=g',
    'SIGNALBOX_CLIENT_CERT_PATH=node-1.crt',
    'SIGNALBOX_CLIENT_KEY_PATH=node-1.key',
    'SIGNALBOX_STATE_DIR=node-1-state',
    './signalbox data-plane',
  ]);
  expect(commandOf({ ...node, ownCa: false })).not.toContain('ca.crt');
});
