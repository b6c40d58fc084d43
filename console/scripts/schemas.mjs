// Writes what forms are made of: the schemas of the API's document that requests refer to, as JSON.
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { parse } from 'yaml';

const document = parse(readFileSync(new URL('../../api-spec/openapi.yaml', import.meta.url), 'utf8'), { maxAliasCount: 0 });
const bodies = {};
const wanted = new Set();

function collect(value) {
  if (Array.isArray(value)) return value.forEach(collect);
  if (value === null || typeof value !== 'object') return;
  for (const [key, item] of Object.entries(value)) {
    if (key === '$ref') {
      const name = item.split('/').pop();
      if (!wanted.has(name)) {
        wanted.add(name);
        collect(document.components.schemas[name]);
      }
    } else if (key === 'mapping') {
      Object.values(item).forEach((ref) => collect({ $ref: ref }));
    } else {
      collect(item);
    }
  }
}

for (const [path, operations] of Object.entries(document.paths)) {
  for (const method of ['post', 'put', 'patch']) {
    const schema = operations[method]?.requestBody?.content?.['application/json']?.schema;
    if (schema) {
      bodies[`${method} ${path}`] = schema;
      collect(schema);
    }
  }
}
const schemas = Object.fromEntries(
  [...wanted].sort().map((name) => [name, strip(document.components.schemas[name])]),
);
function strip(value) {
  if (Array.isArray(value)) return value.map(strip);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'example').map(([key, item]) => [key, strip(item)]));
}
mkdirSync(new URL('../src/generated/', import.meta.url), { recursive: true });
writeFileSync(new URL('../src/generated/schemas.json', import.meta.url), JSON.stringify({ bodies, schemas }));
