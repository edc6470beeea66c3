import { describe, expect, test } from 'vitest';
import { exportRecords } from '../../../src/commands/export/records.ts';
import type { Identity } from '../../../src/core/ses/facts.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { PortError } from '../../../src/ports/index.ts';
import { allRight, jobOf, RESOLVERS } from '../../flow/job.ts';
import { type AwsScript, byService, fakePorts, type Script } from '../../helpers/ports.ts';
import * as w from '../../helpers/world.ts';

const DNS: Script<Ports['dns']> = {
  delegation: () => w.DELEGATION,
  ask: allRight,
  resolvers: RESOLVERS,
};

function denied(operation: string): PortError {
  return new PortError('not authorized', {
    reason: 'denied',
    errorName: 'AccessDeniedException',
    refusal: w.refusalOf(`ses:${operation}`),
  });
}

function run(
  format: Parameters<typeof exportRecords>[1],
  identity: Identity | null | Error,
  aws: AwsScript = {},
) {
  const fakes = fakePorts({
    ...byService({ caller: () => w.CALLER, identity: [identity], hostedZones: () => [], ...aws }),
    dns: DNS,
  });
  return { fakes, report: exportRecords(jobOf(fakes), format) };
}

describe('export', () => {
  test('the file and its records; all are right, and nothing else is said', async () => {
    const report = await run('csv', w.identity()).report;
    expect(report).toMatchObject({ command: 'export', status: 'done', exitCode: 0, steps: [] });
    expect(report.data).toMatchObject({ format: 'csv', content: expect.stringContaining('tok1') });
    expect(report.data.records).toHaveLength(6);
  });

  test('without an identity there is nothing to write: 1, and the command that comes first', async () => {
    const report = await run('zone', null).report;
    expect(report).toMatchObject({ status: 'todo', exitCode: 1, data: { content: null } });
    expect(report.next).toMatchObject([{ command: 'ses-migrate verify-domain' }]);
  });

  test('an identity that may not be read is not a missing one: 4', async () => {
    const report = await run('zone', denied('GetEmailIdentity')).report;
    expect(report).toMatchObject({ status: 'unknown', exitCode: 4, data: { content: null } });
  });

  test('terraform reads the configuration set; the others need no permission for it', async () => {
    const identity = w.identity({ configurationSet: 'app-events' });
    const { report, fakes } = run('terraform', identity, { configurationSet: [null] });
    expect((await report).data.content).toContain('resource "aws_sesv2_configuration_set"');
    expect(fakes.argsOf('ses.configurationSet')).toEqual([['app-events']]);
    // A call that nobody prepared would fail this.
    expect(await run('json', identity).report).toMatchObject({ exitCode: 0 });
  });

  test('a configuration set that may not be read: the rest is written, and 4 says that some is missing', async () => {
    const identity = w.identity({ configurationSet: 'app-events' });
    const report = await run('terraform', identity, {
      configurationSet: [denied('GetConfigurationSet')],
    }).report;
    expect(report).toMatchObject({ status: 'unknown', exitCode: 4 });
    expect(report.steps[0]?.findings).toContainEqual(
      expect.objectContaining({
        code: 'aws/denied',
        message: expect.stringContaining('app-events'),
      }),
    );
    expect(report.data.content).toContain('could not be read (denied)');
  });

  test('nothing is written to the checklist', async () => {
    const { report, fakes } = run('zone', w.identity());
    await report;
    expect(fakes.stored()).toBeNull();
  });
});
