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
