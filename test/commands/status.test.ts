import { expect, test } from 'vitest';
import { offlineReport } from '../../src/commands/status.ts';
import { reportMarkdown } from '../../src/render/markdown.ts';
import { jobOf } from '../flow/job.ts';
import { fakePorts } from '../helpers/ports.ts';

test('offline, a checklist without a report says what to do, also as a list', () => {
  const report = offlineReport(jobOf(fakePorts({})));
  expect(report).toMatchObject({
    status: 'unknown',
    exitCode: 5,
    next: [{ command: 'ses-migrate status' }],
  });
  expect(reportMarkdown(report)).toMatch(/`ses-migrate status`: .* holds no report yet/);
});
