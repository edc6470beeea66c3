/** Rights that are missing: known before the first change, and half-way what exists is listed. */

import { describe, expect, test, vi } from 'vitest';
import { shareWorld } from '../world.ts';

vi.setConfig({ testTimeout: 120_000 });

const DOMAIN = 'acme.example';
const PUBLISH = 'route53:ChangeResourceRecordSets';

describe('publishing is denied', () => {
  const world = shareWorld({ domain: DOMAIN, speed: 200, fault: [`deny:${PUBLISH}`] });

  test('the simulator is asked before the identity is made, for what follows from it', async () => {
    const report = await world().team().report(['verify-domain', DOMAIN, '--yes']);
    expect(report).toMatchObject({ exitCode: 4, error: { code: 'aws/will-be-refused' } });
    expect(report.error?.message).toContain(
      `AWS will refuse ${PUBLISH} on arn:aws:route53:::hostedzone/`,
    );
    expect(report.error?.message).not.toContain('had already made these changes');
    expect(await world().writes()).toEqual([]);
  });

  test('without the simulator, the refusal lists what exists by then', async () => {
    const report = await world()
      .team()
      .report(['verify-domain', DOMAIN, '--yes', '--no-preflight']);
    expect(report).toMatchObject({ exitCode: 4, error: { code: 'aws/denied' } });
    expect(report.error?.message).toMatch(
      /This run had already made these changes, which remain:\n {2}\+ identity acme\.example: Easy DKIM, 2048-bit keys\n {2}\+ MAIL FROM domain: \S+\.acme\.example$/,
    );
    expect(JSON.stringify(report.error)).not.toContain('"Effect":"Allow"');
  });
});

describe('records by hand', () => {
  const world = shareWorld({ domain: DOMAIN, speed: 1, dns: 'manual' });

  test('--wait shows the records before it waits for them', async () => {
    const { stderr } = await world().team().run(['verify-domain', DOMAIN, '--yes', '--wait=2s']);
    const shown = stderr.indexOf('Enter these 6 records');
    expect(shown).toBeGreaterThan(-1);
    expect(stderr.slice(shown)).toMatch(/_domainkey/);
    // The last cards come before the first word on waiting.
    const waiting = stderr.indexOf('next check in');
    expect(waiting === -1 || waiting > stderr.lastIndexOf('_domainkey')).toBe(true);
  });
});
