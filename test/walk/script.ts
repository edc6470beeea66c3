import { writeFileSync } from 'node:fs';
import { countsOf, type Team, type World } from '../cli/world.ts';
import { isBusy, type Question } from './person.ts';

/** The clock of the world stands still (speed 0.01) until the person has waited long enough to see it. */
export const STILL = 0.01;
export const DOMAIN = 'acme.example';
export const NO_SUBJECT = { AWS_REGION: '' };

/** Groups of questions: a walk that was stopped inside of one begins at its first question again. */
export type Script = readonly (readonly Question[])[];

/** Everything that a walk asks, from nothing to a proven message. */
export function walkScript(
  world: () => World,
  team: () => Team,
  inDns: readonly Question[],
): Script {
  const passing = (words: string) => ({
    meanwhile: async (pty: Parameters<typeof isBusy>[0]) => {
      await isBusy(pty, words);
      await world().pass('10m');
    },
  });
  return [
    [
      { asks: 'Which domain', answer: DOMAIN },
      { asks: 'In which AWS Region', answer: '' },
      { asks: 'Make these changes in SES', answer: 'y' },
    ],
    ...inDns.map((question) => [question]),
    [
      {
        asks: 'Make these changes in account',
        answer: 'y',
        ...passing('simulated bounce and complaint'),
      },
    ],
    [
      { asks: 'What is most of your mail', answer: '' },
      { asks: 'Which website', answer: 'https://acme.example' },
      { asks: 'What do you send', answer: 'Receipts and sign-in codes, to customers.' },
      { asks: 'How do people join', answer: 'They sign up on the web site.' },
      { asks: 'How do you handle', answer: 'Such addresses get no further mail.' },
      { asks: 'How can people unsub', answer: 'Every mail says how to opt out.' },
      { asks: 'About how many', answer: '500' },
      { asks: 'Which address should AWS', answer: 'ops@acme.example' },
      { asks: 'Send this request', answer: 'y' },
    ],
    [{ asks: 'request-production: what now', answer: '', ...passing('request-production') }],
    [
      { asks: 'File for the SMTP settings', answer: '' },
      { asks: 'Make these changes in IAM', answer: 'y', ...passing('does not accept') },
      { asks: 'Save the same settings in another place', answer: '', once: true },
    ],
    [
      { asks: 'Send from which address', answer: 'Acme <hello@acme.example>' },
      { asks: 'Send to which address', answer: 'inbox@inbox.example' },
      {
        asks: 'Send these messages',
        answer: 'y',
        meanwhile: async (pty) => {
          await pty.until(/^\? How do you want to prove/m);
          const newest = (await world().inbox()).at(-1);
          writeFileSync(team().path('received.eml'), newest?.raw ?? '');
        },
      },
    ],
    [
      { asks: 'How do you want to prove', answer: '2' },
      { asks: 'File with the received message', answer: 'received.eml' },
    ],
  ];
}

/** SES is asked again where a sandbox took a message a moment ago; the temporary queue is emptied one by one. */
const REPEATED = ['SendEmail', 'DeleteMessage'];

/** How often each change was made that a walk must not make twice. */
export function changesMade(operations: readonly string[]): Readonly<Record<string, number>> {
  return countsOf(operations.filter((operation) => !REPEATED.includes(operation)));
}

/** Recipients of all messages of a walk: those that prove the events, and one over the API and one over SMTP. */
export const RECIPIENTS = [
  ['bounce@simulator.amazonses.com'],
  ['complaint@simulator.amazonses.com'],
  ['inbox@inbox.example'],
  ['inbox@inbox.example'],
];
