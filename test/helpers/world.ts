import type { AccessKey, SmtpUser } from '../../src/core/aws/iam-user.ts';
import { type Checklist, emptyChecklist } from '../../src/core/checklist.ts';
import {
  type ForeignEntry,
  type ReceiptFacts,
  readFacts,
} from '../../src/core/checklist-receipts.ts';
import type { Delegation, DnsObservation, DnsServer } from '../../src/core/dns/types.ts';
import type { Topic } from '../../src/core/events/facts.ts';
import type { Refusal } from '../../src/core/model/refused.ts';
import type { ExpectedRecord, NotSeen, Seen, StepId } from '../../src/core/model/types.ts';
import type { Proof, Signature } from '../../src/core/proof/received-proof.ts';
import type { HostedZone, Hosting, RecordSet } from '../../src/core/records/facts.ts';
import type { Footprint, NameUse } from '../../src/core/records/footprint.ts';
import { presentation } from '../../src/core/records/record-sets.ts';
import { recordsOfIdentity } from '../../src/core/records/records.ts';
import type { ConfigurationSet } from '../../src/core/ses/configuration-set.ts';
import type { Identity, SesAccount } from '../../src/core/ses/facts.ts';
import type { World } from '../../src/core/world.ts';

export const DOMAIN = 'acme.example';
export const REGION = 'eu-west-1';
export const ACCOUNT = '123456789012';
export const CALLER = { account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/operator` };
const NOT_READ = { ok: false, code: 'not-read', message: 'This run did not look.' } as const;

export function ok<T>(value: T): Seen<T> {
  return { ok: true, value };
}

/** Nothing is said but the action. */
export function refusalOf(action: string): Refusal {
  return { action, resource: null, principal: CALLER.arn, policy: null, explicit: false };
}

/** Could not look; a denied look names its action, as AWS does. */
export function failed(code: NotSeen, action?: string): Extract<Seen<never>, { ok: false }> {
  const seen = { ok: false, code, message: `access ${code}` } as const;
  return action === undefined ? seen : { ...seen, refusal: refusalOf(action) };
}

type Parts = 'dkim' | 'mailFrom' | 'verification';
type IdentityChange = Partial<Omit<Identity, Parts>> & {
  readonly [K in Parts]?: Partial<Identity[K]>;
};

/** A complete identity: Easy DKIM and MAIL FROM proven, no configuration set. */
export function identity(change: IdentityChange = {}): Identity {
  const { dkim, mailFrom, verification, ...rest } = change;
  return {
    name: DOMAIN,
    type: 'DOMAIN',
    verifiedForSending: true,
    verificationStatus: 'SUCCESS',
    configurationSet: null,
    ...rest,
    dkim: {
      signingEnabled: true,
      status: 'SUCCESS',
      tokens: ['tok1', 'tok2', 'tok3'],
      signingHostedZone: 'dkim.amazonses.com',
      origin: 'AWS_SES',
      currentKeyLength: 'RSA_2048_BIT',
      nextKeyLength: 'RSA_2048_BIT',
      ...dkim,
    },
    mailFrom: {
      domain: `mail.${DOMAIN}`,
      status: 'SUCCESS',
      behaviorOnMxFailure: 'USE_DEFAULT_VALUE',
      ...mailFrom,
    },
    verification: {
      errorType: null,
      lastChecked: '2026-11-22T09:55:00.000Z',
      lastSuccess: '2026-11-22T09:55:00.000Z',
      soaSerial: 7,
      ...verification,
    },
  };
}

/** A healthy account in production. */
export function account(change: Partial<SesAccount> = {}): SesAccount {
  return {
    productionAccess: true,
    sendingEnabled: true,
    enforcement: 'HEALTHY',
    quota: { max24Hour: 50_000, maxRate: 14, sent24Hour: 12 },
    details: null,
    plan: { current: 'NONE', next: 'NONE' },
    suppressedReasons: ['BOUNCE', 'COMPLAINT'],
    sharedPool: 'REGIONAL',
    ...change,
  };
}

export function sandbox(review?: string | null, caseId: string | null = null): SesAccount {
  const details = {
    mailType: 'TRANSACTIONAL',
    websiteUrl: 'https://acme.example',
    contactLanguage: 'EN',
    contacts: [],
    review: review ?? null,
    caseId,
  };
  return account({
    productionAccess: false,
    quota: { max24Hour: 200, maxRate: 1, sent24Hour: 0 },
    details: review === undefined ? null : details,
  });
}

/** Never used, unless `change` says otherwise. */
export function key(id: string, active = true, change: Partial<AccessKey> = {}): AccessKey {
  return { id, active, created: '2026-11-20T10:00:00.000Z', lastUse: ok(null), ...change };
}

export function smtpUser(change: Partial<SmtpUser> = {}): SmtpUser {
  const name = `ses-smtp-${DOMAIN}`;
  const arn = `arn:aws:iam::${ACCOUNT}:user/${name}`;
  const asOf = '2026-11-22T10:00:00.000Z';
  const unlimited = { permissionsBoundary: null, tags: {} };
  return { name, arn, keys: [], policies: {}, asOf, ...unlimited, ...change };
}

export function checklist(change: Partial<Checklist> = {}): Checklist {
  return { ...emptyChecklist('lineage'), domain: DOMAIN, region: REGION, ...change };
}

/** What a whole copy proves. */
/** As SES makes it of the id `id-1`. */
const MESSAGE_ID = 'id-1@eu-west-1.amazonses.com';

/** The identity's own, by SES. */
export function signature(change: Partial<Signature> = {}): Signature {
  const passes = { result: 'pass', why: null, aligned: true };
  const covers = { messageId: MESSAGE_ID, tokens: [], partial: false, bodyChanged: false };
  return { domain: DOMAIN, selector: 'tok1', ...passes, ...covers, ...change };
}

export function proof(change: Partial<Proof> = {}): Proof {
  return {
    dkim: 'pass',
    spf: 'pass',
    dmarc: 'pass',
    alignedBy: ['dkim', 'spf'],
    receivedAt: null,
    from: DOMAIN,
    signatures: [signature()],
    messageId: MESSAGE_ID,
    mailFrom: `mail.${DOMAIN}`,
    rewritten: null,
    ip: '192.0.2.25',
    policy: 'none',
    strict: [],
    authenticationResults: null,
    spam: null,
    ...change,
  };
}

/** Facts of a message that SES took. */
export const SENT: ReceiptFacts<'sent'> = {
  via: 'api',
  token: 't',
  from: `a@${DOMAIN}`,
  to: 'b@inbox.example',
  host: 'email.us-east-1.amazonaws.com',
  port: 443,
  code: 200,
  response: 'Ok 1',
  messageId: '1',
  ambiguous: false,
  stage: null,
  accessKeyId: null,
};

/** A receipt, as the step of the same test would have left it; facts that older files lack are filled in. */
export function receipt(what: string, facts: ForeignEntry['facts'] = {}): ForeignEntry {
  const read = readFacts('receipt', what, { ...facts });
  const whole = read === null || Array.isArray(read) ? { ...LISTS[what], ...facts } : read;
  return { at: '2026-11-21T10:00:00.000Z', what, facts: whole };
}

/** Lists that a verdict reads, empty. */
const LISTS: Readonly<Record<string, object>> = {
  sent: { to: '', response: '', code: null, ambiguous: false },
  refused: { to: '', response: '', code: null, ambiguous: false },
  proved: { alignedBy: '', causes: '', selector: '', mailFrom: null, region: '' },
  'handed-over': { writtenTo: null },
};

/** Steps of a checklist that hold these receipts and nothing that was about to happen. */
export function done(step: StepId, ...receipts: ForeignEntry[]): Checklist['steps'] {
  return { [step]: { intent: null, receipts } };
}

export const NS: DnsServer = {
  name: 'ns1.dns.example',
  address: '192.0.2.53',
  port: 53,
  kind: 'authoritative',
};
export const RESOLVER: DnsServer = {
  name: '1.1.1.1',
  address: '1.1.1.1',
  port: 53,
  kind: 'resolver',
};
export const DELEGATION: Delegation = {
  zone: DOMAIN,
  nameServers: [NS.name],
  servers: [NS],
  soa: null,
};

export function zone(change: Partial<HostedZone> = {}): HostedZone {
  return {
    api: 'route53',
    id: 'Z1',
    name: DOMAIN,
    isPrivate: false,
    nameServers: [NS.name],
    ...change,
  };
}

/** No zone in Route 53: a person enters the records. */
export function hosting(change: Partial<Hosting> = {}): Hosting {
  return {
    delegation: ok(DELEGATION),
    zones: ok([]),
    recordSets: NOT_READ,
    children: [],
    ...change,
  };
}

/** The six records of the complete identity. */
export const RECORDS: readonly ExpectedRecord[] = recordsOfIdentity(
  identity(),
  REGION,
  `mail.${DOMAIN}`,
  'v=DMARC1; p=none;',
);

export function set(record: ExpectedRecord, change: Partial<RecordSet> = {}): RecordSet {
  return {
    name: record.name,
    type: record.type,
    ttl: 300,
    values: [presentation(record)],
    setIdentifier: null,
    isAlias: false,
    ...change,
  };
}

/** Every server shows every record as expected, but where `said` gives other data or, with null, nothing. */
export function observations(
  records: readonly ExpectedRecord[] = RECORDS,
  said: Readonly<Record<string, string | null>> = {},
): DnsObservation[] {
  return records.map((record) => {
    const { name, type } = record;
    const right = type === 'MX' ? `10 ${record.value}` : record.value;
    const own = said[record.purpose];
    const data = own === undefined ? right : own;
    return {
      name,
      type,
      answers: [NS, RESOLVER].map((server) => ({
        server,
        ms: 3,
        aa: server === NS,
        ...(data === null
          ? { kind: 'nxdomain' as const, rcode: 'NXDOMAIN', soa: null }
          : {
              kind: 'records' as const,
              rcode: 'NOERROR',
              records: [{ name, type, ttl: 300, data }],
            }),
      })),
    };
  });
}

/** Mail is received, nothing else is known, and every name is free. */
export function footprint(change: Partial<Footprint> = {}): Footprint {
  return {
    providers: [],
    mx: ok(['10 mx.mailboxes.example']),
    spf: ok([]),
    dmarc: ok(null),
    names: [],
    mailboxes: [{ host: DOMAIN, receives: ok(true), agreed: null }],
    unread: [],
    ...change,
  };
}

export function free(name: string): NameUse {
  return { name, state: 'free', found: [], provider: null };
}

export function taken(name: string, change: Partial<NameUse> = {}): NameUse {
  return { name, state: 'taken', found: ['MX 10 mx.other.example'], provider: null, ...change };
}

/** Topic that the events of `EVENT_SET` go to. */
export const EVENT_TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:ses-events`;

/** A configuration set that publishes bounces and complaints; `proven()` is the receipt that belongs to it. */
export const EVENT_SET: ConfigurationSet = {
  name: 'main',
  delivery: { tlsPolicy: 'OPTIONAL', sendingPool: null, maxDeliverySeconds: null },
  reputationMetrics: true,
  sendingEnabled: true,
  suppressedReasons: ['BOUNCE', 'COMPLAINT'],
  tracking: null,
  vdm: null,
  destinations: [
    {
      name: 'sns',
      enabled: true,
      types: ['BOUNCE', 'COMPLAINT'],
      target: { kind: 'sns', topicArn: EVENT_TOPIC },
    },
  ],
};

/** A topic that lets SES publish for `main`. */
export function topic(change: Partial<Topic> = {}): Topic {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'ses.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: EVENT_TOPIC,
    Condition: {
      StringEquals: {
        'AWS:SourceAccount': ACCOUNT,
        'AWS:SourceArn': `arn:aws:ses:${REGION}:${ACCOUNT}:configuration-set/main`,
      },
    },
  };
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  return { arn: EVENT_TOPIC, policy, kmsKey: null, ...change };
}

/** Events of `EVENT_SET` were seen coming back. */
export function proven(): Checklist['steps'] {
  return done(
    'setup-events',
    receipt('proved-events', {
      run: 'r1',
      set: 'main',
      source: EVENT_TOPIC,
      region: REGION,
      paths: 'api',
      bounceSeconds: 1.2,
      complaintSeconds: 0.4,
    }),
  );
}

/** All is well and nothing is left to do but what a checklist has to say. */
export function world(change: Partial<World> = {}): World {
  return {
    domain: DOMAIN,
    region: REGION,
    caller: ok(CALLER),
    account: ok(account()),
    identity: ok(identity()),
    otherRegions: ok([]),
    addresses: ok({ identities: [], others: [] }),
    configurationSet: ok(null),
    hosting: ok(hosting()),
    footprint: ok(footprint({ names: [free(`mail.${DOMAIN}`)] })),
    records: ok(RECORDS),
    dns: ok(observations()),
    smtpUser: ok(null),
    keysInPlace: ok([]),
    keyOwner: ok(null),
    savedSettings: ok([]),
    writtenSets: ok([]),
    eventSet: ok({ name: 'acme-example', set: null }),
    topics: ok([]),
    subscriptions: ok({}),
    alarms: ok([]),
    notificationTopics: ok({ bounce: null, complaint: null, delivery: null, forwarding: true }),
    proofQueues: ok([]),
    ...change,
  };
}

export const EVERY_FAILURE: readonly NotSeen[] = [
  'not-read',
  'denied',
  'credentials',
  'unreachable',
  'throttled',
  'failed',
];
