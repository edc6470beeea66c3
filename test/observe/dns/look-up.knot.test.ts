import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDns } from '../../../src/adapters/dns/client.ts';
import { byodkimRecords } from '../../../src/core/dns/byodkim.ts';
import { type DnsDiagnosis, diagnoseDns } from '../../../src/core/dns/diagnose.ts';
import type { DnsServer } from '../../../src/core/dns/types.ts';
import { recordsOfIdentity } from '../../../src/core/records/records.ts';
import { lookUp } from '../../../src/observe/dns/look-up.ts';
import { describeWith } from '../../helpers/daemon.ts';
import { KNOT, type Knot, startKnot } from '../../helpers/knot.ts';
import { identity } from '../../helpers/world.ts';

describeWith(KNOT, 'faults in real zones, seen through Knot DNS', seenThroughKnot);

/** [domain below faults.test, the codes that come out of the whole look, whether a hand is needed]. */
const CASES: [string, string[], DnsDiagnosis['status']][] = [
  ['good', [], 'done'],
  ['missing', ['dns/missing'], 'problem'],
  ['doubled', ['dns/doubled-suffix'], 'problem'],
  ['underscore', ['dns/underscore-lost'], 'problem'],
  ['underscore-other', ['dns/missing'], 'problem'],
  ['proxied', ['dns/proxied-cname'], 'problem'],
  ['addresses', ['dns/proxied-cname'], 'problem'],
  ['wildcard-address', ['dns/missing'], 'problem'],
  ['flattened', ['dns/flattened-cname'], 'problem'],
  ['typed-as-txt', ['dns/txt-instead-of-cname'], 'problem'],
  ['zone-in-value', ['dns/zone-in-value'], 'problem'],
  ['quoted', ['dns/target-malformed'], 'problem'],
  ['spaced', ['dns/target-malformed'], 'problem'],
  ['truncated', ['dns/target-truncated'], 'problem'],
  ['truncated-relative', ['dns/target-truncated'], 'problem'],
  ['wrong-dkim-zone', ['dns/dkim-wrong-zone'], 'problem'],
  ['swapped', ['dns/dkim-other-token'], 'problem'],
  ['older', ['dns/dkim-other-token'], 'problem'],
  ['elsewhere', ['dns/wrong-value'], 'problem'],
  ['wildcard', ['dns/wildcard'], 'problem'],
  ['wildcard-hidden', [], 'done'],
  ['alias', ['dns/cname-at-mail-from'], 'problem'],
  ['two-mx', ['dns/multiple-mx'], 'problem'],
  ['mx-priority', ['dns/mx-priority-form'], 'problem'],
  ['mx-priority-alone', ['dns/mx-priority-form'], 'problem'],
  ['mx-region', ['dns/mx-wrong-region'], 'problem'],
  ['mx-misspelt', ['dns/wrong-value'], 'problem'],
  ['receives', ['dns/mail-from-in-use'], 'problem'],
  ['resend', ['dns/mail-from-in-use'], 'problem'],
  ['resend-here', ['dns/mail-from-in-use'], 'done'],
  ['send-free', [], 'done'],
  ['resend-beside', [], 'done'],
  ['spf-none', ['dns/spf-missing'], 'problem'],
  ['spf-two', ['dns/spf-multiple'], 'problem'],
  ['spf-syntax', ['dns/spf-invalid'], 'problem'],
  ['spf-without-ses', ['dns/spf-without-ses'], 'problem'],
  ['spf-all', ['dns/spf-pass-all'], 'done'],
  ['spf-ten', [], 'done'],
  ['spf-eleven', ['dns/spf-too-many-lookups'], 'done'],
  ['spf-behind', ['dns/spf-too-many-lookups'], 'problem'],
  ['spf-loop', ['dns/spf-invalid', 'dns/spf-too-many-lookups'], 'done'],
  ['spf-gone', ['dns/spf-void-lookups'], 'done'],
  ['spf-void', ['dns/spf-void-lookups'], 'done'],
  ['spf-two-void', [], 'done'],
  ['apex-two', ['dns/spf-multiple'], 'done'],
  ['apex-eleven', ['dns/spf-too-many-lookups'], 'done'],
  ['apex-syntax', ['dns/spf-invalid'], 'done'],
  ['dmarc-none', ['dns/dmarc-missing'], 'problem'],
  ['dmarc-two', ['dns/dmarc-multiple'], 'problem'],
  ['dmarc-syntax', ['dns/dmarc-invalid'], 'problem'],
  ['dmarc-strict', ['dns/dmarc-strict-dkim', 'dns/dmarc-strict-spf'], 'done'],
  ['dmarc-relaxed', [], 'done'],
  ['dmarc-reports', ['dns/dmarc-report-not-agreed'], 'done'],
  ['dmarc-own-reports', [], 'done'],
  ['dmarc-hosted', [], 'done'],
  ['mx-preference', [], 'done'],
  ['spf-beside', [], 'done'],
  ['below', ['dns/delegated-below'], 'unknown'],
  ['own-key', [], 'done'],
  ['own-key-cut', ['dns/byodkim-invalid'], 'problem'],
  ['own-key-missing', ['dns/byodkim-missing'], 'problem'],
];

function seenThroughKnot(): void {
  let knot: Knot;
  beforeAll(async () => {
    knot = await startKnot(['faults.test', 'org.test', 'agreed.test', 'silent.test']);
  });
  afterAll(() => knot.stop());

  const look = async (domain: string): Promise<DnsDiagnosis> => {
    // Knot is no resolver, but for its own zones it answers as one does.
    const resolver: DnsServer = { ...knot.server, name: 'resolver', kind: 'resolver' };
    const dns = createDns({ resolvers: [resolver], nameservers: [knot.server], timeoutMs: 2000 });
    const delegation = await dns.delegation(domain);
    const label = /^(resend|resend-here|send-free)\./.test(domain) ? 'send' : 'mail';
    const own = domain.startsWith('own-key');
    const dkim = own
      ? { origin: 'EXTERNAL', tokens: ['own'] }
      : { tokens: ['tok1', 'tok2', 'tok3'] };
    const known = identity({ name: domain, dkim });
    const records = recordsOfIdentity(
      known,
      'eu-west-1',
      `${label}.${domain}`,
      'v=DMARC1; p=none;',
    );
    const zones = () => Promise.resolve([]);
    const subject = { domain, records, identity: known, delegation, zones };
    const observations = await lookUp(dns, subject);
    return diagnoseDns({
      domain,
      region: 'eu-west-1',
      records: [...records, ...byodkimRecords(known)],
      observations,
      ses: null,
      delegation,
    });
  };

  test.each(CASES)('%s', async (label, codes, status) => {
    const diagnosis = await look(`${label}.faults.test`);
    const found = [...new Set(diagnosis.findings.map((finding) => finding.code))].sort();
    expect({ codes: found, status: diagnosis.status }).toEqual({ codes, status });
    for (const { message, subject, fix } of diagnosis.findings) {
      expect(message).toMatch(/\.$/);
      expect(subject).toBeTruthy();
      expect(fix).toBeTruthy();
    }
  });

  test('the DMARC record of the organisation is enough', async () => {
    const { findings, status, records } = await look('app.org.test');
    expect(findings).toMatchObject([
      { code: 'dns/dmarc-inherited', message: expect.stringContaining('the policy quarantine') },
    ]);
    expect(status).toBe('done');
    expect(records.at(-1)).toMatchObject({ purpose: 'dmarc', status: 'match', required: false });
  });
}
