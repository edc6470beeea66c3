import { expect, test } from 'vitest';
import { offlineReport, statusReport } from '../../src/commands/status.ts';
import { reportMarkdown } from '../../src/render/markdown.ts';
import { jobOf } from '../flow/job.ts';
import { fakePorts } from '../helpers/ports.ts';
import * as w from '../helpers/world.ts';

test('offline, a checklist without a report says what to do, also as a list', () => {
  const report = offlineReport(jobOf(fakePorts({})));
  expect(report).toMatchObject({
    status: 'unknown',
    exitCode: 5,
    next: [{ command: 'ses-migrate status' }],
  });
  expect(reportMarkdown(report)).toMatch(/`ses-migrate status`: .* holds no report yet/);
});

test('--facts names each part of the world as scripts know it', () => {
  const world = w.world();
  const checklist = w.checklist();
  const job = { ...jobOf(fakePorts({})), answers: { facts: true } };
  const { facts } = statusReport(job, { world, checklist, steps: [] }).data;
  const { otherRegions, ...others } = world;
  expect(facts).toEqual({ ...others, elsewhere: otherRegions });
});

test('offline, each step is shown: with its date, or as not on record, and that is exit 5', async () => {
  const fakes = fakePorts({});
  const job = jobOf(fakes);
  const [first, ...others] = job.checklistSteps;
  const known = {
    id: 'verify-domain',
    title: 'x',
    status: 'done',
    summary: 'ok',
    findings: [],
  } as const;
  expect(first?.id).toBe(known.id);
  const order = job.checklistSteps.map(({ id }) => id);
  const kept = { ...offlineReport(job), exitCode: 0, steps: [known] } as const;
  await job.session.keep(kept, order);
  const report = offlineReport(job);
  expect(report).toMatchObject({ status: 'unknown', exitCode: 5 });
  expect(report.steps.map(({ summary }) => summary)).toEqual([
    'ok (as of 2026-11-22 10:00 UTC)',
    ...others.map(() => 'not on record'),
  ]);
  await fakes.ports.clock.sleep(86_400_000);
  const before = fakes.log.length;
  await job.session.keep(kept, order);
  expect(fakes.log.slice(before)).toEqual([]);
});
