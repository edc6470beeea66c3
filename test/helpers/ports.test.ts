import { expect, test } from 'vitest';
import { fakePorts } from './ports.ts';

test('answers come in order, errors are thrown, arguments and writes are kept', async () => {
  const fake = fakePorts({
    ses: {
      identity: [null, new Error('gone'), (name) => Promise.reject(new Error(name)) as never],
    },
    dns: { resolvers: () => [] },
  });
  expect(await fake.ports.ses.identity('a')).toBeNull();
  await expect(fake.ports.ses.identity('b')).rejects.toThrow('gone');
  await expect(fake.ports.ses.identity('c')).rejects.toThrow('c');
  expect(fake.ports.dns.resolvers()).toEqual([]);
  expect(fake.argsOf('ses.identity')).toEqual([['a'], ['b'], ['c']]);
  expect(fake.log).toEqual(['ses.identity a', 'ses.identity b', 'ses.identity c', 'dns.resolvers']);
});

test.fails('a call that nobody prepared fails the test even when its error is swallowed', async () => {
  const fake = fakePorts();
  await fake.ports.iam.createUser('mailer').catch(() => undefined);
});

test.fails('an answer that nobody used fails the test', () => {
  fakePorts({ ses: { identity: [null] } });
});

test.fails('a function that nobody called fails the test', () => {
  fakePorts({ dns: { resolvers: () => [] } });
});
