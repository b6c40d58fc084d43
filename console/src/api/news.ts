/** What the control plane says is new: only what to read again. No React, no network. */
export type News = { kind: 'all' } | { kind: 'version' | 'nodes'; gatewayId: string };

/** No event tells of these: they are asked for by the clock, or when somebody asks. */
const UNTOLD = new Set<unknown>(['session', 'yaml', 'traffic', 'connections', 'rejections', 'change']);

/** What changes with what nodes say. */
const OF_NODES = new Set<unknown>(['topology', 'nodes', 'node', 'node-errors', 'node-live']);

/** Whether what was read under this key is to be read again. */
export function isOld(key: readonly unknown[], news: News): boolean {
  const [name, gatewayId] = key;
  if (UNTOLD.has(name)) return false;
  if (news.kind === 'all') return true;
  if (news.kind === 'nodes') return OF_NODES.has(name) && gatewayId === news.gatewayId;
  return name === 'gateways' || gatewayId === news.gatewayId;
}

/** One event of the stream; nothing where it is not understood. */
export function newsOf(kind: string, data: string): News | undefined {
  if (kind === 'all') return { kind };
  if (kind !== 'version' && kind !== 'nodes') return undefined;
  const content: unknown = JSON.parse(data);
  const gatewayId = typeof content === 'object' && content !== null && 'gateway_id' in content ? content.gateway_id : undefined;
  return typeof gatewayId === 'string' ? { kind, gatewayId } : undefined;
}

/** Tells of the first news at once, and of what comes within some time after it together: a storm of changes is no storm of reads. */
export class Gathering {
  private waiting: News[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly tell: (news: News[]) => void,
    private readonly millis: number,
  ) {}

  add(news: News) {
    this.waiting.push(news);
    if (this.timer === undefined) this.pass();
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = [];
  }

  private pass() {
    this.timer = undefined;
    if (this.waiting.length === 0) return;
    const told = this.waiting;
    this.waiting = [];
    this.timer = setTimeout(() => this.pass(), this.millis);
    this.tell(told);
  }
}
