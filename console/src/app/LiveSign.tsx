import { useListening } from '../api/live';
import { Tag } from '../parts/Tag';

/** Whether pages are told of what is new, or ask for it every few seconds. */
export function LiveSign() {
  return useListening() ? <Tag color="green">● live</Tag> : <Tag color="gray">○ asks every 5 s</Tag>;
}
