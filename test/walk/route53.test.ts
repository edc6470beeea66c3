/** The walkthrough in a terminal, stopped at each of its questions and taken up again, to its end. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { shareWorld, type Team } from '../cli/world.ts';
import { answerAll, expectEnd, isAsked, isBusy, openTool, type Question } from './person.ts';
import { changesMade, DOMAIN, NO_SUBJECT, RECIPIENTS, STILL, walkScript } from './script.ts';

const SIZE = { cols: 100, rows: 40 };
const world = shareWorld({ domain: DOMAIN, speed: STILL });

/** What an interruption could leave behind. */
async function traces() {
  const file = team.path('ses-migrate.json');
  return {
    writes: await world().writes(),
    zone: await world().zone(),
    mail: (await world().inbox()).length,
    // The lock is there while a step is being done, and gone with the run.
    files: readdirSync(team.folder)
      .filter((name) => !name.endsWith('.lock'))
      .toSorted(),
    checklist: existsSync(file) ? readFileSync(file, 'utf8') : null,
  };
}

const inRoute53: readonly Question[] = [
  {
    asks: 'Write these records to Route 53',
    answer: 'y',
    // In sync with Route 53, while the slower of the two name servers still lags.
    meanwhile: async (pty) => {
      await isBusy(pty, 'Route 53');
      await world().pass('110s');
    },
  },
  {
    asks: 'check-dns: what now',
    answer: '',
    meanwhile: async (pty) => {
      await isBusy(pty, 'check-dns');
      await world().pass('10m');
    },
  },
];

let team: Team;
beforeAll(() => {
  team = world().team(NO_SUBJECT);
});

const groups = walkScript(world, () => team, inRoute53);
const stops = groups.flatMap((questions, group) =>
  questions
    .filter(({ once }) => once !== true)
    .map((question, index) => ({
      question,
      asks: question.asks,
      // The first question of a group is reached through the whole group before it.
      before: index === 0 ? (groups[group - 1] ?? []) : questions.slice(0, index),
    })),
);

// One walk: each test continues where the one before it was stopped.
test.each(stops)(
  'Ctrl-C at "$asks" ends with 130 and changes nothing',
  async ({ question, before }) => {
    const pty = openTool(team, SIZE);
    await answerAll(pty, before);
    await isAsked(pty, question);
    const held = await traces();
    pty.key('ctrl-c');
    await expectEnd(pty, 130);
    expect(await traces()).toEqual(held);
    expect(readdirSync(team.folder)).not.toContain('ses-migrate.json.lock');
    expect(held.checklist ?? '').not.toContain('"intent": {');
  },
);

test('nothing was done twice, and the walk is at its end', async () => {
  const last = openTool(team, SIZE);
  await answerAll(last, groups.at(-1) ?? []);
  const screen = await expectEnd(last, 0);
  const status = screen.split(/^status /m).at(-1) ?? '';
  expect(status.match(/^✔ done +\w/gm)).toHaveLength(6);
  expect(changesMade(await world().writes())).toEqual({
    CreateEmailIdentity: 1,
    PutEmailIdentityMailFromAttributes: 1,
    ChangeResourceRecordSets: 1,
    CreateConfigurationSet: 1,
    CreateTopic: 1,
    SetTopicAttributes: 1,
    CreateConfigurationSetEventDestination: 1,
    PutEmailIdentityConfigurationSetAttributes: 1,
    CreateQueue: 1,
    Subscribe: 1,
    Unsubscribe: 1,
    DeleteQueue: 1,
    PutAccountDetails: 1,
    CreateUser: 1,
    PutUserPolicy: 1,
    CreateAccessKey: 1,
  });
  expect((await world().inbox()).map(({ to }) => to)).toEqual(RECIPIENTS);
  expect(statSync(team.path('ses-smtp.env')).mode & 0o777).toBe(0o600);
  expect((await team.report(['status'])).exitCode).toBe(0);
});
