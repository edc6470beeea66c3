/** The IMAP server of the rehearsal: as a client writes line by line, and as our own client drives it. */

import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { ImapFlow } from 'imapflow';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ReceivedMessage } from '../../../src/rehearsal/contract.ts';
import { type ImapEndpoint, startImap } from '../../../src/rehearsal/imap/server.ts';
import { type Certificate, createCertificate } from '../../../src/rehearsal/smtp/certificate.ts';

const LOGIN = { user: 'inbox@inbox.example', password: 'open "sesame" 7c' };
let certificate: Certificate;
let server: ImapEndpoint;
let mail: ReceivedMessage[];

const message = (subject: string, at: string): ReceivedMessage => ({
  id: subject,
  at,
  from: 'app@acme.example',
  to: ['nina@b.example'],
  subject,
  raw: `From: Acme <app@acme.example>\r\nTo: nina@b.example\r\nSubject: ${subject}\r\nX-Tag: t-${subject}\r\nDate: Tue, 01 Dec 2026 10:00:00 +0000\r\n\r\nHello ${subject}\r\n`,
});

beforeAll(async () => {
  certificate = await createCertificate();
});
beforeEach(async () => {
  mail = [message('one', '2026-11-30T23:59:59Z'), message('two', '2026-12-01T00:00:01Z')];
  server = await startImap({ certificate, inbox: { messages: () => mail }, login: LOGIN });
});
afterEach(() => server.close());

interface Talk extends AsyncDisposable {
  /** Sends a command and returns what comes up to its tagged answer. */
  say(command: string): Promise<string>;
  /** Sends octets, and waits for these words. */
  write(text: string, until: RegExp): Promise<string>;
}

async function talk(login = true): Promise<Talk> {
  const [host = '', port = ''] = server.address.split(':');
  const socket: TLSSocket = connect({ host, port: Number(port), ca: certificate.cert });
  let heard = '';
  socket.on('data', (piece) => {
    heard += piece.toString('latin1');
  });
  const until = async (words: RegExp): Promise<string> => {
    while (!words.test(heard)) await once(socket, 'data');
    const said = heard;
    heard = '';
    return said;
  };
  await until(/^\* OK .*\r\n/);
  let count = 0;
  const talking: Talk = {
    say(command) {
      count += 1;
      return talking.write(`t${count} ${command}\r\n`, new RegExp(`^t${count} .*\\r\\n`, 'm'));
    },
    write(text, words) {
      socket.write(text, 'latin1');
      return until(words);
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
    },
  };
  if (login) await talking.say(`AUTHENTICATE PLAIN ${plain(LOGIN.user, LOGIN.password)}`);
  return talking;
}

const plain = (user: string, password: string) =>
  Buffer.from(`\0${user}\0${password}`).toString('base64');

describe('logging in', () => {
  test.each([
    ['LOGIN inbox@inbox.example "open \\"sesame\\" 7c"', 'OK'],
    ['LOGIN inbox@inbox.example wrong', 'NO [AUTHENTICATIONFAILED]'],
    ['LOGIN other@inbox.example "open \\"sesame\\" 7c"', 'NO [AUTHENTICATIONFAILED]'],
    [`AUTHENTICATE PLAIN ${plain(LOGIN.user, LOGIN.password)}`, 'OK'],
    [`AUTHENTICATE PLAIN ${plain(LOGIN.user, 'wrong')}`, 'NO [AUTHENTICATIONFAILED]'],
    ['AUTHENTICATE CRAM-MD5 x', 'NO'],
    ['SELECT INBOX', 'BAD'],
    ['LIST "" "*"', 'BAD'],
    ['APPEND INBOX {1}', 'NO'],
  ])('%s: %s', async (command, answer) => {
    await using client = await talk(false);
    const said = command.endsWith('{1}')
      ? await client.write(`t1 ${command}\r\nx\r\n`, /^t1 .*\r\n/m)
      : await client.say(command);
    expect(said).toContain(`t1 ${answer}`);
  });

  test('a login by literals, and one whose response is asked for', async () => {
    await using client = await talk(false);
    const user = `{${LOGIN.user.length}}`;
    const password = `{${LOGIN.password.length}}`;
    await client.write(`a LOGIN ${user}\r\n`, /^\+ /m);
    await client.write(`${LOGIN.user} ${password}\r\n`, /^\+ /m);
    expect(await client.write(`${LOGIN.password}\r\n`, /^a .*\r\n/m)).toMatch(/^a OK/m);
    await client.write('b AUTHENTICATE PLAIN\r\n', /^\+ /m);
    const response = `${plain(LOGIN.user, LOGIN.password)}\r\n`;
    expect(await client.write(response, /^b .*\r\n/m)).toMatch(/^b OK/m);
  });
});

test('one folder, which is open only when it was selected', async () => {
  await using client = await talk();
  expect(await client.say('LIST "" "*"')).toContain('* LIST (\\HasNoChildren) "/" INBOX\r\n');
  expect(await client.say('LIST "" "Junk"')).not.toContain('* LIST');
  expect(await client.say('FETCH 1 UID')).toMatch(/^t4 BAD/m);
  expect(await client.say('SELECT Junk')).toMatch(/^t5 NO/m);
  expect(await client.say('STATUS INBOX (MESSAGES UIDNEXT UNSEEN)')).toContain(
    '* STATUS INBOX (MESSAGES 2 UIDNEXT 3 UNSEEN 2)\r\n',
  );
  const opened = await client.say('EXAMINE inbox');
  expect(opened).toContain('* 2 EXISTS\r\n');
  expect(opened).toMatch(/^t7 OK \[READ-ONLY\]/m);
  expect(await client.say('CLOSE')).toMatch(/^t8 OK/m);
  expect(await client.say('FETCH 1 UID')).toMatch(/^t9 BAD/m);
});

test.each([
  ['ALL', '1 2'],
  ['UID 2:*', '2'],
  ['SUBJECT TWO', '2'],
  ['HEADER X-Tag t-one', '1'],
  ['HEADER X-Tag ""', '1 2'],
  ['HEADER X-None ""', ''],
  ['SINCE 1-Dec-2026', '2'],
  ['BEFORE 1-Dec-2026', '1'],
  ['ON 30-Nov-2026', '1'],
  ['SENTON 1-Dec-2026', '1 2'],
  ['NOT SUBJECT one', '2'],
  ['OR SUBJECT one SUBJECT two', '1 2'],
  ['(SUBJECT one SUBJECT two)', ''],
  ['UNSEEN', '1 2'],
  ['SEEN', ''],
  ['FLAGGED', ''],
  ['BODY "Hello one"', '1'],
  ['CHARSET UTF-8 TEXT two', '2'],
  ['LARGER 100000', ''],
  ['SMALLER 100000', '1 2'],
])('UID SEARCH %s finds %s', async (keys, uids) => {
  await using client = await talk();
  await client.say('EXAMINE INBOX');
  expect(await client.say(`UID SEARCH ${keys}`)).toContain(`* SEARCH${uids && ` ${uids}`}\r\n`);
});

test.each(['SUBJECT', 'NONSENSE', 'SINCE yesterday', 'LARGER many'])(
  'SEARCH %s is refused',
  async (keys) => {
    await using client = await talk();
    await client.say('EXAMINE INBOX');
    expect(await client.say(`SEARCH ${keys}`)).toMatch(/^t3 BAD/m);
  },
);

test.each([
  ['2 UID', '* 2 FETCH (UID 2)'],
  ['1 INTERNALDATE', '* 1 FETCH (INTERNALDATE "30-Nov-2026 23:59:59 +0000")'],
  ['2 INTERNALDATE', '* 2 FETCH (INTERNALDATE " 1-Dec-2026 00:00:01 +0000")'],
  ['1 BODY.PEEK[TEXT]', '* 1 FETCH (BODY[TEXT] {11}\r\nHello one\r\n)'],
  ['1 BODY.PEEK[]<0.4>', '* 1 FETCH (BODY[]<0> {4}\r\nFrom)'],
  ['1 BODY.PEEK[HEADER.FIELDS (X-TAG)]', '{16}\r\nX-Tag: t-one\r\n\r\n)'],
  [
    '1 ENVELOPE',
    '* 1 FETCH (ENVELOPE ("Tue, 01 Dec 2026 10:00:00 +0000" "one" (("Acme" NIL "app" "acme.example")) (("Acme" NIL "app" "acme.example")) (("Acme" NIL "app" "acme.example")) ((NIL NIL "nina" "b.example")) NIL NIL NIL NIL))',
  ],
])('FETCH %s', async (asked, answer) => {
  await using client = await talk();
  await client.say('EXAMINE INBOX');
  expect(await client.say(`FETCH ${asked}`)).toContain(answer);
});

test('reading marks as seen, but not a peek, and not in a folder that was only examined', async () => {
  await using client = await talk();
  await client.say('EXAMINE INBOX');
  await client.say('FETCH 1 BODY[]');
  await client.say('SELECT INBOX');
  await client.say('FETCH 1 BODY.PEEK[]');
  expect(await client.say('FETCH 1 FLAGS')).toContain('(FLAGS ())');
  await client.say('FETCH 1 BODY[TEXT]');
  expect(await client.say('FETCH 1 FLAGS')).toContain('(FLAGS (\\Seen))');
});

test('a client that idles is told of new mail, and others at their next command', async () => {
  await using idling = await talk();
  await using other = await talk();
  await idling.say('SELECT INBOX');
  await other.say('SELECT INBOX');
  await idling.write('i IDLE\r\n', /^\+ /m);
  mail.push(message('three', '2026-12-01T00:00:02Z'));
  await idling.write('', /^\* 3 EXISTS\r\n/m);
  expect(await idling.write('DONE\r\n', /^i .*\r\n/m)).toMatch(/^i OK/m);
  expect(await other.say('NOOP')).toMatch(/^\* 3 EXISTS\r\nt3 OK/m);
});

test('what cannot be read gets BAD, and the connection goes on', async () => {
  await using client = await talk();
  expect(await client.write('x FETCH (1\r\n', /^x .*\r\n/m)).toMatch(/^x BAD/m);
  expect(await client.say('NOOP')).toMatch(/^t2 OK/m);
  expect(await client.say('LOGOUT')).toMatch(/^\* BYE .*\r\nt3 OK/m);
});

test('a client that others wrote lists, searches and reads', async () => {
  const [host = '', port = ''] = server.address.split(':');
  const client = new ImapFlow({
    host,
    port: Number(port),
    secure: true,
    auth: { user: LOGIN.user, pass: LOGIN.password },
    tls: { ca: certificate.cert },
    logger: false,
  });
  await client.connect();
  try {
    expect((await client.list()).map(({ path }) => path)).toEqual(['INBOX']);
    expect(await client.mailboxOpen('INBOX', { readOnly: true })).toMatchObject({ exists: 2 });
    expect(await client.search({ header: { 'X-Tag': 't-two' } }, { uid: true })).toEqual([2]);
    const found = await client.fetchOne('2', { source: true, envelope: true }, { uid: true });
    expect(found).toMatchObject({
      source: Buffer.from(mail[1]?.raw ?? ''),
      envelope: { subject: 'two' },
    });
  } finally {
    await client.logout();
  }
});
