import { describe, expect, test } from 'vitest';
import type { Choices } from '../../../src/core/checklist.ts';
import type { Footprint } from '../../../src/core/records/footprint.ts';
import { footprintText } from '../../../src/steps/verify-domain/footprint.ts';
import { verifyDomain } from '../../../src/steps/verify-domain/step.ts';
import { fakePorts, START } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';
import { linesOf, planOf } from '../apply.ts';

const { DOMAIN, ok } = w;
const SEND = `send.${DOMAIN}`;
const inUse = [
  w.taken(`mail.${DOMAIN}`, { state: 'host', found: ['A 192.0.2.9'] }),
  w.free(`bounce.${DOMAIN}`),
];

/** A domain that SES does not know yet. */
function fresh(change: Partial<Footprint> = {}) {
  const footprint = ok(w.footprint({ names: inUse, ...change }));
  return w.world({ identity: ok(null), records: ok([]), footprint });
}

function judge(world: ReturnType<typeof fresh>, choices: Choices = {}) {
  return verifyDomain.diagnose(world, w.checklist({ choices }), START);
}

function planned(world: ReturnType<typeof fresh>, choices: Choices = {}, answers = {}) {
  const fakes = fakePorts({ checklist: w.checklist({ choices }) });
  return planOf(verifyDomain, fakes, { world, answers });
}

describe('MAIL FROM', () => {
  test('the first free name is planned, and why not the usual one', () => {
    const plan = planned(fresh());
    expect(plan.tasks.flatMap(({ changes }) => changes)).toContainEqual(
      expect.objectContaining({ what: 'MAIL FROM domain', to: `bounce.${DOMAIN}` }),
    );
    expect(plan.preview).toContain(
      `MAIL FROM will be bounce.${DOMAIN}, because mail.${DOMAIN} is in use (A 192.0.2.9).`,
    );
  });

  test('a chosen name that is in use is a problem that nothing is planned for, confirmed or not', () => {
    const world = fresh({ names: [w.taken(SEND, { provider: 'Resend' })] });
    const choices = { mailFrom: SEND };
    expect(judge(world, choices)).toMatchObject({
      status: 'problem',
      findings: [{ code: 'dns/mail-from-in-use', subject: SEND }],
    });
    for (const answers of [{}, { confirm: [DOMAIN, SEND] }])
      expect(linesOf(planned(world, choices, answers))).toEqual([]);
  });

  test('what could not be read is unknown, and nothing is created', () => {
    const unread = {
      name: `mail.${DOMAIN}`,
      state: 'unknown',
      found: ['x'],
      provider: null,
    } as const;
    const world = fresh({ names: [unread] });
    expect(judge(world)).toMatchObject({
      status: 'unknown',
      findings: [{ code: 'dns/footprint-unread' }],
    });
    expect(linesOf(planned(world))).toEqual([]);
  });
});

describe('DMARC that could not be read', () => {
  const silent = ok(w.footprint({ dmarc: w.failed('unreachable') }));

  test('a complete identity is not done: a record may be to enter', () => {
    expect(judge(w.world({ footprint: silent }))).toMatchObject({
      status: 'unknown',
      findings: [{ code: 'dns/footprint-unread' }],
    });
  });

  test('it keeps nobody from creating the identity', () => {
    expect(judge(fresh({ dmarc: w.failed('unreachable') })).status).toBe('todo');
  });

  test('a policy that weakens none settles it', () => {
    expect(judge(w.world({ footprint: silent }), { dmarc: 'reject' }).status).toBe('done');
  });
});

describe('flags that the world forbids', () => {
  const name = `_dmarc.${DOMAIN}`;
  const reject = {
    name,
    texts: ['v=DMARC1; p=reject'],
    inherited: false,
    policy: 'reject',
    otherwise: null,
  };
  const refuse = (answers: Readonly<Record<string, string>>) => () =>
    verifyDomain.action?.validate?.({
      world: w.world({ footprint: ok(w.footprint({ dmarc: ok(reject) })) }),
      checklist: w.checklist(),
      answers,
      now: START,
    });

  test('--dmarc none against reject', () => {
    expect(refuse({ dmarc: 'none' })).toThrowError(
      expect.objectContaining({
        code: 'usage/dmarc-exists',
        exitCode: 2,
        message: expect.stringContaining('p=reject'),
      }),
    );
  });

  test('the policy that is there, and no flag, are not refused', () => {
    expect(refuse({ dmarc: 'reject' })).not.toThrow();
    expect(refuse({})).not.toThrow();
  });
});

describe('what the domain does today', () => {
  const evidence = (role: 'receives' | 'sends', host: string, type: string, value: string) => ({
    role,
    name: host,
    type,
    value,
  });
  const busy = w.footprint({
    mx: ok(['1 smtp.google.com']),
    spf: ok([
      {
        text: 'v=spf1 include:_spf.google.com include:x.example ~all',
        providers: ['google-workspace'],
        unknown: ['include:x.example'],
      },
    ]),
    dmarc: ok({
      name: '_dmarc.example',
      texts: ['v=DMARC1; p=reject'],
      inherited: true,
      otherwise: null,
      policy: 'reject',
    }),
    providers: [
      {
        id: 'resend',
        name: 'Resend',
        evidence: [
          evidence('sends', `resend._domainkey.${DOMAIN}`, 'TXT', 'p=MIG'),
          evidence('sends', SEND, 'MX', 'feedback-smtp.us-east-1.amazonses.com'),
        ],
      },
      {
        id: 'google-workspace',
        name: 'Google Workspace',
        evidence: [
          evidence('receives', DOMAIN, 'MX', 'smtp.google.com'),
          evidence('sends', DOMAIN, 'TXT', 'v=spf1 include:_spf.google.com ~all'),
        ],
      },
    ],
    unread: [{ name: `s1._domainkey.${DOMAIN}`, type: 'TXT', message: 'ns1: time\u202Eout' }],
  });

  test('is said in a line each, with where it was seen', () => {
    const text = footprintText(w.world({ footprint: ok(busy) }), w.checklist());
    expect(text.split('\n')).toEqual([
      `What ${DOMAIN} uses today (nothing of this changes):`,
      '  receives  Google Workspace (MX smtp.google.com)',
      '  sends     Resend (resend._domainkey, send), Google Workspace (SPF), others (SPF include:x.example)',
      '  SPF       unchanged: SES uses the MAIL FROM domain, which has its own SPF record',
      '  DMARC     p=reject, inherited from _dmarc.example; unchanged',
      `  unread    s1._domainkey.${DOMAIN} TXT: ns1: time\\u{202e}out`,
    ]);
  });

  test('nothing is said to be missing where nobody answered', () => {
    const silent = w.footprint({
      mx: w.failed('unreachable'),
      spf: w.failed('unreachable'),
      dmarc: w.failed('unreachable'),
    });
    const text = footprintText(w.world({ footprint: ok(silent) }), w.checklist());
    expect(text.match(/could not be looked up/g)).toHaveLength(3);
    expect(text).not.toMatch(/no MX|none/);
  });

  test('is shown with the first plan, not with those after it', () => {
    const world = fresh();
    const told = w.checklist({ steps: w.done('verify-domain', w.receipt('created-identity')) });
    expect(planned(world).preview).toContain('uses today');
    expect(planOf(verifyDomain, fakePorts({ checklist: told }), { world }).preview).toBeUndefined();
  });

  test('as data: null is not read, and that is in unread', () => {
    const footprint = ok({ ...busy, mx: w.failed('unreachable') });
    const data = verifyDomain.data?.(w.world({ footprint }), w.checklist(), START);
    expect(data?.footprint).toMatchObject({
      mx: null,
      spf: [{ providers: ['google-workspace'], unknown: ['include:x.example'] }],
      dmarc: { name: '_dmarc.example', policy: 'reject', inherited: true },
      unread: [{ message: 'ns1: time\\u{202e}out' }],
    });
    const unseen = w.world({ footprint: w.failed('not-read') });
    expect(verifyDomain.data?.(unseen, w.checklist(), START)).toMatchObject({ footprint: null });
  });
});
