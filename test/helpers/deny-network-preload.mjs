// Denies every look-up and connection that would leave this machine. Imported by deny-network.ts in
// the test process, and by `NODE_OPTIONS=--import=…` in each program that a test starts. There it also
// writes down the arguments of every program that is started in turn, which all users can read.

import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/** What was denied in this process, in order: `connect 192.0.2.1:25`. @type {string[]} */
export const denied = [];

function isLocal(host) {
  if (net.isIP(host) === 0) return host === '' || /(^|\.)localhost\.?$/i.test(host);
  return /^(127\.|::1$|::ffff:127\.)/i.test(host);
}

function allow(host, what) {
  if (isLocal(host)) return;
  denied.push(what);
  // The program under test may take the error for an answer; the file is how the test knows of it.
  if (process.env.DENIED_FILE) appendFileSync(process.env.DENIED_FILE, `${what}\n`);
  throw Object.assign(new Error(`Tests have no outside network: ${what}`), { code: 'EDENIED' });
}

/** Calls `check` with the arguments of each call to `object[name]`, before the call itself. */
function guard(object, name, check) {
  const original = object[name];
  object[name] = function guarded(...args) {
    check(args, this);
    return original.apply(this, args);
  };
}

guard(net.Socket.prototype, 'connect', ([first, second]) => {
  // net.connect() hands on its arguments already normalized: [options, callback].
  const target = Array.isArray(first) ? first[0] : first;
  const options =
    typeof target === 'object'
      ? target
      : { port: target, host: typeof second === 'string' ? second : '' };
  // As net itself decides: http.Agent sets `path: null`, so that the path of a URL is not taken for one of a socket.
  const isPath = Boolean(options.path) || Number.isNaN(Number(options.port));
  if (!isPath) allow(options.host ?? '', `connect ${options.host}:${options.port}`);
});

for (const name of ['send', 'connect']) {
  guard(dgram.Socket.prototype, name, (args) => {
    // The message may be a string too; without an address the socket is connected or sends to itself.
    const address = args.slice(1).find((argument) => typeof argument === 'string');
    if (address !== undefined) allow(address, `udp ${name} ${address}`);
  });
}

for (const api of [dns, dns.promises]) {
  guard(api, 'lookup', ([host]) => allow(host ?? '', `lookup ${host}`));
  for (const target of [api, api.Resolver.prototype]) {
    const queries = Object.getOwnPropertyNames(target).filter((name) =>
      /^resolve|^reverse$/.test(name),
    );
    for (const query of queries) {
      guard(target, query, ([name], self) => {
        const resolver = typeof self?.getServers === 'function' ? self : dns;
        for (const server of resolver.getServers()) {
          const host = server.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1');
          allow(host, `${query} ${name} at ${server}`);
        }
      });
    }
  }
}

const { ARGUMENTS_FILE } = process.env;
if (ARGUMENTS_FILE) {
  const note = (args) => appendFileSync(ARGUMENTS_FILE, `${JSON.stringify(args)}\n`);
  note(process.argv);
  guard(childProcess.ChildProcess.prototype, 'spawn', ([{ args }]) => note(args));
  for (const name of ['spawnSync', 'execFileSync', 'execSync']) guard(childProcess, name, note);
}

syncBuiltinESMExports();
