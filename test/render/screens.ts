import { statusReport } from '../../src/commands/status.ts';
import { addressNext, addressStep } from '../../src/commands/verify-address/verify.ts';
import { senderPolicy } from '../../src/core/aws/policies.ts';
import type { Checklist } from '../../src/core/checklist.ts';
import { expectedText } from '../../src/core/dns/matrix.ts';
import type { DomainView, RecordView, ServerView, ViewStatus } from '../../src/core/dns/view.ts';
import { finding } from '../../src/core/model/findings.ts';
import { exitCodeOf, overallStatus } from '../../src/core/model/status.ts';
import type {
  Finding,
  Report,
  ReportData,
  Reporter,
  ReportOf,
  StepReport,
} from '../../src/core/model/types.ts';
import { explainProof } from '../../src/core/proof/proof.ts';
import { explainReply } from '../../src/core/sending/replies.ts';
import { judgePorts, type PortProbe } from '../../src/core/sending/smtp-ports.ts';
import { judgeAddress, type SeenAddress } from '../../src/core/ses/address-verification.ts';
import { POLICY_NAME } from '../../src/core/smtp-credentials/smtp-keys.ts';
import type { World } from '../../src/core/world.ts';
import { assess, stepOf } from '../../src/flow/assess.ts';
import { nextOf } from '../../src/flow/next.ts';
import { STEPS } from '../../src/steps/index.ts';
import { jobOf } from '../flow/job.ts';
import { type Fakes, START } from '../helpers/ports.ts';
import * as w from '../helpers/world.ts';

const TARGET = { domain: w.DOMAIN, region: w.REGION, account: w.ACCOUNT };

function report<Id extends Reporter>(
  command: Id,
  steps: readonly StepReport[],
  data: ReportData[Id],
): ReportOf<Id> {
  const next = nextOf(steps, STEPS);
  const status = overallStatus(steps);
  return {
    version: 1,
    command,
    target: TARGET,
    status,
    exitCode: exitCodeOf(steps),
    steps,
    next,
    data,
  };
}

/** What the command of a step says of a world in which nothing is done any more. */
function ofStep<Id extends Reporter>(
  id: Id,
  world: World,
  checklist: Checklist = w.checklist(),
  data: Partial<ReportData[Id]> = {},
): ReportOf<Id> {
  const steps = assess([stepOf(id, STEPS)], world, checklist, START);
  return report(id, steps, { ...stepOf(id, STEPS).data(world, checklist, START), ...data });
}

/** Cards of a domain whose zone these name servers run. */
function cardsAt(nameServers: readonly string[], change: Partial<World>): Report {
  const delegation = w.ok({ ...w.DELEGATION, nameServers });
  return ofStep('verify-domain', w.world({ hosting: w.ok(w.hosting({ delegation })), ...change }));
}

/** Addresses in every state. */
function addresses(): Report {
  const ok = (status: string) =>
    w.ok({
      address: '',
      usable: false,
      status,
      configurationSet: null,
      tags: [],
      mailFrom: null,
      policies: [],
    });
  const seen: readonly SeenAddress[] = [
    { address: 'ann@example.net', identity: ok('SUCCESS'), coveredBy: null, since: null },
    { address: `bob@${w.DOMAIN}`, identity: w.ok(null), coveredBy: w.DOMAIN, since: null },
    {
      address: 'carl@example.net',
      identity: ok('PENDING'),
      coveredBy: null,
      since: '2026-11-22T09:00:00.000Z',
    },
    { address: 'dora@example.net', identity: ok('FAILED'), coveredBy: null, since: null },
    { address: 'emil@example.net', identity: w.ok(null), coveredBy: null, since: null },
  ];
  const states = seen.map((each) => judgeAddress(each, { production: false, anyway: false }));
  const step = addressStep({ seen, states });
  return {
    ...report('verify-address', [step], { addresses: states }),
    next: addressNext(states),
  };
}

function ofStatus(fakes: Fakes, world: World, checklist: Checklist): Report {
  const steps = assess(STEPS, world, checklist, START);
  return statusReport(jobOf(fakes), { world, checklist, steps });
}

const SERVERS: readonly Pick<ServerView, 'server' | 'kind'>[] = [
  { server: 'ns-1536.awsdns-00.co.uk', kind: 'authoritative' },
  { server: 'ns-0.awsdns-00.com', kind: 'authoritative' },
  { server: 'ns-1024.awsdns-00.org', kind: 'authoritative' },
  { server: 'ns-512.awsdns-00.net', kind: 'authoritative' },
  { server: '1.1.1.1', kind: 'resolver' },
  { server: '8.8.8.8', kind: 'resolver' },
  { server: '9.9.9.9', kind: 'resolver' },
];

/** Rows of the matrix; `cells` by purpose, one word for all servers or one for each. */
function matrix(
  cells: Readonly<Record<string, readonly ViewStatus[]>>,
  count = SERVERS.length,
): RecordView[] {
  return w.RECORDS.map((record) => {
    const statuses = cells[record.purpose] ?? ['match'];
    const expected = expectedText(record);
    const views = SERVERS.slice(0, count).map((server, index): ServerView => {
      const status = statuses[index] ?? statuses[0] ?? 'match';
      const values = status === 'match' ? [expected] : [];
      const lags = server.kind === 'resolver' && (status === 'missing' || status === 'wrong');
      const said = { values, ttl: 300, rcode: 'NOERROR', aa: server.kind === 'authoritative' };
      return { ...server, status, ...said, asked: true, ms: 12, etaSeconds: lags ? 300 : null };
    });
    const { name, type, purpose, required } = record;
    return {
      name,
      type,
      purpose,
      required,
      expected,
      status: statuses[0] ?? 'match',
      etaSeconds: null,
      views,
    };
  });
}

function checked(
  status: StepReport['status'],
  summary: string,
  findings: readonly Finding[],
  domains: readonly (Pick<DomainView, 'domain' | 'records' | 'ses'> & Partial<DomainView>)[],
): Report {
  const { id, title } = stepOf('check-dns', STEPS);
  return report('check-dns', [{ id, title, status, summary, findings }], {
    domains: domains.map((each) => ({ propagated: false, apexSpf: null, ...each })),
  });
}

const SES = {
  verified: false,
  dkim: 'PENDING',
  mailFrom: 'FAILED',
  errorType: 'TYPE_NOT_FOUND',
  lastChecked: '2026-11-22T09:55:00.000Z',
  soaSerial: 7,
  dkimOrigin: 'AWS_SES',
};
const MISSING = finding(
  'dns/missing',
  `The authoritative name servers return no MX record for mail.${w.DOMAIN}.`,
  {
    subject: `mail.${w.DOMAIN} MX`,
    fix: {
      say: `Add this record (in a panel that appends ${w.DOMAIN}, enter the name "mail"):`,
      record: `mail.${w.DOMAIN}. 300 IN MX 10 feedback-smtp.eu-west-1.amazonses.com.`,
    },
  },
);
const DOUBLED = finding(
  'dns/doubled-suffix',
  `The record is at tok1._domainkey.${w.DOMAIN}.${w.DOMAIN}: the DNS host appended its zone to the full name.`,
  {
    subject: `tok1._domainkey.${w.DOMAIN} CNAME`,
    fix: {
      say: `Rename the record to match this line (in a panel that appends ${w.DOMAIN}, enter the name "tok1._domainkey"):`,
      record: `tok1._domainkey.${w.DOMAIN}. 300 IN CNAME tok1.dkim.amazonses.com.`,
    },
  },
);

const SMTP_USER = w.smtpUser({
  keys: [w.key('AKIAIOSFODNN7EXAMPLE')],
  policies: { [POLICY_NAME]: senderPolicy({ domain: w.DOMAIN }) },
});
const HANDED = w.receipt('handed-over', {
  user: SMTP_USER.name,
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  writtenTo: 'ses-smtp.env',
  host: 'email-smtp.eu-west-1.amazonaws.com',
  port: 587,
});
const PROVED_LOGIN = w.receipt('proved-login', { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' });
const CREDS = w.done('make-smtp-creds', HANDED, PROVED_LOGIN);
const SENT = [
  w.receipt('sent', { via: 'api', token: '1' }),
  w.receipt('sent', { via: 'smtp', token: '2' }),
];
const PROOF = { dkim: 'pass', spf: 'pass', dmarc: 'pass', alignedBy: 'dkim,spf', receivedAt: null };
const WITH_USER = w.world({ smtpUser: w.ok(SMTP_USER) });

const ATTEMPTS = [
  {
    via: 'old',
    host: 'smtp.old.example',
    port: 587,
    ok: false,
    code: 535,
    response: '535 5.7.8 Authentication failed',
    ms: 210,
  },
  {
    via: 'smtp',
    host: 'email-smtp.eu-west-1.amazonaws.com',
    port: 587,
    ok: false,
    code: 554,
    response:
      '554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: inbox@inbox.example',
    ms: 812,
  },
  {
    via: 'api',
    host: 'email.eu-west-1.amazonaws.com',
    port: 443,
    ok: false,
    code: null,
    response: 'ses:SendEmail got no usable answer: ECONNRESET (socket hang up)',
    ms: 15_003,
  },
];
const NOT_SENT = ATTEMPTS.map((attempt) =>
  explainReply({ ...attempt, ambiguous: attempt.code === null }),
);

function refusedSend(): Report {
  const { id, title } = stepOf('send-test', STEPS);
  const summary = 'no message accepted yet over the SES API and SES SMTP';
  const step: StepReport = { id, title, status: 'problem', summary, findings: NOT_SENT };
  return report('send-test', [step], {
    provider: null,
    messageId: null,
    attempts: ATTEMPTS,
    proof: null,
    lastProof: null,
  });
}

/** Two copies: one whole, one changed on the way and in the folder for spam. */
function provenScreen(): Report {
  const { id, title } = stepOf('send-test', STEPS);
  const whole = {
    ...w.proof({ policy: 'none' }),
    via: 'api',
    folder: 'INBOX',
    seconds: 4,
    authenticationResults: {
      server: 'mx.inbox.example',
      dkim: 'pass',
      spf: 'pass',
      dmarc: 'pass',
      mailFrom: null,
    },
  };
  const changed = {
    ...whole,
    via: 'smtp',
    folder: 'Junk',
    seconds: 71,
    dkim: 'neutral',
    alignedBy: ['spf'] as const,
    signatures: whole.signatures.map((each) => ({
      ...each,
      result: 'neutral',
      why: 'body hash did not verify',
    })),
    spam: { spam: true, header: 'x-spam-flag: YES' },
  };
  const summary = 'accepted over the SES API and SES SMTP; a received copy has DKIM pass';
  const step: StepReport = {
    id,
    title,
    status: 'problem',
    summary,
    findings: explainProof(changed),
  };
  const copies = { proof: changed, lastProof: null, proofs: [whole, changed] };
  return report('send-test', [step], {
    provider: 'smtp',
    messageId: 'id',
    attempts: [],
    ...copies,
  });
}

/** A network that blocks port 25, and a proxy on one port that reads TLS. */
function portsScreen(): Report {
  const host = 'email-smtp.eu-west-1.amazonaws.com';
  const certificate = {
    subject: host,
    names: `DNS:${host}`,
    issuer: 'Amazon',
    validTo: '2027-03-01T23:59:59.000Z',
    problem: null,
  };
  const open = {
    state: 'open',
    banner: 'email-smtp.amazonaws.com ESMTP SimpleEmailService-d-VCSHDP1YZ A1b2C3d4E5f6G7h8I9j0',
    tlsVersion: 'TLSv1.3',
    cipher: 'TLS_AES_128_GCM_SHA256',
    auth: ['PLAIN', 'LOGIN'],
    problem: null,
  } as const;
  const blocked = { banner: null, tlsVersion: null, cipher: null, certificate: null, auth: [] };
  const closed = 'connect ECONNREFUSED 54.240.1.2:2465';
  const ports: readonly PortProbe[] = [
    { ...open, certificate, host, port: 587, tls: 'starttls', ms: 143 },
    {
      ...{ ...open, host, port: 465, tls: 'implicit', ms: 98 },
      certificate: {
        ...certificate,
        issuer: 'Acme Web Filter',
        problem: 'SELF_SIGNED_CERT_IN_CHAIN',
      },
    },
    { ...blocked, host, port: 2465, tls: 'implicit', ms: 31, state: 'closed', problem: closed },
    {
      ...{ ...blocked, host, port: 25, tls: 'starttls', ms: 5_001, state: 'filtered' },
      problem: 'no answer within 5 s',
    },
  ];
  const { id, title } = stepOf('send-test', STEPS);
  const { status, findings } = judgePorts(ports);
  const step: StepReport = { id, title, status, summary: 'no message accepted yet', findings };
  return report('send-test', [step], {
    ...{ provider: null, messageId: null, attempts: [], proof: null, lastProof: null },
    ports,
  });
}

const HELD = w.RECORDS.map((record) =>
  record.type === 'MX' ? w.set(record, { values: ['10 mail.other.example'] }) : w.set(record),
);

/** Every screen: its name is the file, its report is what is rendered. */
export function screens(fakes: Fakes): Readonly<Record<string, Report>> {
  const nowhere = w.ok(
    w.observations(w.RECORDS, Object.fromEntries(w.RECORDS.map(({ purpose }) => [purpose, null]))),
  );
  const denied = w.failed('denied', 'ses:GetEmailIdentity');
  return {
    'verify-domain-cards': ofStep('verify-domain', w.world({ dns: nowhere })),
    'verify-domain-cards-cloudflare': cardsAt(['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'], {
      dns: w.ok(w.observations(w.RECORDS, { 'mail-from-mx': null, dkim: null })),
    }),
    'verify-domain-cards-ovh': cardsAt(['dns19.ovh.net', 'ns19.ovh.net'], { dns: nowhere }),
    'verify-domain-cards-hosting-kr': cardsAt(['ns1.hosting.co.kr', 'ns2.hosting.co.kr'], {
      dns: nowhere,
    }),
    'verify-domain-cards-route53': cardsAt(['ns-1.awsdns-00.com', 'ns-1536.awsdns-00.co.uk'], {
      dns: nowhere,
    }),
    'verify-domain-nothing-yet': ofStep(
      'verify-domain',
      w.world({ identity: w.ok(null), records: w.ok([]) }),
    ),
    'verify-domain-conflict': ofStep(
      'verify-domain',
      w.world({ hosting: w.ok(w.hosting({ zones: w.ok([w.zone()]), recordSets: w.ok(HELD) })) }),
    ),
    'verify-domain-denied': ofStep('verify-domain', w.world({ identity: denied, records: denied })),
    'check-dns-problem': checked(
      'problem',
      '4 of 6 records right everywhere; SES reports DKIM PENDING, MAIL FROM FAILED',
      [DOUBLED, MISSING],
      [
        {
          domain: w.DOMAIN,
          records: matrix({
            'mail-from-mx': ['missing'],
            'mail-from-spf': ['match', 'match', 'wrong', 'match', 'unknown', 'match', 'missing'],
          }),
          ses: SES,
        },
      ],
    ),
    'check-dns-several': checked(
      'waiting',
      '1 of 2 domains right everywhere',
      [],
      [
        {
          domain: w.DOMAIN,
          records: matrix({}, 5),
          ses: { ...SES, dkim: 'SUCCESS', mailFrom: 'SUCCESS', errorType: null },
        },
        {
          domain: 'shop.example',
          records: matrix({ dkim: ['match', 'match', 'match', 'match', 'missing'] }, 5),
          ses: null,
        },
      ],
    ),
    'request-production-never-asked': ofStep(
      'request-production',
      w.world({ account: w.ok(w.sandbox()) }),
    ),
    'request-production-pending': ofStep(
      'request-production',
      w.world({ account: w.ok(w.sandbox('PENDING', '172345678901234')) }),
    ),
    'request-production-denied': ofStep(
      'request-production',
      w.world({ account: w.ok(w.sandbox('DENIED', '172345678901234')) }),
    ),
    'make-smtp-creds-done': ofStep('make-smtp-creds', WITH_USER, w.checklist({ steps: CREDS })),
    'make-smtp-creds-orphan': ofStep(
      'make-smtp-creds',
      WITH_USER,
      w.checklist({
        steps: {
          'make-smtp-creds': {
            intent: {
              at: START.toISOString(),
              what: 'create-access-key',
              facts: { user: SMTP_USER.name, keysBefore: '' },
            },
            receipts: [],
          },
        },
      }),
    ),
    'send-test-unproven': ofStep(
      'send-test',
      w.world(),
      w.checklist({ steps: w.done('send-test', ...SENT) }),
      {
        attempts: ATTEMPTS.slice(1, 2).map((attempt) => ({
          ...attempt,
          ok: true,
          code: 250,
          response: '250 Ok 0102019302-abc-000000',
        })),
      },
    ),
    'verify-address': addresses(),
    'send-test-refused': refusedSend(),
    'send-test-ports': portsScreen(),
    'send-test-proven': provenScreen(),
    'send-test-proved': ofStep(
      'send-test',
      w.world(),
      w.checklist({ steps: w.done('send-test', ...SENT, w.receipt('proved', PROOF)) }),
    ),
    'status-under-way': ofStatus(
      fakes,
      w.world({ account: w.ok(w.sandbox('PENDING', '172345678901234')) }),
      w.checklist(),
    ),
    'status-done': ofStatus(
      fakes,
      {
        ...WITH_USER,
        identity: w.ok(w.identity({ configurationSet: 'main' })),
        eventSet: w.ok({ name: 'main', set: w.EVENT_SET }),
        topics: w.ok([{ arn: w.EVENT_TOPIC, topic: w.topic() }]),
      },
      w.checklist({
        steps: {
          ...CREDS,
          ...w.proven(),
          ...w.done('send-test', ...SENT, w.receipt('proved', PROOF)),
        },
      }),
    ),
    'status-denied': ofStatus(
      fakes,
      w.world({ identity: denied, records: denied, account: w.failed('denied', 'ses:GetAccount') }),
      w.checklist(),
    ),
  };
}
