import { type DnsDiagnosis, type DnsFacts, diagnoseDns } from '../../../src/core/dns/diagnose.ts';
import type {
  Delegation,
  DnsAnswer,
  DnsFailure,
  DnsObservation,
  DnsServer,
  RecordType,
} from '../../../src/core/dns/types.ts';
import type { ExpectedRecord, Finding } from '../../../src/core/model/types.ts';
import { expectedRecords } from '../../../src/core/records/records.ts';
import type { SesView } from '../../../src/core/ses/ses-view.ts';

const DOMAIN = 'example.com';
export const NS1 = server('ns1.host.net', 'authoritative');
export const NS2 = server('ns2.host.net', 'authoritative');
export const NS3 = server('ns3.host.net', 'authoritative');
export const R1 = server('1.1.1.1', 'resolver');
const R2 = server('8.8.8.8', 'resolver');
const EVERYONE = [NS1, NS2, R1, R2];

function server(name: string, kind: DnsServer['kind']): DnsServer {
  return { name, kind, address: '192.0.2.1', port: 53 };
}

export const EXPECTED: readonly ExpectedRecord[] = expectedRecords({
  domain: DOMAIN,
  region: 'eu-west-1',
  tokens: ['tok1', 'tok2', 'tok3'],
  signingHostedZone: 'dkim.amazonses.com',
  mailFrom: 'mail.example.com',
  dmarc: 'v=DMARC1; p=none',
});

export function expected(purpose: ExpectedRecord['purpose']): ExpectedRecord {
  const found = EXPECTED.find((record) => record.purpose === purpose);
  if (found === undefined) throw new Error(purpose);
  return found;
}

/** What a server said, without the server. */
export type Said = (at: { name: string; type: RecordType; server: DnsServer }) => DnsAnswer;

/** Records by type and data: `records('TXT a', 'TXT b')`; a CNAME first leads to the others. */
export function records(...lines: string[]): Said {
  return ({ name, server: from }) => {
    let at = name;
    const held = lines.map((line) => {
      const [type = '', ...rest] = line.split(' ');
      const record = { name: at, type, ttl: 120, data: rest.join(' ') };
      if (type === 'CNAME') at = record.data;
      return record;
    });
    return { kind: 'records', server: from, ms: 3, aa: true, rcode: 'NOERROR', records: held };
  };
}

const SOA = { zone: DOMAIN, primary: 'ns1.host.net', serial: 7, negativeTtl: 60 };

export const nxdomain: Said = ({ server: from }) => ({
  kind: 'nxdomain',
  server: from,
  ms: 3,
  aa: true,
  rcode: 'NXDOMAIN',
  soa: SOA,
});

export const nodata: Said = ({ server: from }) => ({
  kind: 'nodata',
  server: from,
  ms: 3,
  aa: true,
  rcode: 'NOERROR',
  soa: SOA,
});

export function failed(
  failure: DnsFailure,
  referral?: { zone: string; nameServers: string[] },
): Said {
  return ({ server: from }) => ({
    kind: 'failed',
    server: from,
    ms: 3,
    failure,
    rcode: null,
    message: `it gave ${failure}`,
    ...(referral === undefined ? {} : { referral }),
  });
}

export function right(record: ExpectedRecord): Said {
  const data = record.type === 'MX' ? `10 ${record.value}` : record.value;
  return records(`${record.type} ${data}`);
}

/** Answers that differ from the right ones, by record (`name TYPE`, or its purpose) and server name, `*` for all. */
export type Differences = Readonly<Record<string, Readonly<Record<string, Said>>>>;

export const DELEGATION: Delegation = {
  zone: DOMAIN,
  nameServers: ['ns1.host.net', 'ns2.host.net'],
  servers: [NS1, NS2],
  soa: SOA,
};

export const SUCCESS: SesView = {
  verified: true,
  dkim: 'SUCCESS',
  mailFrom: 'SUCCESS',
  errorType: null,
  lastChecked: '2026-11-22T10:00:00.000Z',
  soaSerial: 7,
  dkimOrigin: 'AWS_SES',
};

/** Diagnoses example.com with everything right but the differences. */
export function diagnose(
  differences: Differences = {},
  world: Partial<Pick<DnsFacts, 'ses' | 'delegation' | 'mailServiceOf'>> & {
    extra?: DnsObservation[];
    servers?: DnsServer[];
  } = {},
): DnsDiagnosis {
  const { ses = SUCCESS, delegation = DELEGATION, extra = [], servers = EVERYONE } = world;
  const observations = EXPECTED.map((record): DnsObservation => {
    const own = differences[`${record.name} ${record.type}`] ?? differences[record.purpose] ?? {};
    const answers = servers.map((from) => {
      const said = own[from.name] ?? own['*'] ?? right(record);
      return said({ name: record.name, type: record.type, server: from });
    });
    return { name: record.name, type: record.type, answers };
  });
  return diagnoseDns({
    domain: DOMAIN,
    region: 'eu-west-1',
    records: EXPECTED,
    observations: [...observations, ...extra],
    ses,
    delegation,
    ...(world.mailServiceOf === undefined ? {} : { mailServiceOf: world.mailServiceOf }),
  });
}

export function observation(name: string, type: RecordType, said: Said): DnsObservation {
  return { name, type, answers: [said({ name, type, server: NS1 })] };
}

export function codes(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map((finding) => finding.code))].sort();
}
