import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findingsOf, recordsOf, zoneLine } from '../cli/world.ts';
import { describeInLaboratory } from './laboratory.ts';

describeInLaboratory('a domain moves to SES', {}, (laboratory) => {
  test('from the first look to a received copy that proves DKIM, SPF and DMARC', async () => {
    const { domain, zone, mail } = laboratory();
    const team = laboratory().team();

    const first = await team.report(['status', domain]);
    expect(findingsOf(first).map(({ code }) => code)).toContain('ses/no-identity');

    const created = await team.report(['verify-domain', domain, '--yes']);
    const missing = recordsOf(created).filter(({ published }) => !published);
    expect(missing).toHaveLength(6);
    await zone.add(...missing.map(zoneLine));

    const checked = await team.report(['check-dns', domain, '--wait=40s']);
    expect(checked, JSON.stringify(checked, null, 1)).toMatchObject({
      status: 'done',
      exitCode: 0,
    });

    const saved = await team.report(['make-smtp-creds', domain, '--file', '.env.smtp', '--yes']);
    expect(saved, JSON.stringify(saved, null, 1)).toMatchObject({ status: 'done', exitCode: 0 });
    expect(team.read('.env.smtp')).toContain('SMTP_HOST=email-smtp.eu-west-1.amazonaws.com');

    const from = ['--from', `hello@${domain}`, '--to', `you@${domain}`];
    await team.report(['send-test', domain, ...from, '--yes']);
    const received = await mail();
    const proofs = [];
    for (const [index, message] of received.entries()) {
      writeFileSync(team.path(`copy-${index}.eml`), message);
      proofs.push(await team.report(['send-test', domain, '--eml', `copy-${index}.eml`]));
    }
    const proven = { dkim: 'pass', spf: 'pass', dmarc: 'pass', ip: '192.0.2.25' };
    expect(proofs).toMatchObject([
      { exitCode: 0, data: { proof: { ...proven, via: 'api' } } },
      { exitCode: 0, data: { proof: { ...proven, via: 'smtp' } } },
    ]);
  });
});
