import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import dns, { promises as dnsPromises, lookup, Resolver } from 'node:dns';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, createServer as createHttpServer, request } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as tlsConnect } from 'node:tls';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { reportDenied } from './deny-network.ts';
import { denied } from './deny-network-preload.mjs';

// Runs before the set-up file's own afterEach (vitest ends with what began first).
afterEach(() => {
  denied.length = 0;
});

function resolverAt(...servers: string[]): Resolver {
  const resolver = new Resolver({ timeout: 100, tries: 1 });
  resolver.setServers(servers);
  return resolver;
}

function udp(use: (socket: ReturnType<typeof createSocket>) => void): void {
  const socket = createSocket('udp4');
  onTestFinished(() => {
    socket.close();
  });
  use(socket);
}

test.each<[string, () => unknown]>([
  ['connect 192.0.2.1:25', () => connect(25, '192.0.2.1')],
  ['connect 192.0.2.1:443', () => connect({ host: '192.0.2.1', port: 443 })],
  ['connect aws.example:443', () => tlsConnect({ host: 'aws.example', port: 443 })],
  ['connect 2001:db8::1:80', () => connect(80, '2001:db8::1')],
  ['connect 127.0.0.1.example:80', () => connect(80, '127.0.0.1.example')],
  ['udp send 192.0.2.1', () => udp((socket) => socket.send('message', 53, '192.0.2.1'))],
  [
    'udp send 192.0.2.1',
    () => udp((socket) => socket.send(Buffer.of(1, 2), 0, 1, 53, '192.0.2.1')),
  ],
  ['udp connect 192.0.2.1', () => udp((socket) => socket.connect(53, '192.0.2.1'))],
  ['lookup aws.example', () => lookup('aws.example', () => undefined)],
  ['lookup aws.example', () => dnsPromises.lookup('aws.example')],
  [
    'resolveTxt a.example at 192.0.2.1',
    () => resolverAt('192.0.2.1').resolveTxt('a.example', () => undefined),
  ],
  [
    'resolve a.example at 192.0.2.1:5353',
    () => resolverAt('127.0.0.1', '192.0.2.1:5353').resolve('a.example', () => undefined),
  ],
  [
    'resolveMx a.example at [2001:db8::1]:5353',
    () => resolverAt('[2001:db8::1]:5353').resolveMx('a.example', () => undefined),
  ],
])('denies: %s', (what, attempt) => {
  expect(attempt).toThrow(`Tests have no outside network: ${what}`);
  expect(denied).toEqual([what]);
});

test('fails the test although the error was swallowed', () => {
  expect(() => connect(25, '192.0.2.1')).toThrow();
  expect(reportDenied).toThrow('Tests have no outside network: connect 192.0.2.1:25');
  expect(reportDenied).not.toThrow();
});

test('denies fetch', async () => {
  await expect(fetch('http://192.0.2.1/')).rejects.toThrow();
  expect(denied).toEqual(['connect 192.0.2.1:80']);
});

test.each<[string, () => unknown]>([
  ['http, a path in the URL', () => request('http://192.0.2.1/status')],
  ['http, a path in the options', () => request({ host: '192.0.2.1', port: 80, path: '/status' })],
  [
    'http, an agent that keeps connections',
    () => request({ host: '192.0.2.1', port: 80, agent: new Agent({ keepAlive: true }) }),
  ],
  ['http, no agent', () => request({ host: '192.0.2.1', port: 80, path: '/', agent: false })],
  ['https', () => httpsRequest({ host: '192.0.2.1', port: 80, path: '/status' })],
])('denies a request: %s', (_what, attempt) => {
  expect(attempt).toThrow('Tests have no outside network: connect 192.0.2.1:80');
  expect(denied).toEqual(['connect 192.0.2.1:80']);
});

test('lets a request to loopback through, and one to a socket of this machine', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ses-migrate-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const socketPath = join(folder, 'socket');
  for (const place of [socketPath, 0]) {
    const server = createHttpServer((_request, response) => response.end('hello'));
    onTestFinished(() => {
      server.close();
    });
    await new Promise<void>((resolve) => {
      if (place === 0) server.listen(0, '127.0.0.1', resolve);
      else server.listen(place, resolve);
    });
    const address = server.address();
    const to =
      typeof address === 'string'
        ? { socketPath }
        : { host: '127.0.0.1', port: address?.port ?? 0 };
    const status = await new Promise((resolve, reject) => {
      request({ ...to, path: '/status', agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
  }
  expect(denied).toEqual([]);
});

test('lets loopback through', async () => {
  const server = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const text = (socket: Socket) =>
    new Promise((resolve, reject) =>
      socket.once('data', (data) => resolve(String(data))).once('error', reject),
    );
  expect(await text(connect(address.port, '127.0.0.1'))).toBe('hello');
  expect(await text(connect({ port: address.port, host: 'localhost' }))).toBe('hello');
  await expect(dns.promises.lookup('127.0.0.1')).resolves.toMatchObject({ family: 4 });
  expect(denied).toEqual([]);
});

test('denies a program that a test starts, and tells the test', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ses-migrate-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'denied');
  const script =
    "try { require('net').connect(25, '192.0.2.1') } catch { console.log('swallowed') }";
  const preload = new URL('deny-network-preload.mjs', import.meta.url).href;
  const env = { DENIED_FILE: file, NODE_OPTIONS: `--import=${preload}` };
  const stdout = await new Promise((resolve, reject) => {
    execFile(process.execPath, ['-e', script], { env }, (error, out) =>
      error ? reject(error) : resolve(out),
    );
  });
  expect(stdout).toBe('swallowed\n');
  expect(await readFile(file, 'utf8')).toBe('connect 192.0.2.1:25\n');
});
