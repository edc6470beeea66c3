/** Records published into a world that others use, too: the true binary against Route 53 and Cloudflare. */
import { ListHostedZonesByNameCommand, Route53Client } from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import { answerAll, expectEnd, isAsked, openTool } from '../walk/person.ts';
import { findingsOf, shareWorld } from './world.ts';

const DOMAIN = 'acme.example';
const VERIFY = ['verify-domain', DOMAIN];
const SHARED = 'google-site-verification=5f2b61c09e';

function opsOf(data: Readonly<Record<string, unknown>>): string[] {
  return (data.changes as readonly { op: string }[]).map(({ op }) => op);
}

describe('Route 53, while a colleague writes to the zone', () => {
  const world = shareWorld({ domain: DOMAIN, dns: 'route53', speed: 20 });

  test('what was written after the plan was shown is kept: another plan is shown and asked for', async () => {
    const team = world().team();
    const pty = openTool(team, { cols: 100, rows: 60 }, VERIFY);
    await answerAll(pty, [{ asks: 'Make these changes in SES', answer: 'y' }]);
    const question = { asks: 'Write these records to Route 53', answer: 'y' };
    await isAsked(pty, question);
    await world().publish(`mail TXT "${SHARED}"`);
    pty.type('y');
    pty.key('enter');
    await pty.until(/AWS or DNS changed after this plan was made[\s\S]*~ TXT mail\.acme\.example/);
    expect((await world().writes()).includes('ChangeResourceRecordSets')).toBe(false);
    await pty.until(/AWS or DNS changed[\s\S]*^\? Write these records to Route 53/m);
    pty.type('y');
    pty.key('enter');
    await expectEnd(pty, 0);
    const zone = await world().zone();
    expect(
      zone.find(({ name, type }) => name === `mail.${DOMAIN}` && type === 'TXT')?.values,
    ).toEqual([SHARED, 'v=spf1 include:amazonses.com ~all']);
    expect(
      (await world().writes()).filter((name) => name === 'ChangeResourceRecordSets'),
    ).toHaveLength(1);

    const second = await team.report([...VERIFY, '--yes']);
    expect(second.exitCode).toBe(0);
    expect(new Set(opsOf(second.data))).toEqual(new Set(['=']));
  });
});

describe('Route 53, slowed down, with two public zones of one name', () => {
  const world = shareWorld({
    domain: DOMAIN,
    dns: 'route53',
    speed: 20,
    situation: 'two-zones',
    fault: ['throttle:2'],
  });

  test('the one that the Internet asks is written, once', async () => {
    const team = world().team();
    const first = await team.report([...VERIFY, '--yes']);
    expect(first).toMatchObject({ exitCode: 0, data: { dnsHost: { publishes: 'route53' } } });
    // The control API shows what the Internet can see: the other zone is not asked by anybody.
    const types = (await world().zone()).filter(({ name }) => name === `mail.${DOMAIN}`);
    expect(types.map(({ type }) => type).sort()).toEqual(['MX', 'TXT']);
    const second = await team.report([...VERIFY, '--yes']);
    expect(new Set(opsOf(second.data))).toEqual(new Set(['=']));
  });

  test('the other one, asked for by its id, is refused by name', async () => {
    const route53 = new Route53Client({
      region: 'us-east-1',
      endpoint: world().env.AWS_ENDPOINT_URL_ROUTE_53 ?? world().env.AWS_ENDPOINT_URL ?? '',
      credentials: {
        accessKeyId: world().env.AWS_ACCESS_KEY_ID ?? '',
        secretAccessKey: world().env.AWS_SECRET_ACCESS_KEY ?? '',
      },
    });
    const { HostedZones: zones = [] } = await route53.send(
      new ListHostedZonesByNameCommand({ DNSName: DOMAIN, MaxItems: 2 }),
    );
    const ids = zones.map(({ Id: id }) => id?.replace('/hostedzone/', '') ?? '');
    const team = world().team();
    const { data } = await team.report([...VERIFY, '--yes']);
    const { zoneId } = data.dnsHost as { zoneId: string };
    expect(ids).toContain(zoneId);
    const twin = ids.find((id) => id !== zoneId) ?? '';
    const report = await team.report([...VERIFY, '--hosted-zone-id', twin, '--yes']);
    expect(report.exitCode).toBe(1);
    expect(findingsOf(report).map(({ code }) => code)).toContain('route53/not-delegated');
    route53.destroy();
  });
});

describe('Cloudflare', () => {
  const world = shareWorld({ domain: DOMAIN, dns: 'cloudflare', speed: 20 });

  test('publishes DNS-only records beside those of others; the token is nowhere to be read', async () => {
    const team = world().team();
    await world().publish(`mail TXT "${SHARED}"`);
    const dry = await team.run([...VERIFY, '--dry-run']);
    expect(dry.exitCode).toBe(1);
    const first = await team.report([...VERIFY, '--yes', '--verbose']);
    expect(first).toMatchObject({ exitCode: 0, data: { dnsHost: { publishes: 'cloudflare' } } });
    const zone = await world().zone();
    const text = zone.find(({ name, type }) => name === `mail.${DOMAIN}` && type === 'TXT');
    expect(text?.values).toEqual([SHARED, 'v=spf1 include:amazonses.com ~all']);
    expect(zone.filter(({ type }) => type === 'CNAME')).toHaveLength(3);

    const second = await team.report([...VERIFY, '--yes']);
    expect(new Set(opsOf(second.data))).toEqual(new Set(['=']));
    const batches = (await world().requests()).filter(
      ({ operation }) => operation === 'BatchDnsRecords',
    );
    expect(batches.map(({ status }) => status)).toEqual([200]);
    expect((await team.run(['check-dns', '--wait=60s'])).exitCode).toBe(0);

    const token = team.env.CLOUDFLARE_API_TOKEN ?? '';
    expect(token.length).toBeGreaterThan(20);
    const seen = [
      dry.stdout,
      dry.stderr,
      JSON.stringify([first, second]),
      team.read('ses-migrate.json'),
    ];
    for (const text of seen) expect(text).not.toContain(token);
  });

  test('a token that Cloudflare does not know ends with 4, and says which variable', async () => {
    const team = world().team({ CLOUDFLARE_API_TOKEN: 'x'.repeat(40) });
    const report = await team.report([...VERIFY, '--dns', 'cloudflare']);
    expect(report.exitCode).toBe(4);
    const [finding] = findingsOf(report).filter(({ code }) => code.startsWith('cloudflare/'));
    expect(finding).toMatchObject({
      code: 'cloudflare/credentials',
      fix: expect.stringContaining('CLOUDFLARE_API_TOKEN'),
    });
  });
});
