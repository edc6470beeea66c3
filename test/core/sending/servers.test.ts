import { describe, expect, test } from 'vitest';
import {
  canFallBack,
  explainReply,
  isTemporary,
  type Reply,
} from '../../../src/core/sending/replies.ts';
import { readReply, stageOf } from '../../../src/core/sending/reply-text.ts';
import { type About, SERVERS } from './servers.ts';

const CODES: Readonly<Record<About, readonly string[]>> = {
  sender: ['send/sender-refused'],
  recipient: ['send/no-mailbox'],
  login: ['send/login-refused'],
  'no login': ['send/no-login'],
  'unchecked login': ['send/login-unchecked'],
  relay: ['send/relay-refused'],
  limit: ['send/quota'],
  size: ['send/too-large'],
  recipients: ['send/too-many-recipients'],
  full: ['send/mailbox-full'],
  client: ['send/client-refused'],
  refused: ['send/refused', 'send/no-tls'],
};
const NOT_ELSEWHERE: readonly About[] = ['recipient', 'full', 'recipients'];

function reply(response: string, change: Partial<Reply> = {}): Reply {
  const code = Number.parseInt(response, 10);
  return { via: 'old', host: 'smtp.old.example', code, response, ambiguous: false, ...change };
}

for (const { name, source, refusals } of SERVERS)
  describe(`${name} (${source})`, () => {
    test.each(refusals)('at %s: %s is about: %s', (stage, response, about) => {
      for (const said of [reply(response, { stage }), reply(response)]) {
        expect(CODES[about]).toContain(explainReply(said).code);
        expect(canFallBack(said)).toBe(!NOT_ELSEWHERE.includes(about));
      }
    });
  });

test('there is a refusal of the sender that other words could take for a recipient', () => {
  const all = SERVERS.flatMap(({ refusals }) => refusals);
  const both = all.filter(([, text, about]) => about === 'sender' && /user|recipient/i.test(text));
  expect(both.length).toBeGreaterThan(3);
});

describe('the enhanced code decides, words only where it does not', () => {
  test.each<[string, string, boolean]>([
    ['550 5.1.0 User unknown', 'send/sender-refused', true],
    ['550 5.1.7 No such user', 'send/sender-refused', true],
    ['550 5.1.8 Mailbox not found', 'send/sender-refused', true],
    ['550 5.1.1 Sender address rejected', 'send/no-mailbox', false],
    ['550 5.7.1 Sender address rejected: user unknown', 'send/sender-refused', true],
    ['550 5.0.0 user unknown', 'send/no-mailbox', false],
    // A digit of the class that contradicts the reply is no enhanced code (RFC 2034, 4).
    ['550 4.1.1 odd', 'send/refused', true],
    // Cisco's form; whether it means the sender or the recipient it does not say.
    ['550 #5.1.0 Address rejected.', 'send/refused', true],
    ['550 5.1.0 <ann@acme.example>: Recipient address rejected', 'send/refused', true],
  ])('%s', (response, code, elsewhere) => {
    expect(explainReply(reply(response)).code).toBe(code);
    expect(canFallBack(reply(response))).toBe(elsewhere);
  });

  test('before a recipient was named, none can be missing', () => {
    const said = reply('550 No such user here', { stage: 'MAIL' });
    expect([explainReply(said).code, canFallBack(said)]).toEqual(['send/sender-refused', true]);
    const later = reply('550 No such user here', { stage: 'RCPT' });
    expect([explainReply(later).code, canFallBack(later)]).toEqual(['send/no-mailbox', false]);
  });

  test('a refused sender is temporary where its code is', () => {
    const text = '4.1.8 <a@gone.example>: Sender address rejected: Domain not found';
    expect(isTemporary(reply(`450 ${text}`))).toBe(true);
    expect(isTemporary(reply(`550 5${text.slice(1)}`))).toBe(false);
  });
});

describe('the table of SES explains SES alone', () => {
  test.each<[string, string]>([
    ['554 Access denied', 'send/denied'],
    ['454 4.7.0 Temporary authentication failure', 'send/login-unchecked'],
    ['554 Message rejected: Email address is not verified', 'send/not-verified'],
    ['454 Temporary service failure', 'send/temporary'],
    ['554 Sending suspended for this account', 'send/paused'],
  ])('%s', (response, code) => {
    expect(explainReply(reply(response, { via: 'smtp' })).code).toBe(code);
    const other = explainReply(reply(response));
    expect(`${other.message} ${other.fix}`).not.toMatch(/\bSES\b|\bIAM\b|AWS|Region/);
  });
});

describe('a connection that no server refused', () => {
  test.each<[string, RegExp]>([
    ['0010:error:0A00010B:SSL routines:ssl3_get_record:wrong version number', /write smtp:\/\//],
    ['Greeting never received', /smtps:\/\/ for it/],
    ['certificate has expired', /has to renew it/],
    ["Hostname/IP does not match certificate's altnames", /another name/],
    ['connect ECONNREFUSED 192.0.2.1:587', /^Nothing accepts connections at/],
  ])('%s', (response, fix) => {
    const found = explainReply(reply(response, { code: null }));
    expect(found.code).toBe('send/unreachable');
    expect(found.fix).toMatch(fix);
    expect(found.fix).not.toMatch(/Region|SES/);
  });
});

test.each([
  ['550 5.1.1 <x> gone', { code: 550, status: '1.1', words: '<x> gone' }],
  ['550-5.1.1 gone\n550 5.1.1 for good', { code: 550, status: '1.1', words: 'gone for good' }],
  ['550-first\r\n550 5.7.60 last', { code: 550, status: '7.60', words: 'first last' }],
  ['250', { code: 250, status: null, words: '' }],
  ['connect ECONNREFUSED 127.0.0.1:587', { code: null, status: null }],
  ['535 1.2.3 is no status', { code: 535, status: null }],
])('%j is read as %j', (text, read) => {
  expect(readReply(text)).toMatchObject(read);
});

test('nodemailer’s words for a stage', () => {
  expect(['RCPT TO', 'AUTH PLAIN', 'MAIL FROM', 'DATA', 'API', undefined].map(stageOf)).toEqual([
    ...['RCPT', 'AUTH', 'MAIL', 'DATA'],
    ...[null, null],
  ]);
});
