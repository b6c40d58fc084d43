/** What a node trusts, where the control plane has a CA of its own. */
export const CA_FILE = 'ca.crt';

interface Node {
  /** Of the control plane. */
  host: string;
  port: number;
  ownCa: boolean;
  gatewayId: string;
  name: string;
}

/** The command that starts a node which is known by the two files. */
export function commandOf({ host, port, ownCa, gatewayId, name }: Node): string {
  const file = fileNameOf(name);
  const address = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return [
    `SIGNALBOX_CONTROL_PLANE=${address}:${port}`,
    ...(ownCa ? [`SIGNALBOX_CONTROL_PLANE_CA=${CA_FILE}`] : []),
    `SIGNALBOX_GATEWAY_ID=${gatewayId}`,
    `SIGNALBOX_CLIENT_CERT_PATH=${file}.crt`,
    `SIGNALBOX_CLIENT_KEY_PATH=${file}.key`,
    `SIGNALBOX_STATE_DIR=${file}-state`,
    './signalbox data-plane',
  ].join(' \\\n  ');
}

/** A name for files that a shell takes as it is. */
export function fileNameOf(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9._]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return safe === '' ? 'node' : safe;
}
