import { usage } from '../core/model/errors.ts';

/** A value and what it was set by, `AWS_CA_BUNDLE` or `ca_bundle of profile wrk`. */
export interface Setting {
  readonly value: string;
  readonly by: string;
}

/** As `new URL` writes it, so that `http://0x7f.1` is 127.0.0.1 as well. */
const THIS_MACHINE = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** @throws Failure `usage/bad-setting` for a value that is no URL of the web */
export function checkedUrl({ value, by }: Setting): URL {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return new URL(value);
  throw usage(
    'bad-setting',
    `${by} is not a URL: ${value}`,
    'It must start with https:// or http://.',
  );
}

/** Whether anyone between here and there can read and change what is sent. */
export function isOpenOnTheWay({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !THIS_MACHINE.test(hostname);
}

/** The error for an endpoint without TLS, over which a secret would travel. */
export function refusedPlain({ by }: Setting, { hostname }: URL, what: string, why: string): Error {
  return usage(
    'bad-setting',
    `${by} sends ${what} to ${hostname} without TLS, and ${why}.`,
    'Use https://, or an endpoint on this machine.',
  );
}
