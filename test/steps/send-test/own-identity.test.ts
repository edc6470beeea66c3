/** SPF that does not align, because SES went by an identity of the sender itself. */

import { expect, test } from 'vitest';
import { finding } from '../../../src/core/model/findings.ts';
import { PortError } from '../../../src/ports/index.ts';
import { withOwnIdentity } from '../../../src/steps/send-test/own-identity.ts';
import type { ApplyContext } from '../../../src/steps/step.ts';
import { type AwsScript, byService, fakePorts } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';

const UNALIGNED = finding('send/mail-from-ses', 'SPF passes for amazonses.com.', {
  fix: 'check-dns',
});
const own = (name: string, mailFrom: string | null) =>
  w.identity({ name, mailFrom: { domain: mailFrom } });

async function explained(from: string, aws: AwsScript, findings = [UNALIGNED]) {
  const { ports } = fakePorts(byService(aws));
  const context = { ports, world: w.world() } as unknown as ApplyContext;
  const raw = Buffer.from(`Subject: x\r\nFrom: ${from}\r\n\r\nbody\r\n`);
  return withOwnIdentity(findings, raw, context);
}

test.each<[string, string, AwsScript, string]>([
  [
    'an address',
    `Ann <ann@${w.DOMAIN}>`,
    { identity: [own(`ann@${w.DOMAIN}`, null)] },
    `ann@${w.DOMAIN}`,
  ],
  [
    'a subdomain',
    `ann@news.${w.DOMAIN}`,
    { identity: [null, own(`news.${w.DOMAIN}`, null)] },
    `news.${w.DOMAIN}`,
  ],
])('%s with an identity of its own is the cause', async (_name, from, aws, subject) => {
  const [found] = await explained(from, aws);
  expect(found).toMatchObject({ code: 'send/own-identity', subject });
  expect(found?.message).toContain(`${subject} has its own identity without a MAIL FROM domain`);
  expect(found?.fixes?.[0]?.command).toMatch(
    /^aws sesv2 put-email-identity-mail-from-attributes --region eu-west-1 --email-identity /,
  );
});

test.each<[string, string, AwsScript]>([
  ['none of its own', `ann@${w.DOMAIN}`, { identity: [null] }],
  [
    'one with its own MAIL FROM domain',
    `ann@${w.DOMAIN}`,
    { identity: [own(`ann@${w.DOMAIN}`, `mail.${w.DOMAIN}`)] },
  ],
  [
    'what may not be read',
    `ann@${w.DOMAIN}`,
    { identity: [new PortError('no', { reason: 'denied', errorName: 'AccessDenied' })] },
  ],
  ['a From that is no address', 'undisclosed', {}],
])('%s changes nothing', async (_name, from, aws) => {
  expect(await explained(from, aws)).toEqual([UNALIGNED]);
});

test('where SPF has another cause nobody is asked', async () => {
  const other = finding('send/spf-fails', 'SPF gives fail.', {});
  expect(await explained(`ann@${w.DOMAIN}`, {}, [other])).toEqual([other]);
});
