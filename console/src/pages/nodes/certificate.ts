/**
 * A key pair and a self-signed certificate for a node, made in the browser: the key is never anywhere else. The gateway pins the
 * certificate as it is, so it needs no more than a name, a time and a key.
 */

export interface NodeIdentity {
  certificate: string;
  key: string;
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const YEARS = 10;
const HOUR_MILLIS = 3_600_000;
const SERIAL_BYTES = 16;

/** Object identifiers, as DER has them. */
const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const COMMON_NAME = [0x55, 0x04, 0x03];
const EXTENDED_KEY_USAGE = [0x55, 0x1d, 0x25];
const CLIENT_AUTHENTICATION = [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const GENERALIZED_TIME = 0x18;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const FIRST_YEAR_OF_GENERALIZED_TIME = 2050;

export async function makeIdentity(commonName: string, now: Date = new Date()): Promise<NodeIdentity> {
  const pair = await crypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey));
  const signed = toBeSigned(commonName, publicKey, crypto.getRandomValues(new Uint8Array(SERIAL_BYTES)), now);
  const signature = new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, signed));
  const certificate = der(SEQUENCE, signed, algorithm(), bits(signatureAsDer(signature)));
  return {
    certificate: pem('CERTIFICATE', certificate),
    key: pem('PRIVATE KEY', new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey))),
  };
}

function toBeSigned(commonName: string, publicKey: Uint8Array, serial: Uint8Array, now: Date): Uint8Array<ArrayBuffer> {
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, identifier(COMMON_NAME), der(UTF8_STRING, new TextEncoder().encode(commonName)))));
  const begin = new Date(now.getTime() - HOUR_MILLIS); // clocks differ
  const end = new Date(begin);
  end.setUTCFullYear(end.getUTCFullYear() + YEARS);
  const usage = der(SEQUENCE, identifier(EXTENDED_KEY_USAGE), der(OCTET_STRING, der(SEQUENCE, identifier(CLIENT_AUTHENTICATION))));
  return der(
    SEQUENCE,
    der(0xa0, der(INTEGER, new Uint8Array([2]))), // version 3
    integer(serial),
    algorithm(),
    name,
    der(SEQUENCE, time(begin), time(end)),
    name,
    publicKey,
    der(0xa3, der(SEQUENCE, usage)),
  );
}

/** The two numbers that WebCrypto puts behind each other, as X.509 wants them. */
function signatureAsDer(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  return der(SEQUENCE, integer(signature.slice(0, half)), integer(signature.slice(half)));
}

function algorithm(): Uint8Array {
  return der(SEQUENCE, identifier(ECDSA_WITH_SHA256));
}

function identifier(bytes: number[]): Uint8Array {
  return der(OBJECT_IDENTIFIER, new Uint8Array(bytes));
}

function bits(content: Uint8Array): Uint8Array {
  return der(BIT_STRING, new Uint8Array([0]), content);
}

/** A positive number: no zeros in front but the one that keeps it positive. */
export function integer(big: Uint8Array): Uint8Array {
  let from = 0;
  while (from < big.length - 1 && big[from] === 0) from++;
  const digits = big.slice(from);
  return digits[0]! >= 0x80 ? der(INTEGER, new Uint8Array([0]), digits) : der(INTEGER, digits);
}

function time(at: Date): Uint8Array {
  const text = `${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  const general = at.getUTCFullYear() >= FIRST_YEAR_OF_GENERALIZED_TIME;
  return der(general ? GENERALIZED_TIME : UTC_TIME, new TextEncoder().encode(general ? text : text.slice(2)));
}

export function der(tag: number, ...contents: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  const head = [tag, ...lengthOf(length)];
  const all = new Uint8Array(head.length + length);
  all.set(head);
  let at = head.length;
  for (const content of contents) {
    all.set(content, at);
    at += content.length;
  }
  return all;
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function pem(label: string, content: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...content));
  return `-----BEGIN ${label}-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;
}
