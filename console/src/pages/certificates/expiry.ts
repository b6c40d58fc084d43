/** How long a certificate is valid yet, and how bad that is. No React, no network. */

const DAY_SECONDS = 86_400;
const SOON_DAYS = 30;
const VERY_SOON_DAYS = 7;

export interface Expiry {
  text: string;
  state: 'valid' | 'warning' | 'error';
}

export function expiryOf(unixSeconds: number | undefined, nowMillis: number): Expiry {
  if (unixSeconds === undefined) return { text: 'not known', state: 'valid' };
  const days = Math.floor((unixSeconds - nowMillis / 1000) / DAY_SECONDS);
  if (days < 0) return { text: 'has expired', state: 'error' };
  const text = days === 0 ? 'in less than a day' : days === 1 ? 'in 1 day' : `in ${days} days`;
  return { text, state: days < VERY_SOON_DAYS ? 'error' : days < SOON_DAYS ? 'warning' : 'valid' };
}

interface Named {
  address?: string;
  certificate_covers?: boolean;
}

/** The addresses of which the listener's certificate says that they are not its own. */
export function uncovered(policies: { bootstrap: Named[]; brokers: Named[] }[]): string[] {
  const addresses = policies.flatMap((policy) => [...policy.bootstrap, ...policy.brokers]);
  return [...new Set(addresses.filter((item) => item.certificate_covers === false).flatMap((item) => item.address ?? []))];
}

/** How many addresses the certificate is known to be for. */
export function coveredCount(policies: { bootstrap: Named[]; brokers: Named[] }[]): number {
  return policies.flatMap((policy) => [...policy.bootstrap, ...policy.brokers]).filter((item) => item.certificate_covers).length;
}
