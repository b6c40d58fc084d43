/** The same call for a terminal. The token comes from a variable: none is ever on a page. */
export function asCurl(method: string, path: string, body: unknown, origin: string): string {
  const lines = [
    `curl -sS --fail-with-body -X ${method} ${quoted(`${origin}/v1${path}`)}`,
    `  -H "Authorization: Bearer $TOKEN"`,
  ];
  if (body !== undefined) {
    lines.push(`  -H "Content-Type: application/json"`, `  -d ${quoted(JSON.stringify(body, null, 2))}`);
  }
  return lines.join(' \\\n');
}

/** For a POSIX shell: nothing in it means anything there. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A document that declares this gateway, as the path apply takes it. */
export function asGatewayDeclaration(body: unknown): unknown {
  return { event_gateways: [{ ref: 'gateway', ...(body as object) }] };
}

/** A document that declares this entity. */
export function asDeclaration(gatewayName: string, collection: string, body: unknown): unknown {
  return asGatewayDeclaration({ name: gatewayName, [propertyOf(collection)]: [{ ref: nameOf(body) ?? collection, ...(body as object) }] });
}

/**
 * An entity with a chain of its policies, as a document declares both. All of a chain stand in it: those that a document does not name
 * would go behind those that it does.
 */
export function withPolicies(entity: unknown, chain: string, policies: unknown[]): unknown {
  const items = policies.map((policy, index) => ({ ref: `policy-${nameOf(policy) ?? index + 1}`, ...(policy as object) }));
  return { ...(entity as object), [propertyOf(chain)]: items };
}

function propertyOf(collection: string): string {
  return collection.replaceAll('-', '_');
}

function nameOf(body: unknown): string | undefined {
  return typeof body === 'object' && body !== null && 'name' in body && body.name !== '' ? String(body.name) : undefined;
}
