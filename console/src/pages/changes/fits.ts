import { words } from '../../parts/format';
import type { Change } from './ChangesTable';

/** Whether a change has a text in anything that is shown of it. */
export function fits(change: Change, contains: string): boolean {
  const { version, changed_by, action, entity, detail } = change;
  const shown = [version, changed_by, words(action), words(entity.type), entity.name ?? entity.id, detail ?? ''];
  return shown.join('\n').toLowerCase().includes(contains.trim().toLowerCase());
}
