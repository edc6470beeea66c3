import { expect, test } from 'vitest';
import { shareWorld } from './world.ts';

const world = shareWorld({ region: 'eu-central-1', speed: 50 });
const ANN = 'ann@example.net';
const BOB = 'bob@other.example';

/** The link of the newest mail to this address. */
async function linkFor(address: string): Promise<string> {
  const mails = (await world().inbox()).filter(({ to }) => to.includes(address));
  const link = /^http\S+/m.exec(mails.at(-1)?.raw ?? '')?.[0];
  if (link === undefined) throw new Error(`no mail with a link to ${address}`);
  return link;
}

test('two addresses: one is clicked, one expires and is started again', async () => {
  const team = world().team();
  const begun = await team.report(['verify-address', ANN, BOB, '--yes']);
  expect([begun.exitCode, begun.status]).toEqual([8, 'waiting']);
  expect((await world().inbox()).map(({ to }) => to)).toEqual([[ANN], [BOB]]);

  const waiting = team.run(['verify-address', ANN, '--wait=60s']);
  expect((await fetch(await linkFor(ANN))).ok).toBe(true);
  expect((await waiting).exitCode).toBe(0);

  const old = await linkFor(BOB);
  await world().pass('25h');
  expect((await fetch(old)).ok).toBe(false);
  const both = ['verify-address', ANN, BOB, '--yes'];
  const plain = await team.run(both);
  expect(plain.exitCode).toBe(1);
  expect(plain.stdout).toContain(`ses-migrate verify-address ${BOB} --confirm ${BOB}`);

  const anew = await team.report([...both, '--confirm', BOB]);
  expect(anew).toMatchObject({
    exitCode: 8,
    data: { addresses: [{ status: 'verified' }, { status: 'pending' }] },
  });
  expect((await fetch(await linkFor(BOB))).ok).toBe(true);
  expect((await team.report(both)).data.addresses).toMatchObject([
    { address: ANN, status: 'verified' },
    { address: BOB, status: 'verified', since: null },
  ]);
  expect(await world().writes()).toEqual([
    'CreateEmailIdentity',
    'CreateEmailIdentity',
    'DeleteEmailIdentity',
    'CreateEmailIdentity',
  ]);
});

test('a policy is printed alone on stdout, and what to know of it on stderr', async () => {
  const team = world().team();
  const args = ['print-policy', 'operator', '--domain', 'acme.example', '--for', 'make-smtp-creds'];
  const { stdout, stderr, exitCode } = await team.run(args);
  expect(exitCode).toBe(0);
  // The account is that of the rehearsal's credentials.
  const { Statement } = JSON.parse(stdout) as { Statement: readonly { Resource: unknown }[] };
  expect(Statement.map(({ Resource }) => Resource)).toContain(
    'arn:aws:iam::123456789012:user/ses-smtp-acme.example',
  );
  expect(stderr).toContain('iam:PutUserPolicy');
  const report = await team.report([...args, '--account', '1111-2222-3333']);
  expect(report).toMatchObject({
    status: 'done',
    target: { account: '111122223333' },
    data: { role: 'operator' },
  });
  expect((await team.run(['print-policy'])).exitCode).toBe(2);
});
