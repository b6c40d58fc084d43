/** What to do about a problem, by its code. The longest beginning that is known counts. docs/operating.md says more. */
const ADVICE: Record<string, string> = {
  'listener.bind_failed': 'Free the address and port, or change the listener. The node tries again every two seconds.',
  'listener.port_conflict': 'An older listener has the same address and port: change one of the two.',
  'virtual_cluster.not_enforceable': 'Upgrade the node, or take back what was declared.',
  'backend_cluster.not_enforceable': 'Upgrade the node, or take back what was declared.',
  'schema_registry.unavailable': 'Look at the registry, and at network and credentials between node and registry.',
  'virtual_cluster.token_keys_unavailable': 'See that the node reaches the endpoint of the keys (jwks).',
  'virtual_cluster.consumer_stuck': 'Mend the policy or what it needs, choose another failure mode, or set the consumers to a later offset.',
  'virtual_cluster.key_unavailable': "Look at the node's credentials for AWS KMS, and at its network.",
  'virtual_cluster.key_refused': 'Look at the key in AWS KMS, and at who may use it.',
  'listener_policy.destination_missing': 'Mend the virtual cluster that the policy leads to.',
  'listener_policy.brokers_not_exposed': 'Take the ports and the min_broker_id that the message proposes.',
  'listener_policy.ports_unused': 'Write the smallest port first.',
  'listener_policy.never_matches': 'Move the policy up in its chain, or remove it.',
  'listener_policy.needs_tls_server': 'Add a tls_server policy to the chain, before this one.',
  'backend_cluster.unreachable': 'Look at the addresses in the message. Connections that are open go on.',
  'backend_cluster.broker_unreachable': 'Look at name, network and firewall between node and broker. The node asks again every few seconds.',
  'backend_cluster.loop': "Mend the broker's advertised.listeners or the bootstrap_servers: they lead back to this gateway.",
  'backend_cluster.broker_address_unusable': "Mend the broker's advertised.listeners.",
  'backend_cluster.tls_failed': 'As the message says: names, trusted CAs and times of the certificates between node and broker.',
  'backend_cluster.authentication_failed': 'As the message says: the credentials that the node has for the brokers.',
  'static_key.': 'Set the variable of the key on every node.',
  'tls_server.': 'Replace the certificate of the tls_server policy, or the file that it refers to.',
  'node.incompatible_version': "Run a newer release of the node, or lower the gateway's min_runtime_version.",
  'node.duplicate_id': 'Stop one of the two processes, remove node-id from its state directory, and start it again.',
};

export function adviceFor(code: string): string | undefined {
  const known = Object.keys(ADVICE)
    .filter((start) => (start.endsWith('.') ? code.startsWith(start) : code === start))
    .sort((a, b) => b.length - a.length)[0];
  return known === undefined ? undefined : ADVICE[known];
}

/** Where the pages about an entity are, below the gateway's; undefined of what has none. */
export function pageOfEntity(type: string, id: string): string | undefined {
  if (type === 'node') return `nodes/${id}`;
  const collections: Record<string, string> = {
    listener: 'listeners',
    virtual_cluster: 'virtual-clusters',
    backend_cluster: 'backend-clusters',
    schema_registry: 'schema-registries',
    static_key: 'static-keys',
    tls_trust_bundle: 'tls-trust-bundles',
    data_plane_certificate: 'data-plane-certificates',
  };
  const collection = collections[type];
  return collection && `${collection}/${id}`;
}
