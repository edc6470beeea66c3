import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Front, openFront } from '../../helpers/identity-front/index.ts';
import type { Principal } from '../../helpers/identity-front/types.ts';
import { shareWorld, type Team, type World } from '../world.ts';

export const DOMAIN = 'acme.example';
const REGION = 'eu-west-1';

/** What a person has on the machine. */
export interface Belongings {
  readonly env?: Readonly<Record<string, string>>;
  /** Files below the home, by path: `.aws/config`. Never in a folder that is searched for secrets. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Place {
  world(): World;
  front(): Front;
  /** Somebody with a home and no credentials but these, before the front. */
  person(belongings?: Belongings): Team & { readonly home: string };
}

/** One rehearsal and one front for a file of tests. */
export function openPlace(): Place {
  const world = shareWorld({ domain: DOMAIN, region: REGION, speed: 200 });
  const homes: string[] = [];
  let front: Front | null = null;
  const theFront = () => {
    if (front === null) throw new Error('the front is not open yet');
    return front;
  };
  beforeAll(async () => {
    front = await openFront(world().env);
  });
  afterAll(async () => {
    await front?.close();
    for (const home of homes) rmSync(home, { recursive: true, force: true });
  });
  return {
    world,
    front: theFront,
    person({ env = {}, files = {} } = {}) {
      const home = mkdtempSync(join(tmpdir(), 'ses-migrate-home-'));
      homes.push(home);
      for (const [path, text] of Object.entries(files)) {
        const file = join(home, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text, { mode: path.endsWith('.sh') ? 0o700 : 0o600 });
      }
      const team = world().team({
        HOME: home,
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_CONFIG_FILE: '',
        AWS_SHARED_CREDENTIALS_FILE: '',
        AWS_ENDPOINT_URL: theFront().url,
        AWS_EC2_METADATA_DISABLED: 'false',
        AWS_EC2_METADATA_SERVICE_ENDPOINT: theFront().url,
        ...env,
      });
      return { ...team, home };
    },
  };
}

/** Variables with the keys of somebody. */
export function keysOf({ keyId, secret, token }: Principal): Readonly<Record<string, string>> {
  return {
    AWS_ACCESS_KEY_ID: keyId,
    AWS_SECRET_ACCESS_KEY: secret,
    ...(token === null ? {} : { AWS_SESSION_TOKEN: token }),
  };
}

/** The lines of a profile with the keys of somebody. */
export function keyLines({ keyId, secret, token }: Principal): string {
  const lines = [`aws_access_key_id = ${keyId}`, `aws_secret_access_key = ${secret}`];
  return `${[...lines, ...(token === null ? [] : [`aws_session_token = ${token}`])].join('\n')}\n`;
}

/** An instance with a role that may do everything: what a run must not fall back to. */
export function withMachineRole(front: Front): string {
  const arn = 'arn:aws:iam::999988887777:role/web-server';
  front.state.instanceRole = arn;
  return arn;
}
