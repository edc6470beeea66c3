// Keeps a Node.js program on this machine: required by NODE_OPTIONS in everything that `rehearse` starts. Each
// connection, datagram and look-up beyond loopback fails as it does on a machine without a network.
'use strict';

const dgram = require('node:dgram');
const dns = require('node:dns');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');

/** RFC 1122 section 3.2.1.3 and RFC 4291 section 2.5.3; the unspecified address connects to this machine. */
function isLoopback(host) {
  const address = String(host)
    .toLowerCase()
    .replace(/^::ffff:/, '');
  if (net.isIPv4(address)) return address.startsWith('127.') || address === '0.0.0.0';
  if (net.isIPv6(address)) return address === '::1' || address === '::';
  return address === '' || /^(?:.+\.)?localhost\.?$/.test(address);
}

function refusal(call, code, host, port) {
  const place = port === undefined ? host : `${host}:${port}`;
  const message = `${call} ${code} ${place}: a rehearsal does not leave this machine`;
  return Object.assign(new Error(message), { code, syscall: call, address: host, port });
}

/** Runs `instead` where it returns something, else the function as it was. */
function guard(object, name, instead) {
  const original = object[name];
  if (typeof original !== 'function') return;
  object[name] = function guarded(...args) {
    const refused = instead.call(this, args);
    return refused === undefined ? original.apply(this, args) : refused.result;
  };
}

guard(net.Socket.prototype, 'connect', function instead(args) {
  // net.connect() hands its arguments on as one list: [options, callback].
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const options =
    typeof first === 'object' && first !== null
      ? first
      : { port: first, host: typeof second === 'string' ? second : '' };
  const isPath = Boolean(options.path) || Number.isNaN(Number(options.port));
  const host = options.host ?? '';
  if (isPath || isLoopback(host)) return undefined;
  const code = net.isIP(host) === 0 ? 'ENOTFOUND' : 'ENETUNREACH';
  this.connecting = true;
  process.nextTick(() => this.destroy(refusal('connect', code, host, options.port)));
  return { result: this };
});

for (const name of ['send', 'connect']) {
  guard(dgram.Socket.prototype, name, function instead(args) {
    // The first argument may be the message; a socket that is connected is sent to without an address.
    const host = args.slice(1).find((each) => typeof each === 'string');
    if (host === undefined || isLoopback(host)) return undefined;
    const error = refusal(name, 'ENETUNREACH', host);
    const done = args.at(-1);
    process.nextTick(() => (typeof done === 'function' ? done(error) : this.emit('error', error)));
    return { result: undefined };
  });
}

/** `api` answers by callback or, where `isPromised`, by promise. */
function guardQuery(api, name, isPromised, leaves) {
  guard(api, name, function instead(args) {
    const host = leaves(args, this);
    if (host === null) return undefined;
    const error = refusal(name === 'lookup' ? 'getaddrinfo' : name, 'ENOTFOUND', host);
    if (isPromised) return { result: Promise.reject(error) };
    const done = args.at(-1);
    process.nextTick(() => done(error));
    return { result: {} };
  });
}

/** Look-ups go to the resolver of the system, which asks others. */
const byName = ([host]) => (!host || net.isIP(host) || isLoopback(host) ? null : host);
/** Queries go to the servers of their resolver. */
function byServer([name], resolver) {
  const servers = typeof resolver?.getServers === 'function' ? resolver : dns;
  const hosts = servers
    .getServers()
    .map((server) => server.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1'));
  return hosts.every(isLoopback) ? null : String(name);
}

for (const [api, isPromised] of [
  [dns, false],
  [dns.promises, true],
]) {
  guardQuery(api, 'lookup', isPromised, byName);
  guardQuery(api, 'lookupService', isPromised, byName);
  for (const target of [api, api.Resolver.prototype]) {
    const names = Object.getOwnPropertyNames(target);
    for (const name of names.filter((each) => /^(?:resolve|reverse$)/.test(each)))
      guardQuery(target, name, isPromised, byServer);
  }
}

syncBuiltinESMExports();
