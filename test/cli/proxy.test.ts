/** The published program behind a company's proxy: what goes through it, and what is said where it does not let it. */

import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openProxy, openTlsFront, type ProxyRules, type TestProxy } from '../helpers/http-proxy.ts';
import { shareWorld } from './world.ts';

vi.setConfig({ testTimeout: 120_000 });

const world = shareWorld({ domain: 'acme.example', region: 'eu-west-1', dns: 'cloudflare' });
const NAME = 'aws.corp.example';
const CLOUDFLARE = 'cloudflare.corp.example';
const LOGIN = 'ann:p@ss/w0rd%geheim';
const IN_URL = LOGIN.split(':').map(encodeURIComponent).join(':');

let front: Awaited<ReturnType<typeof openTlsFront>>;
let panel: Awaited<ReturnType<typeof openTlsFront>>;
const open: TestProxy[] = [];

beforeAll(async () => {
  const { AWS_ENDPOINT_URL = '', CLOUDFLARE_BASE_URL = '' } = world().env;
  front = await openTlsFront([NAME], Number(new URL(AWS_ENDPOINT_URL).port));
  panel = await openTlsFront([CLOUDFLARE], Number(new URL(CLOUDFLARE_BASE_URL).port));
});
afterAll(async () => {
  for (const proxy of open) await proxy.close();
  await front?.close();
  await panel?.close();
});

async function behind(rules: ProxyRules, login = `${IN_URL}@`) {
  const names = { [`${NAME}:443`]: front.port, [`${CLOUDFLARE}:443`]: panel.port };
  const proxy = await openProxy({ names, ...rules });
  open.push(proxy);
  const team = world().team({
    AWS_ENDPOINT_URL: `https://${NAME}`,
    AWS_MAX_ATTEMPTS: '1',
    HTTPS_PROXY: `http://${login}127.0.0.1:${proxy.port}`,
  });
  const [bundle, extra] = [team.path('authority.pem'), team.path('authorities.pem')];
  writeFileSync(bundle, front.certificate);
  writeFileSync(extra, `${front.certificate}\n${panel.certificate}`);
  const env = { AWS_CA_BUNDLE: bundle, NODE_EXTRA_CA_CERTS: extra };
  return {
    proxy,
    team,
    run: (args: readonly string[], own = {}) =>
      team.report(args, { env: { ...team.env, ...env, ...own } }),
  };
}

describe('through the proxy', () => {
  test('AWS and Cloudflare, with the login of the URL', async () => {
    const { CLOUDFLARE_BASE_URL = '' } = world().env;
    const path = new URL(CLOUDFLARE_BASE_URL).pathname;
    const { proxy, run } = await behind({ login: LOGIN });
    const report = await run(['verify-domain', 'acme.example', '--yes'], {
      CLOUDFLARE_BASE_URL: `https://${CLOUDFLARE}${path}`,
    });
    expect(report.error).toBeUndefined();
    expect(proxy.asked).toContain(`CONNECT ${NAME}:443`);
    expect(proxy.asked).toContain(`CONNECT ${CLOUDFLARE}:443`);
    expect(JSON.stringify(report)).not.toContain('geheim');
  });

  test('an http:// endpoint as a whole URL', async () => {
    const { AWS_ENDPOINT_URL = '' } = world().env;
    const port = Number(new URL(AWS_ENDPOINT_URL).port);
    const { proxy, run } = await behind({ login: LOGIN, names: { 'ses.corp.example:80': port } });
    const report = await run(['verify-domain', 'acme.example', '--dry-run'], {
      AWS_ENDPOINT_URL,
      AWS_ENDPOINT_URL_SESV2: 'http://ses.corp.example',
      http_proxy: `http://${IN_URL}@127.0.0.1:${proxy.port}`,
    });
    expect(report.error).toBeUndefined();
    expect(proxy.asked.join('\n')).toMatch(/GET http:\/\/ses\.corp\.example\/v2\/email\//);
    expect(proxy.asked.join('\n')).not.toContain('CONNECT');
  });

  test('this machine is asked directly', async () => {
    const { AWS_ENDPOINT_URL = '' } = world().env;
    const { proxy, run } = await behind({ refuseWith: 403 });
    const report = await run(['verify-domain', 'acme.example', '--dry-run'], { AWS_ENDPOINT_URL });
    expect(report.error).toBeUndefined();
    expect(proxy.asked).toEqual([]);
  });
});

interface Refusal {
  readonly rules?: ProxyRules;
  readonly login?: string;
  readonly env?: (port: number) => Readonly<Record<string, string>>;
  readonly message: RegExp;
  readonly fix: RegExp;
  readonly exitCode?: number;
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  'no login': {
    rules: { login: LOGIN },
    login: '',
    message: /The proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) requires a login\./,
    fix: /http:\/\/USER:PASSWORD@127\.0\.0\.1:\d+/,
  },
  'another password': {
    rules: { login: 'ann:other' },
    message: /refused the user and password/,
    fix: /percent-encoded.*cntlm/,
  },
  'a host that is not allowed': {
    rules: { refuseWith: 403 },
    message: /does not allow connections to aws\.corp\.example:443: HTTP 403\./,
    fix: /allow CONNECT to aws\.corp\.example:443/,
  },
  'a name that the proxy does not find': {
    rules: { names: {} },
    message: /could not connect to aws\.corp\.example:443: HTTP 502\./,
    fix: /cannot resolve or reach/,
  },
  'a proxy that is not there': {
    env: () => ({ HTTPS_PROXY: `http://${IN_URL}@127.0.0.1:1` }),
    message: /The proxy 127\.0\.0\.1:1 \(HTTPS_PROXY\) cannot be reached: ECONNREFUSED\./,
    fix: /unset it if this network needs no proxy/,
  },
  'TLS to a proxy without TLS': {
    env: (port) => ({ HTTPS_PROXY: `https://${IN_URL}@127.0.0.1:${port}` }),
    message: /The proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) cannot be reached/,
    fix: /write http:\/\/ in HTTPS_PROXY/,
  },
  'a SOCKS proxy': {
    env: (port) => ({ HTTPS_PROXY: `socks5://${IN_URL}@127.0.0.1:${port}` }),
    message: /^HTTPS_PROXY names a SOCKS proxy\./,
    fix: /http:\/\/proxy\.example:3128/,
    exitCode: 2,
  },
};

describe('where the proxy does not let it through', () => {
  test.each(Object.entries(REFUSALS))('%s', async (_name, refusal) => {
    const { rules = {}, login, env = () => ({}), message, fix, exitCode = 5 } = refusal;
    const { proxy, run } = await behind(rules, login);
    const report = await run(['verify-domain', 'acme.example', '--yes'], env(proxy.port));
    const said = report.error ?? report.steps.flatMap(({ findings }) => findings)[0];
    expect(said?.message).toMatch(message);
    expect(said?.fix).toMatch(fix);
    expect(report.exitCode).toBe(exitCode);
    expect(JSON.stringify(report)).not.toMatch(/geheim|p%40ss/);
  });
});
