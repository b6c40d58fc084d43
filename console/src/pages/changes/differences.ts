/** What is different between two values, field by field. No React, no network. */

export type Entry = { mark: 'same' | 'removed' | 'added'; text: string };

export type Difference =
  /** A field that has another value, or is new, or is gone. */
  | { kind: 'value'; path: string; before?: string; after?: string }
  /** A list in which entries came, went or moved. */
  | { kind: 'list'; path: string; entries: Entry[] }
  /** A secret: never shown, not even here. */
  | { kind: 'secret'; path: string };

const COMPARED_ENTRIES = 500;

export function differencesOf(before: unknown, after: unknown, secretsChanged: string[] = []): Difference[] {
  return [...between('', before, after), ...secretsChanged.map((path): Difference => ({ kind: 'secret', path }))];
}

function between(path: string, before: unknown, after: unknown): Difference[] {
  if (same(before, after)) return [];
  if (isObject(before ?? {}) && isObject(after ?? {})) {
    const [old, now] = [(before ?? {}) as Fields, (after ?? {}) as Fields];
    const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return names.flatMap((name) => between(path === '' ? name : `${path}.${name}`, old[name], now[name]));
  }
  if (Array.isArray(before ?? []) && Array.isArray(after ?? [])) return ofLists(path, (before ?? []) as unknown[], (after ?? []) as unknown[]);
  return [{ kind: 'value', path, before: shownOf(before), after: shownOf(after) }];
}

/** Entries that stand in the place of others are compared with them where that says more: objects field by field. */
function ofLists(path: string, before: unknown[], after: unknown[]): Difference[] {
  const sameLength = before.length === after.length;
  const oneByOne = sameLength && [...before, ...after].every((item) => isObject(item) && !('id' in item));
  if (oneByOne) return before.flatMap((item, index) => between(`${path}[${index}]`, item, after[index]));
  return [{ kind: 'list', path, entries: compared(before.map(entryOf), after.map(entryOf)) }];
}

/** The longest common part stays, what is not in it was removed or added. */
export function compared(before: string[], after: string[]): Entry[] {
  if (before.length > COMPARED_ENTRIES || after.length > COMPARED_ENTRIES) {
    const [old, now] = [new Set(before), new Set(after)];
    return [...marked(before.filter((item) => !now.has(item)), 'removed'), ...marked(after.filter((item) => !old.has(item)), 'added')];
  }
  // lengths[i][j]: of the longest common part of what begins at i and at j.
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      (lengths[i] as number[])[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const entries: Entry[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      entries.push({ mark: 'same', text: before[i++] as string });
      j++;
    } else if (i < before.length && (j >= after.length || at(i + 1, j) >= at(i, j + 1))) {
      entries.push({ mark: 'removed', text: before[i++] as string });
    } else {
      entries.push({ mark: 'added', text: after[j++] as string });
    }
  }
  return entries;
}

function marked(items: string[], mark: Entry['mark']): Entry[] {
  return items.map((text) => ({ mark, text }));
}

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Nothing is as good as empty: what nobody wrote is no news. */
function same(a: unknown, b: unknown): boolean {
  return isEmpty(a) && isEmpty(b) ? true : JSON.stringify(a) === JSON.stringify(b);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

function shownOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** What has an id, such as a policy in a chain, is called by its name. */
function entryOf(item: unknown): string {
  if (isObject(item) && 'id' in item) return String(item.name ?? item.id);
  return typeof item === 'string' ? item : JSON.stringify(item);
}
