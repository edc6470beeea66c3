import { expect, test } from 'vitest';
import { statusReport } from '../../src/commands/status.ts';
import type { SesAccount } from '../../src/core/ses/facts.ts';
import { assess } from '../../src/flow/assess.ts';
import { reportJson } from '../../src/render/json.ts';
import { reportMarkdown } from '../../src/render/markdown.ts';
import { reportText } from '../../src/render/report.ts';
import { requestProduction } from '../../src/steps/request-production/step.ts';
import { sendTest } from '../../src/steps/send-test/step.ts';
import { jobOf } from '../flow/job.ts';
import { fakePorts, START } from '../helpers/ports.ts';
import * as w from '../helpers/world.ts';

const STYLE = { columns: 200, color: false, unicode: true } as const;
const PROVED = w.receipt('proved', {
  dkim: 'pass',
  spf: 'pass',
  dmarc: 'pass',
  alignedBy: 'dkim,spf',
});
const SENT = ['api', 'smtp'].map((via) => w.receipt('sent', { via, token: `t-${via}` }));
/** Everything was sent and proven before. */
const CHECKLIST = w.checklist({ steps: w.done('send-test', ...SENT, PROVED) });

function statusOf(seen: SesAccount) {
  const world = w.world({ account: w.ok(seen), identity: w.ok(w.identity()) });
  const checklistSteps = [requestProduction, sendTest];
  const steps = assess(checklistSteps, world, CHECKLIST, START);
  const job = jobOf(fakePorts(), { checklistSteps });
  return statusReport(job, { world, checklist: CHECKLIST, steps });
}

function codesOf(seen: SesAccount) {
  return statusOf(seen).steps.map(({ status, findings }) => [
    status,
    ...findings.map(({ code }) => code),
  ]);
}

const SHUTDOWN = w.account({ enforcement: 'SHUTDOWN', sendingEnabled: false });
const OFF = w.account({ sendingEnabled: false });
const PROBATION = w.account({ enforcement: 'PROBATION' });

test('an account in order stays done', () => {
  expect(statusOf(w.account())).toMatchObject({ status: 'done', exitCode: 0 });
});

test.each([
  ['paused by AWS', SHUTDOWN, 'send/paused'],
  [
    'paused by AWS, with the switch still on',
    w.account({ enforcement: 'SHUTDOWN' }),
    'send/paused',
  ],
  ['switched off', OFF, 'send/switched-off'],
])('%s: a problem of every step that sends', (_what, seen, code) => {
  expect(statusOf(seen)).toMatchObject({ status: 'problem', exitCode: 1 });
  expect(codesOf(seen)).toEqual([
    ['problem', code],
    ['problem', code],
  ]);
});

test('switched off under review: both are said', () => {
  const seen = w.account({ enforcement: 'PROBATION', sendingEnabled: false });
  expect(codesOf(seen)[1]).toEqual(['problem', 'send/switched-off', 'send/under-review']);
});

test.each([
  ['not requested yet', w.sandbox(), 'todo', 'problem'],
  ['requested', w.sandbox('PENDING'), 'problem', 'problem'],
  ['refused', w.sandbox('DENIED'), 'problem', 'problem'],
])(
  'production access %s, with sending off: a request can still be filed; not under a pause',
  (_what, seen, off, paused) => {
    const of = (change: Partial<SesAccount>) => statusOf({ ...seen, ...change }).steps[0]?.status;
    expect(of({ sendingEnabled: false })).toBe(off);
    expect(of({ sendingEnabled: false, enforcement: 'SHUTDOWN' })).toBe(paused);
  },
);

test('under review is reported with what AWS wants, and mail goes out', () => {
  const report = statusOf(PROBATION);
  expect(report).toMatchObject({ status: 'done', exitCode: 0 });
  for (const { findings } of report.steps)
    expect(findings[0]).toMatchObject({
      code: 'send/under-review',
      fix: expect.stringContaining('Support Center'),
    });
});

test.each([
  ['SHUTDOWN', SHUTDOWN, 'AWS has paused sending', 'resume sending'],
  ['off', OFF, 'sending is switched off', 'put-account-sending-attributes'],
  ['PROBATION', PROBATION, 'under review by AWS', 'answer in the Support Center'],
])('%s and what to do are on every form of the report', (_what, seen, what, fix) => {
  const report = statusOf(seen);
  const flat = (text: string) => text.replace(/\s+/g, ' ');
  for (const text of [reportText(report, STYLE), reportMarkdown(report), reportJson(report, 2)])
    for (const part of [what, fix]) expect(flat(text)).toContain(part);
});
