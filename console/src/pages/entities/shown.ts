import { dateTime } from '../../parts/format';
import { labelOf } from '../../forms/schema';

/** An entity for people: its properties in words, without what is empty. No React, no network. */

/** Of certificates and schemas the beginning; the whole stands in the entity's JSON. */
const SHOWN_LINES = 24;
const ELSEWHERE = new Set(['id', 'name']);

export function shownOf(entity: Record<string, unknown>): [name: string, text: string][] {
  return Object.entries(entity)
    .filter(([name, value]) => !ELSEWHERE.has(name) && !isEmpty(value))
    .map(([name, value]) => [labelOf(name), /_at$/.test(name) ? dateTime(String(value)) : shortened(linesOf(value)).join('\n')]);
}

/** Lists and objects line by line, what is inside moved in. */
function linesOf(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.every((item) => typeof item !== 'object') ? [value.join(', ')] : value.flatMap((item) => marked(linesOf(item)));
  }
  if (typeof value === 'object' && value !== null) {
    if (isReference(value)) return [value.name];
    return Object.entries(value)
      .filter(([, item]) => !isEmpty(item))
      .flatMap(([name, item]) => {
        const inside = linesOf(item);
        const short = inside.length === 1 && (typeof item !== 'object' || Array.isArray(item));
        return short ? [`${labelOf(name)}: ${inside[0]}`] : [`${labelOf(name)}:`, ...inside.map((line) => `  ${line}`)];
      });
  }
  return String(value).trimEnd().split('\n');
}

function shortened(lines: string[]): string[] {
  return lines.length <= SHOWN_LINES ? lines : [...lines.slice(0, SHOWN_LINES), `… ${lines.length - SHOWN_LINES} lines more`];
}

function marked(lines: string[]): string[] {
  return lines.map((line, index) => `${index === 0 ? '•' : ' '} ${line}`);
}

/** To another entity, which is known by its name. */
function isReference(value: object): value is { id: string; name: string } {
  return Object.keys(value).sort().join() === 'id,name';
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}
