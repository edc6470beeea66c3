/** The rights of a command follow from the sources that its steps read and from its tasks. */

import { describe, expect, test } from 'vitest';
import { commandsOver, OTHERS } from '../../../src/commands/index.ts';
import { commandsWithRights, namedCommands } from '../../../src/commands/print-policy/commands.ts';
import { printPolicy } from '../../../src/commands/print-policy/policy.ts';
import { rightsTo, rightTo } from '../../../src/core/aws/permissions.ts';
import { source } from '../../../src/observe/source.ts';
import { ALL_SOURCES } from '../../../src/observe/sources.ts';
import { STEPS } from '../../../src/steps/index.ts';
import type { Step } from '../../../src/steps/step.ts';
import { AWS_COMMANDS, commandRights } from '../../helpers/rights.ts';
import * as w from '../../helpers/world.ts';

declare module '../../../src/core/model/types.ts' {
  interface ReportData {
    readonly 'raise-flag': object;
    readonly 'salute-flag': object;
  }
}

const never = () => Promise.reject(new Error('AWS was asked'));
/** A source that needs another, each with a right of its own that no true source has. */
const sources = {
  ...ALL_SOURCES,
  account: source({
    key: 'account',
    needs: ['delegation'],
    rights: rightsTo('ses:PutAccountDetails'),
    read: never,
  }),
  delegation: source({ key: 'delegation', rights: rightsTo('route53:GetChange'), read: never }),
};
const fakeStep: Step = {
  id: 'raise-flag',
  title: 'A flag on the hill',
  needs: [],
  reads: ['account'],
  diagnose: () => ({ status: 'todo', summary: 'no flag yet', findings: [] }),
  data: () => ({}),
  action: {
    rights: [rightTo('ses:DeleteEmailIdentity', 'addresses')],
    inputs: () => [],
    plan: () => ({ consent: 'Plant it?', tasks: [] }),
  },
  command: { summary: 'Plant a flag', inputs: [], examples: ['raise-flag'], canWait: false },
};

async function actionsOf(id: string, steps: readonly Step[], over = sources) {
  const all = commandsWithRights(commandsOver(steps, []), steps, over);
  const { data } = await printPolicy({
    ...({ role: 'operator', answers: {}, caller: never } as const),
    subject: { domain: w.DOMAIN, region: w.REGION },
    commands: namedCommands([id], all),
    checklist: w.checklist({ account: w.ACCOUNT }),
  });
  const { Statement } = data.policy;
  return Statement.flatMap(({ Action }) => Action);
}

test('a step has the rights of the source that it reads, of what that needs, and of its tasks', async () => {
  const all = ['route53:GetChange', 'ses:PutAccountDetails', 'ses:DeleteEmailIdentity'];
  expect(await actionsOf('raise-flag', [fakeStep])).toEqual(all);
});

test('status has those of the sources only, and so has a step that depends on the other', async () => {
  const { action: _, ...other } = {
    ...fakeStep,
    id: 'salute-flag' as const,
    needs: ['raise-flag'],
  };
  const reads = ['route53:GetChange', 'ses:PutAccountDetails'];
  expect(await actionsOf('status', [fakeStep])).toEqual(reads);
  expect(await actionsOf('salute-flag', [fakeStep, { ...other, reads: [] }])).toEqual(reads);
});

describe('the true commands', () => {
  test('are those that ask AWS, status last', () => {
    expect(AWS_COMMANDS.map(({ id }) => id)).toEqual([
      ...STEPS.map(({ id }) => id),
      ...OTHERS.filter(({ rights }) => rights !== undefined).map(({ id }) => id),
      'status',
    ]);
  });

  test('what only reads has no right to write', () => {
    for (const id of ['check-dns', 'export', 'status']) {
      const actions = commandRights(id).rights.map(({ action }) => action);
      expect(actions.filter((action) => !/:(Get|List|Describe)/.test(action))).toEqual([]);
    }
  });

  test('a name that asks AWS for nothing is refused, with the nearest that does', () => {
    expect(() => namedCommands(['export', 'verify-domian'], AWS_COMMANDS)).toThrow(
      expect.objectContaining({
        code: 'usage/bad-value',
        exitCode: 2,
        message: expect.stringContaining('"verify-domian"'),
        fix: expect.stringContaining('Did you mean verify-domain?'),
      }),
    );
  });
});
