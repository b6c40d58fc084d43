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
  const command = commandOf({ controlPlaneHost: '::1', gatewayId: 'g', name: 'node 1' });

  expect(command).toContain('SIGNALBOX_CONTROL_PLANE=[::1]:9465');
  expect(command).toContain('SIGNALBOX_GATEWAY_ID=g');
  expect(command).toContain('SIGNALBOX_CLIENT_KEY_PATH=node-1.key');
});
