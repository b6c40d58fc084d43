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

/** A document that declares this entity, as the path apply takes it. */
export function asDeclaration(gatewayName: string, collection: string, body: unknown): unknown {
  const name = typeof body === 'object' && body !== null && 'name' in body ? String(body.name) : collection;
  return {
    event_gateways: [
      { ref: 'gateway', name: gatewayName, [collection.replaceAll('-', '_')]: [{ ref: name, ...(body as object) }] },
    ],
  };
}
