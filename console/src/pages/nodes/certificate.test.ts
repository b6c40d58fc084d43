// @ts-expect-error the page has no types of Node's, and needs none
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { der, integer, makeIdentity } from './certificate';

it('makes a certificate that others can read, and the key that belongs to it', async () => {
  const made = await makeIdentity('node-ü 1', new Date('2026-11-27T05:00:00Z'));

  const certificate = new X509Certificate(made.certificate);

  expect(certificate.subject).toBe('CN=node-ü 1');
  expect(certificate.issuer).toBe('CN=node-ü 1');
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
  expect(new Date(certificate.validFrom).toISOString()).toBe('2026-11-27T04:00:00.000Z');
  expect(new Date(certificate.validTo).toISOString()).toBe('2036-11-27T04:00:00.000Z');
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
});

it('makes valid certificates whatever numbers come out', async () => {
  for (let i = 0; i < 40; i++) {
    const certificate = new X509Certificate((await makeIdentity(`n${i}`)).certificate);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  }
});

it('writes times from 2050 on in the long form', async () => {
  const certificate = new X509Certificate((await makeIdentity('n', new Date('2045-01-01T00:00:00Z'))).certificate);

  expect(new Date(certificate.validTo).getUTCFullYear()).toBe(2054);
});

it('writes numbers and lengths as DER wants them', () => {
  expect([...integer(new Uint8Array([0, 0, 5]))]).toEqual([2, 1, 5]);
  expect([...integer(new Uint8Array([0, 0x80]))]).toEqual([2, 2, 0, 0x80]);
  expect([...integer(new Uint8Array([0]))]).toEqual([2, 1, 0]);
  expect([...der(4, new Uint8Array(200)).slice(0, 3)]).toEqual([4, 0x81, 200]);
  expect([...der(4, new Uint8Array(300)).slice(0, 4)]).toEqual([4, 0x82, 1, 44]);
});
