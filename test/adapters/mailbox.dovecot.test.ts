import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createInbox } from '../../src/adapters/inbox/index.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { ArrivedMessage, Mailbox } from '../../src/ports/index.ts';
import { describeWith } from '../helpers/daemon.ts';
import { DOVECOT, type Dovecot, PASSWORD, startDovecot, USER } from '../helpers/dovecot.ts';
import { fakePorts } from '../helpers/ports.ts';

describeWith(DOVECOT, 'a mailbox at Dovecot', atDovecot);
describeWith(DOVECOT, 'a mailbox with folders of its own', withManyFolders);
describeWith(DOVECOT, 'a mailbox at a Dovecot that cannot IDLE', withoutIdle);

const DAY = 86_400_000;

interface SimulationRequest {
  readonly port?: number;
  readonly tls?: 'implicit' | 'starttls';
  readonly user?: string;
  readonly password?: string;
  readonly since?: Date | null;
  readonly trusted?: boolean;
  readonly signal?: AbortSignal;
}

function message(token: string, subject = 'test'): string {
  return `From: a@acme.example\r\nSubject: ${subject}\r\nX-Migration-Token: ${token}\r\n\r\nHello\r\n`;
}

function openAt(dovecot: Dovecot, wish: SimulationRequest = {}): Promise<Mailbox> {
  const { tls = 'implicit', user = USER, password = PASSWORD, since = null, trusted = true } = wish;
  const port = wish.port ?? (tls === 'implicit' ? dovecot.imaps : dovecot.imap);
  const inbox = createInbox(fakePorts().ports.dns, trusted ? { ca: dovecot.ca } : {});
  const signal = wish.signal ?? new AbortController().signal;
  const options = { since, signal };
  return inbox.open({ host: '127.0.0.1', port, tls, user }, new Secret(password), options);
}

async function opened(dovecot: Dovecot, wish: SimulationRequest = {}): Promise<Mailbox> {
  const mailbox = await openAt(dovecot, wish);
  onTestFinished(() => mailbox.close());
  return mailbox;
}

/** Looks and rests as send-test does, until something came. */
async function next(mailbox: Mailbox, token: string): Promise<ArrivedMessage> {
  for (let looks = 0; looks < 40; looks += 1) {
    const [found] = await mailbox.look([token], 60_000);
    if (found !== undefined) return found;
    await mailbox.rest(500);
  }
  throw new Error('nothing came');
}

function atDovecot(): void {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot();
  });
  afterAll(() => dovecot.stop());

  test.each(['implicit', 'starttls'] as const)(
    'over TLS, %s: source, folder and time',
    async (tls) => {
      const mailbox = await opened(dovecot, { tls });
      expect(await mailbox.look([`one-${tls}`], 60_000)).toEqual([]);
      await dovecot.deliver(message(`one-${tls}`));
      const found = await next(mailbox, `one-${tls}`);
      expect(found).toMatchObject({ token: `one-${tls}`, folder: 'INBOX', place: 'inbox' });
      expect(found.raw.toString()).toBe(message(`one-${tls}`));
      expect(Math.abs(Date.now() - Date.parse(found.arrivedAt))).toBeLessThan(DAY);
      expect(await mailbox.look([`one-${tls}`], 60_000), 'told once').toEqual([]);
    },
  );

  test('what lies there already counts only with a day to begin at, and stays unread', async () => {
    await dovecot.deliver(message('before'));
    const since = new Date(Date.now() - DAY);
    const first = await opened(dovecot, { since });
    expect(await next(first, 'before')).toMatchObject({ place: 'inbox' });
    const fresh = await opened(dovecot);
    expect(await fresh.look(['before'], 60_000)).toEqual([]);
    expect(await dovecot.read()).toEqual([]);
  });

  test('in the folder for spam, later; a stranger’s message is none', async () => {
    const mailbox = await opened(dovecot);
    expect(await mailbox.look(['junk'], 60_000)).toEqual([]);
    await dovecot.deliver(message('other'));
    await dovecot.deliver('Subject: X-Migration-Token: junk\r\n\r\nX-Migration-Token: junk\r\n');
    await dovecot.deliver(message('junk'), 'Junk');
    expect(await next(mailbox, 'junk')).toMatchObject({ folder: 'Junk', place: 'junk' });
  });

  test('a connection that breaks in the wait is made again, and nothing is missed', async () => {
    const { port, cut } = await relayTo(dovecot.imaps);
    const mailbox = await opened(dovecot, { port });
    expect(await mailbox.look(['cut'], 60_000)).toEqual([]);
    const rest = mailbox.rest(300);
    cut();
    await rest;
    await dovecot.deliver(message('cut'));
    expect(await next(mailbox, 'cut')).toMatchObject({ token: 'cut' });
  });

  test('a server that is gone is told as such, and then found again', async () => {
    const line = await relayTo(dovecot.imaps);
    const mailbox = await opened(dovecot, { port: line.port });
    line.refuse(true);
    line.cut();
    await mailbox.rest(100);
    await expect(mailbox.look(['gone'], 60_000)).rejects.toMatchObject({
      code: 'inbox/unreachable',
      exitCode: 5,
    });
    line.refuse(false);
    await dovecot.deliver(message('gone'));
    expect(await next(mailbox, 'gone')).toMatchObject({ token: 'gone' });
  });

  test('Ctrl-C ends a look and a rest at once', async () => {
    const abort = new AbortController();
    const mailbox = await opened(dovecot, { signal: abort.signal });
    const rest = mailbox.rest(60_000);
    abort.abort();
    await rest;
    await expect(mailbox.look(['x'], 60_000)).rejects.toMatchObject({ code: 'inbox/unreachable' });
  });

  test('a wrong password is refused, in words, and it is not among them', async () => {
    const error = await openAt(dovecot, { password: 'hunter2' }).then(
      () => null,
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject({ code: 'inbox/login-refused', exitCode: 1 });
    expect(inspect(error, { depth: 9 })).not.toMatch(/hunter2|aHVudGVyMg/);
  });

  test('a certificate that nobody vouches for: no password is sent', async () => {
    for (const tls of ['implicit', 'starttls'] as const)
      await expect(openAt(dovecot, { tls, trusted: false })).rejects.toMatchObject({
        code: 'inbox/no-tls',
        exitCode: 1,
      });
  });

  test('a server without STARTTLS gets no password', async () => {
    const heard: string[] = [];
    const port = await plainServer(heard);
    await expect(openAt(dovecot, { port, tls: 'starttls' })).rejects.toMatchObject({
      code: 'inbox/no-tls',
    });
    expect(heard.join()).not.toMatch(/LOGIN|AUTHENTICATE/i);
  });

  test('a closed port', async () => {
    const { port, close } = await relayTo(dovecot.imaps);
    close();
    await expect(openAt(dovecot, { port })).rejects.toMatchObject({
      code: 'inbox/unreachable',
      exitCode: 5,
    });
  });
}

function withManyFolders(): void {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot({ junk: false });
  });
  afterAll(() => dovecot.stop());

  test('a folder for spam that the first spam makes is looked into', async () => {
    const mailbox = await opened(dovecot);
    expect(await mailbox.look(['first'], 60_000)).toEqual([]);
    await dovecot.deliver(message('first'), 'Junk');
    expect(await next(mailbox, 'first')).toMatchObject({ folder: 'Junk', place: 'junk' });
  });

  test('a rule files elsewhere: found, and the name is decoded', async () => {
    const mailbox = await opened(dovecot);
    // RFC 3501, 5.1.3: "Ablage.Überweisungen & 台北" in modified UTF-7.
    await dovecot.deliver(message('filed'), 'Ablage.&ANw-berweisungen &- &U,BTFw-');
    expect(await mailbox.look(['filed'], 10_000)).toMatchObject([
      { folder: 'Ablage.Überweisungen & 台北', place: 'other', token: 'filed' },
    ]);
    const since = new Date(Date.now() - DAY);
    const later = await opened(dovecot, { since });
    expect(await later.look(['filed'], 60_000)).toMatchObject([{ token: 'filed' }]);
  });

  test('drafts and what was sent from here are not looked into', async () => {
    await dovecot.deliver(message('own'), 'Sent');
    await dovecot.deliver(message('own'), 'Drafts');
    const mailbox = await opened(dovecot, { since: new Date(Date.now() - DAY) });
    expect(await mailbox.look(['own'], 10_000)).toEqual([]);
  });

  test('the oldest of more messages than are read at once, and none of them', async () => {
    await dovecot.deliver(message('oldest'));
    for (let count = 0; count < 1_200; count += 1) await dovecot.deliver(message(`n-${count}`));
    const since = new Date(Date.now() - DAY);
    const mailbox = await opened(dovecot, { since });
    const found = await mailbox.look(['oldest'], 60_000);
    expect(found.map(({ token }) => token)).toEqual(['oldest']);
    const other = await opened(dovecot, { since });
    expect(await other.look(['not-there'], 60_000)).toEqual([]);
    await dovecot.deliver(message('not-there'));
    expect(await next(other, 'not-there')).toMatchObject({ place: 'inbox' });
  });

  test('one of several is given once, also where the others are awaited', async () => {
    await dovecot.deliver(message('twice'));
    const mailbox = await opened(dovecot, { since: new Date(Date.now() - DAY) });
    expect(await next(mailbox, 'twice')).toMatchObject({ token: 'twice' });
    expect(await mailbox.look(['twice', 'other'], 60_000)).toEqual([]);
  });
}

function withoutIdle(): void {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot({ capabilities: 'IMAP4rev1 SPECIAL-USE UIDPLUS' });
  });
  afterAll(() => dovecot.stop());

  test('new mail is found by looking again', async () => {
    const mailbox = await opened(dovecot);
    expect(await mailbox.look(['slow'], 60_000)).toEqual([]);
    await mailbox.rest(50);
    await dovecot.deliver(message('slow'));
    expect(await next(mailbox, 'slow')).toMatchObject({ token: 'slow', place: 'inbox' });
  });
}

/** A line to a port that can be cut, and that can refuse. */
async function relayTo(target: number) {
  const sockets = new Set<Socket>();
  let refused = false;
  const server = createServer((client) => {
    if (refused) return client.destroy();
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(upstream).pipe(client);
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const close = () => {
    cut();
    server.close();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(close);
  const refuse = (now: boolean) => {
    refused = now;
  };
  return { port: (server.address() as AddressInfo).port, cut, close, refuse };
}

/** An IMAP server that offers a login and no TLS. */
async function plainServer(heard: string[]): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n');
    socket.on('data', (chunk) => {
      heard.push(chunk.toString());
      const [tag = ''] = chunk.toString().split(' ');
      socket.write(`* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n${tag} OK done\r\n`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
