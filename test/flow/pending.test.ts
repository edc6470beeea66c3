import { expect, test } from 'vitest';
import type { DomainView, RecordView, ServerView } from '../../src/core/dns/view.ts';
import { finding } from '../../src/core/model/findings.ts';
import type { Status, StepId, StepReport } from '../../src/core/model/types.ts';
import { nextOf } from '../../src/flow/next.ts';
import { cachesMoveIn, pendingStep } from '../../src/flow/pending.ts';
import { STEPS } from '../../src/steps/index.ts';

function step(id: StepId, status: Status, code = 'dns/missing'): StepReport {
  return {
    id,
    title: '',
    status,
    summary: 'so it is',
    findings: [finding(code, 'm', { fix: 'fix it' })],
  };
}

test.each<[StepId, Status, string, boolean]>([
  ['request-production', 'waiting', 'production/pending', true],
  ['request-production', 'problem', 'production/denied', false],
  ['request-production', 'todo', 'x/y', false],
  ['verify-domain', 'problem', 'route53/conflict', false],
  ['verify-domain', 'unknown', 'aws/unreachable', false],
  ['check-dns', 'waiting', 'dns/propagating', true],
  ['check-dns', 'problem', 'dns/missing', true],
  ['check-dns', 'unknown', 'dns/unanswered', true],
  ['check-dns', 'unknown', 'aws/denied', false],
  ['check-dns', 'done', 'dns/missing', false],
  ['check-dns', 'blocked', 'step/blocked', false],
])('%s %s (%s) can change without us: %s', (id, status, code, moves) => {
  expect(pendingStep([step(id, status, code)], STEPS) !== null).toBe(moves);
});

test.each<[Status, string | null]>([
  ['waiting', 'ses-migrate request-production --wait'],
  ['todo', 'ses-migrate request-production'],
  ['problem', 'ses-migrate request-production'],
  ['unknown', 'ses-migrate request-production'],
  ['skipped', null],
])('%s: the next command is %s', (status, command) => {
  const [next] = nextOf([step('request-production', status)], STEPS);
  expect(next?.command ?? null).toBe(command);
});

test('a message without proof asks for the copy', () => {
  expect(nextOf([step('send-test', 'todo', 'send/unproven')], STEPS)[0]?.command).toContain(
    '--eml',
  );
  const untried = finding('send/path-untried', '', { subject: 'smtp' });
  const open = { ...step('send-test', 'todo'), findings: [untried] };
  expect(nextOf([open], STEPS)[0]?.command).toBe('ses-migrate send-test --via smtp');
});

test('a key that no run knows is named, so that the command replaces it', () => {
  const orphan = finding('smtp/orphaned-key', '', { subject: 'AKIA1' });
  const open = {
    ...step('make-smtp-creds', 'todo'),
    findings: [orphan, { ...orphan, subject: 'AKIA2' }],
  };
  expect(nextOf([open], STEPS).map(({ command }) => command)).toEqual([
    'ses-migrate make-smtp-creds --confirm AKIA1 --confirm AKIA2',
  ]);
});

test.each(['route53/conflict', 'cloudflare/conflict', 'cloudflare/proxied'])(
  'next does not suggest to replace what others published: %s',
  (code) => {
    expect(nextOf([step('verify-domain', 'problem', code)], STEPS)).toEqual([]);
    expect(nextOf([step('verify-domain', 'problem', 'x/y')], STEPS)).toHaveLength(1);
  },
);

type View = readonly [ServerView['kind'], ServerView['status'], number | null];

function row(status: RecordView['status'], views: readonly View[]): RecordView {
  return {
    name: 'mail.acme.example',
    type: 'MX',
    purpose: 'mail-from-mx',
    expected: '',
    required: true,
    status,
    etaSeconds: null,
    views: views.map(([kind, viewed, ttl]) => ({
      server: kind,
      kind,
      status: viewed,
      values: [],
      ttl,
      rcode: null,
      asked: true,
      aa: null,
      etaSeconds: null,
      ms: 1,
    })),
  };
}

function domain(ses: DomainView['ses'], ...records: RecordView[]): DomainView {
  return { domain: 'acme.example', propagated: false, records, apexSpf: null, ses };
}

const HAS: View = ['authoritative', 'match', 300];
const LAGS = row('propagating', [HAS, ['resolver', 'missing', 40], ['resolver', 'wrong', 250]]);
const RIGHT = row('match', [HAS, ['resolver', 'match', 5]]);
const SEEN = {
  verified: true,
  dkim: 'SUCCESS',
  mailFrom: 'SUCCESS',
  errorType: null,
  lastChecked: null,
  soaSerial: null,
  dkimOrigin: 'AWS_SES',
};

test('caches alone: the next to ask again decides, over all records and domains, one second after its TTL', () => {
  const sooner = row('propagating', [HAS, ['resolver', 'wrong', 9]]);
  expect(cachesMoveIn([domain(null, LAGS, RIGHT)])).toBe(41_000);
  expect(cachesMoveIn([domain(SEEN, RIGHT), domain(SEEN, LAGS, sooner)])).toBe(10_000);
});

test.each<[string, readonly DomainView[]]>([
  ['all is right', [domain(SEEN, RIGHT)]],
  ['a record is missing', [domain(null, LAGS, row('missing', [['authoritative', 'missing', 60]]))]],
  ['SES has not seen it', [domain({ ...SEEN, dkim: 'PENDING' }, LAGS)]],
  ['SES does not let it send yet', [domain({ ...SEEN, verified: false }, LAGS)]],
  ['SES has not seen MAIL FROM', [domain({ ...SEEN, mailFrom: 'PENDING' }, LAGS)]],
  [
    'a server of the zone lags',
    [
      domain(
        null,
        row('propagating', [HAS, ['authoritative', 'missing', 60], ['resolver', 'missing', 40]]),
      ),
    ],
  ],
  [
    'a cache does not say',
    [
      domain(
        null,
        row('propagating', [HAS, ['resolver', 'missing', null], ['resolver', 'missing', 40]]),
      ),
    ],
  ],
  [
    'a resolver alone does not answer',
    [domain(null, row('propagating', [HAS, ['resolver', 'unknown', null]]))],
  ],
])('something else may move at any time: %s', (_why, domains) => {
  expect(cachesMoveIn(domains)).toBeNull();
});
