import type { UsedCertificate } from './useCertificates';

/** How long a certificate is valid yet, and how bad that is. No React, no network. */

const DAY_MILLIS = 86_400_000;
export const SOON_DAYS = 30;
const VERY_SOON_DAYS = 7;

export interface Expiry {
  text: string;
  state: 'valid' | 'warning' | 'error';
}

export function expiryOf(notAfter: string | undefined, nowMillis: number): Expiry {
  if (notAfter === undefined) return { text: 'not known', state: 'valid' };
  const days = Math.floor((Date.parse(notAfter) - nowMillis) / DAY_MILLIS);
  if (days < 0) return { text: 'has expired', state: 'error' };
  const text = days === 0 ? 'in less than a day' : days === 1 ? 'in 1 day' : `in ${days} days`;
  return { text, state: days < VERY_SOON_DAYS ? 'error' : days < SOON_DAYS ? 'warning' : 'valid' };
}

/** How many expire within a month or have done so, and how many do not cover addresses that clients are given. */
export interface Worries {
  expiring: number;
  uncovering: number;
}

export function worriesOf(certificates: UsedCertificate[], nowMillis: number): Worries {
  return {
    expiring: certificates.filter((certificate) => expiryOf(certificate.not_after, nowMillis).state !== 'valid').length,
    uncovering: certificates.filter((certificate) => certificate.uncovered.length > 0).length,
  };
}

const PURPOSES: Record<UsedCertificate['purpose'], string> = {
  listener: 'shown to clients',
  client_trust: "checks clients' certificates",
  backend_trust: "checks brokers' certificates",
  backend_client: 'shown to brokers',
  node: 'shown by a node to the control plane',
};

export function purposeOf(certificate: UsedCertificate): string {
  return PURPOSES[certificate.purpose];
}
