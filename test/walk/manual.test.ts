/** The walkthrough at 80 columns where a person enters the records: copied off the screen. */

import { expect, test } from 'vitest';
import { shareWorld } from '../cli/world.ts';
import { answerAll, expectEnd, isBusy, openTool, type Question } from './person.ts';
import { changesMade, DOMAIN, NO_SUBJECT, RECIPIENTS, STILL, walkScript } from './script.ts';

const SIZE = { cols: 80, rows: 40 };
const world = shareWorld({ domain: DOMAIN, dns: 'manual', speed: STILL });

/** The cards on the screen, as lines for the panel: what would be cut or wrapped would not fit here. */
function copied(screen: string): string[] {
  const cards = screen.matchAll(
    /^\d\. (\w+) for .*\n +host +(\S+)\n +name +(\S+)\n(?: +priority +(\d+)\n)? +value +(.+)$/gm,
  );
  return [...cards].map(([, type, host, name, priority, value]) => {
    expect(name).toBe(`${host}.${DOMAIN}`);
    if (type === 'TXT') return `${host} TXT "${value}"`;
    return `${host} ${type} ${priority === undefined ? '' : `${priority} `}${value}.`;
  });
}

test('from nothing to a proven message, the records typed while the walk waits', async () => {
  const team = world().team(NO_SUBJECT);
  const enterRecords: Question = {
    asks: 'check-dns: what now',
    answer: '',
    meanwhile: async (pty) => {
      await isBusy(pty, 'check-dns');
      const lines = copied(pty.screen());
      expect(lines).toHaveLength(6);
      await world().publish(...lines.slice(0, 2));
      await world().pass('10m');
      await isBusy(pty, 'check-dns: 2 of 6');
      await world().publish(...lines.slice(2));
      await world().pass('10m');
    },
  };
  const pty = openTool(team, SIZE);
  await answerAll(pty, walkScript(world, () => team, [enterRecords]).flat());
  await expectEnd(pty, 0);
  // What may be had beyond is wrapped at a word, as all else is.
  expect(pty.screen()).toMatch(
    /^ {4}optional: .*\n {4}\S.* MAIL FROM:\n {6}ses-migrate verify-domain /m,
  );
  const writes = changesMade(await world().writes());
  expect(new Set(Object.values(writes))).toEqual(new Set([1]));
  expect((await world().inbox()).map(({ to }) => to)).toEqual(RECIPIENTS);
  expect(Object.keys(writes)).not.toContain('ChangeResourceRecordSets');
  expect((await team.report(['status'])).exitCode).toBe(0);
});
