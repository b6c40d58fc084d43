/** The command that starts a node which is known by the two files. */
export function commandOf(at: { controlPlaneHost: string; gatewayId: string; name: string }): string {
  const file = fileNameOf(at.name);
  const host = at.controlPlaneHost.includes(':') && !at.controlPlaneHost.startsWith('[') ? `[${at.controlPlaneHost}]` : at.controlPlaneHost;
  return [
    `SIGNALBOX_CONTROL_PLANE=${host}:9465 \\`,
    'SIGNALBOX_CONTROL_PLANE_CA=ca.crt \\',
    `SIGNALBOX_GATEWAY_ID=${at.gatewayId} \\`,
    `SIGNALBOX_CLIENT_CERT_PATH=${file}.crt \\`,
    `SIGNALBOX_CLIENT_KEY_PATH=${file}.key \\`,
    './signalbox data-plane',
  ].join('\n');
}

/** A name for files that a shell takes as it is. */
export function fileNameOf(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9._]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return safe === '' ? 'node' : safe;
}
