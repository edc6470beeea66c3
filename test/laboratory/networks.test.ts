import { beforeAll, expect, test } from 'vitest';
import { findingsOf, recordsOf, type Team, zoneLine } from '../cli/world.ts';
import { describeInLaboratory } from './laboratory.ts';
import type { Trouble } from './network.ts';

/** Port 53 outward is closed; only this resolver of the network answers. */
const onlyResolver = (address: string): Trouble[] => [
  { verdict: 'drop', ports: [53], except: [address], family: 4 },
  { verdict: 'drop', ports: [53], family: 6 },
];
const OFFICE = '10.53.0.66';

describeInLaboratory('a domain whose records are right', {}, (laboratory) => {
  let team: Team;
  beforeAll(async () => {
    const { domain, zone } = laboratory();
    team = laboratory().team();
    const created = await team.report(['verify-domain', domain, '--yes']);
    await zone.add(...recordsOf(created).map(zoneLine));
    const checked = await team.report(['check-dns', domain, '--wait=40s']);
    expect(checked.exitCode).toBe(0);
  });
  const check = async (...more: readonly string[]) => {
    const report = await team.report(['check-dns', laboratory().domain, ...more]);
    return { report, codes: findingsOf(report).map(({ code }) => code) };
  };

  test('port 53 is closed: the resolver and SES decide', async () => {
    await laboratory().breakNetwork(onlyResolver('10.53.0.2'));
    const { report, codes } = await check();
    expect(report.exitCode).toBe(0);
    expect(codes).toContain('dns/servers-out-of-reach');
    expect(codes).not.toContain('dns/lookup-failed');
  });

  test('the office has a zone of that name, and port 53 is closed: nothing is known', async () => {
    await laboratory().setResolvers([OFFICE]);
    await laboratory().breakNetwork(onlyResolver(OFFICE));
    const { report, codes } = await check();
    expect(report.exitCode).toBe(5);
    expect(codes).toContain('dns/inner-view');
    expect(codes).not.toContain('dns/missing');

    const verify = await team.run(['verify-domain', laboratory().domain, '--yes']);
    expect(verify.exitCode).toBe(5);
    expect(verify.stdout).not.toMatch(/name servers\s+dc1/);
    expect(verify.stdout).not.toContain('✔ done');
  });

  test('the office has a zone of that name, and port 53 is open: the Internet decides', async () => {
    await laboratory().setResolvers([OFFICE]);
    const { report, codes } = await check();
    expect(report.exitCode).toBe(0);
    expect(codes).toEqual(['dns/resolver-inner-view']);
  });
});
