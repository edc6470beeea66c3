import { expect, test } from 'vitest';
import { runChild } from '../../src/rehearsal/child.ts';
import { parseFaults } from '../../src/rehearsal/faults.ts';

const node = (script: string) =>
  runChild([process.execPath, '-e', script], { WHERE: 'inside' }, 'capture');

test('a child gets its environment alone; its stdout and exit code come back', async () => {
  const script = 'console.log(JSON.stringify(process.env)); process.exitCode = 8';
  const { stdout, ...ended } = await node(script);
  expect(ended).toEqual({ exitCode: 8, failure: null });
  expect(JSON.parse(stdout)).toEqual({ WHERE: 'inside' });
});

test('a child that a signal ends counts as shells count it', async () => {
  expect(await node('process.kill(process.pid, "SIGKILL")')).toMatchObject({ exitCode: 137 });
});

test('Ctrl-C is the child’s: this process waits for what the child makes of it', async () => {
  const ended = node(
    'process.on("SIGINT", () => { console.log("stopped cleanly"); process.exit(130) });' +
      `setInterval(() => {}, 1000); process.kill(${process.pid}, "SIGINT");` +
      'process.kill(process.pid, "SIGINT")',
  );
  expect(await ended).toMatchObject({ exitCode: 130, stdout: 'stopped cleanly\n' });
});

test('a command that is not there is 127, one that cannot be run 126', async () => {
  expect(await runChild(['no-such-command-here'], {}, 'capture')).toMatchObject({
    exitCode: 127,
    failure: 'command not found: no-such-command-here',
  });
  expect(await runChild(['/'], {}, 'capture')).toMatchObject({ exitCode: 126 });
});

test('situation and faults are put together, unknown words refused with the known ones', () => {
  const faults = [
    'deny:ses:GetAccount',
    'deny:iam:*',
    'throttle:3',
    'slow-ses:60',
    'send:idle:2',
    'expired-token',
    'lose:sns',
    'late-events:5',
  ];
  expect(parseFaults('production', faults)).toEqual({
    situation: 'production',
    deny: ['ses:GetAccount', 'iam:*'],
    throttle: 3,
    slowSes: 60,
    send: 'idle:2',
    expiredToken: true,
    lose: ['sns'],
    late: 5_000,
    arrival: null,
  });
  expect(parseFaults('byodkim', [])).toMatchObject({ situation: 'none', arrival: 'byodkim' });
  expect(() => parseFaults('heaven', [])).toThrow(
    /unknown situation "heaven"\. Use one of .*production/,
  );
  for (const wrong of [
    'deny',
    'deny:',
    'throttle:0',
    'throttle:x',
    'expired-token:1',
    'lose:mail',
    'late-events:x',
    '',
  ]) {
    expect(() => parseFaults('none', [wrong])).toThrow(RangeError);
  }
});
