import { describe, expect, test } from 'vitest';
import { candidatesOf, type Footprint } from '../../../src/core/records/footprint.ts';
import { type About, footprintLook } from '../../../src/observe/dns/footprint.ts';
import { fakePorts } from '../../helpers/ports.ts';
import { DELEGATION, NS, REGION, RESOLVER } from '../../helpers/world.ts';
import { answerFrom, type Zone } from '../../helpers/zone-lines.ts';

const DOMAIN = 'acme.com';
const KEY = 'p=MIGfMA0GCSqGSIb3DQEBAQUAA4GN';
const SES_MX = `MX 10 feedback-smtp.${REGION}.amazonses.com`;
const SES_SPF = 'TXT v=spf1 include:amazonses.com ~all';

/** What the domain does by these records; the log tells who was asked. */
async function lookWithLog(zone: Zone, change: Partial<About> = {}) {
  const asked: string[] = [];
  const { ports } = fakePorts({
    dns: {
      resolvers: () => [RESOLVER],
      ask: (server, question) => {
        asked.push(`${server.kind} ${question.name} ${question.type}`);
        return answerFrom(zone, server, question);
      },
    },
  });
  const footprint = await footprintLook(ports.dns, {
    domain: DOMAIN,
    region: REGION,
    delegation: { ...DELEGATION, zone: DOMAIN, servers: [NS] },
    candidates: [],
    ours: null,
    reportsTo: null,
    ...change,
  });
  return { footprint, asked };
}

async function look(lines: readonly string[], change: Partial<About> = {}): Promise<Footprint> {
  return (await lookWithLog({ lines }, change)).footprint;
}

/** `provider: role host`, in order. */
function seenIn({ providers }: Footprint): string[] {
  return providers.flatMap(({ id, evidence }) =>
    evidence.map(({ role, name, type }) => `${id} ${role} ${type} ${name}`),
  );
}

describe('each provider, by what it has its customers publish', () => {
  test.each([
    ['resend', `resend._domainkey.acme.com TXT ${KEY}`],
    ['sendgrid', 's1._domainkey.acme.com CNAME s1.domainkey.u1.wl2.sendgrid.net'],
    ['sendgrid', 'em.acme.com CNAME u1.wl2.sendgrid.net'],
    ['sendgrid', 'acme.com TXT v=spf1 include:sendgrid.net ~all'],
    ['mailgun', 'mg.acme.com MX 10 mxa.mailgun.org'],
    ['mailgun', 'pdk1._domainkey.acme.com CNAME pdk1._domainkey.c0e6.dkim1.eu.mgsend.org'],
    ['mailgun', `pic._domainkey.acme.com TXT k=rsa; ${KEY}`],
    ['postmark', 'pm-bounces.acme.com CNAME pm.mtasv.net'],
    ['postmark', 'acme.com TXT v=spf1 include:spf.mtasv.net ~all'],
    ['brevo', 'brevo1._domainkey.acme.com CNAME b1.acme-com.dkim.brevo.com'],
    ['brevo', 'acme.com TXT brevo-code:1306ddbe7095'],
    ['brevo', 'acme.com TXT v=spf1 include:spf.sendinblue.com mx ~all'],
    ['mailchimp', 'k2._domainkey.acme.com CNAME dkim2.mcsv.net'],
    ['mandrill', 'mte1._domainkey.acme.com CNAME dkim1.mandrillapp.com'],
    ['sparkpost', 'bounces.acme.com CNAME eu.sparkpostmail.com'],
    ['ses', 'acme.com TXT v=spf1 include:amazonses.com -all'],
    ['ses', 'acme.com MX 10 inbound-smtp.eu-west-1.amazonaws.com'],
    ['google-workspace', 'acme.com MX 1 SMTP.Google.com.'],
    ['google-workspace', 'acme.com TXT v=spf1 redirect=_spf.google.com'],
    ['google-workspace', `google._domainkey.acme.com TXT v=DKIM1; k=rsa; ${KEY}`],
    ['microsoft-365', 'acme.com MX 0 acme-com.mail.protection.outlook.com'],
    ['microsoft-365', 'acme.com MX 0 acme-com.a-v1.mx.microsoft'],
    [
      'microsoft-365',
      'selector1._domainkey.acme.com CNAME selector1-acme-com._domainkey.acme.n-v1.dkim.mail.microsoft',
    ],
    ['zoho', 'acme.com MX 10 mx.zoho.eu'],
    ['zoho', `zmail._domainkey.acme.com TXT v=DKIM1; ${KEY}`],
    ['smtp', 'acme.com TXT v=spf1 a:post.acme.com ip4:192.0.2.4 -all'],
    ['smtp', 'acme.com TXT v=spf1 mx -all'],
  ])('%s: %s', async (id, line) => {
    const { providers } = await look([line]);
    expect(providers.map((each) => each.id)).toContain(id);
  });

  test.each([
    ['a revoked key', 'resend._domainkey.acme.com TXT p='],
    ['no key at all', 'google._domainkey.acme.com TXT hello'],
    [
      'another one’s s1',
      's1._domainkey.acme.com CNAME s1._domainkey.acme.com.s013.ascendbywix.com',
    ],
    ['a host that only ends alike', 'acme.com MX 10 mx.notgoogle.com'],
    ['a host that begins alike', 'acme.com TXT v=spf1 include:sendgrid.net.evil.example ~all'],
    ['an own server at AWS', 'acme.com MX 10 ec2-192-0-2-1.compute.amazonaws.com'],
    ['who may not send', 'acme.com TXT v=spf1 -include:sendgrid.net ~all'],
    [
      'k1 of Mailgun, a key where Mailchimp has a CNAME',
      `k1._domainkey.acme.com TXT k=rsa; ${KEY}`,
    ],
    ['a selector of a Microsoft look-alike', 'selector1._domainkey.acme.com CNAME a.microsoft.com'],
    ['a subdomain that is a web site', 'mg.acme.com A 192.0.2.80'],
    ['text that is no record of Brevo', 'acme.com TXT see brevo-code:1'],
    ['a Zoho name elsewhere', 'acme.com MX 10 zoho.com.acme.net'],
    ['SPF of another kind', 'acme.com TXT v=spf10 include:sendgrid.net'],
    ['bounces of another one', 'pm-bounces.acme.com CNAME mail.acme.net'],
  ])('%s is none of them', async (_what, line) => {
    expect((await look([line])).providers).toEqual([]);
  });

  test('send. is Resend’s where its key is seen, and SES’s own without it', async () => {
    const send = [`send.acme.com ${SES_MX}`, `send.acme.com ${SES_SPF}`];
    const key = `resend._domainkey.acme.com TXT ${KEY}`;
    expect(seenIn(await look([...send, key]))).toEqual([
      'resend sends TXT resend._domainkey.acme.com',
      'resend sends MX send.acme.com',
    ]);
    expect(seenIn(await look(send))).toEqual(['ses sends MX send.acme.com']);
    // Where it is the MAIL FROM domain of our own identity, it is ours.
    expect(seenIn(await look([...send, key], { ours: 'send.acme.com' }))).toEqual([
      'resend sends TXT resend._domainkey.acme.com',
      'ses sends MX send.acme.com',
    ]);
  });
});

describe('SPF of the domain', () => {
  test('whom it lets send, and what nobody knows', async () => {
    const text = 'v=spf1 mx include:_spf.google.com include:mail.zendesk.com ip4:192.0.2.1 ~all';
    const { spf } = await look(['acme.com MX 1 smtp.google.com', `acme.com TXT ${text}`]);
    const providers = ['google-workspace', 'smtp'];
    expect(spf).toEqual({
      ok: true,
      value: [{ text, providers, unknown: ['include:mail.zendesk.com'] }],
    });
  });

  test('mx is no server of one’s own where a provider receives', async () => {
    const mx = 'acme.com MX 1 smtp.google.com';
    const { providers } = await look([mx, 'acme.com TXT v=spf1 mx -all']);
    expect(providers.map(({ id }) => id)).toEqual(['google-workspace']);
  });
});

describe('DMARC', () => {
  const app = { domain: 'app.acme.com' };
  const strict = '_dmarc.acme.com TXT v=DMARC1; p=reject; sp=quarantine';

  test.each([
    ['its own', {}, [strict], { name: '_dmarc.acme.com', policy: 'reject', inherited: false }],
    [
      'inherited',
      app,
      [strict],
      { name: '_dmarc.acme.com', policy: 'quarantine', inherited: true },
    ],
    [
      'its own below an organisation that has one',
      app,
      [strict, '_dmarc.app.acme.com TXT v=DMARC1; p=none'],
      { name: '_dmarc.app.acme.com', policy: 'none', inherited: false },
    ],
    [
      'two of its own',
      {},
      [strict, '_dmarc.acme.com TXT v=DMARC1; p=none'],
      { name: '_dmarc.acme.com', policy: null },
    ],
    ['a broken one above', app, ['_dmarc.acme.com TXT v=DMARC1; p=maybe'], null],
    ['another TXT', {}, ['_dmarc.acme.com TXT hello'], null],
    ['none', app, [], null],
  ])('%s', async (_what, change, lines, inForce) => {
    const { dmarc } = await look(lines, change);
    expect(dmarc).toMatchObject({ ok: true, value: inForce });
  });

  test.each([
    [
      'a record between the name and the registered domain',
      'a.mail.acme.com',
      '_dmarc.mail.acme.com TXT v=DMARC1; p=reject',
      'reject',
    ],
    [
      'a public suffix',
      'acme.bank',
      '_dmarc.bank TXT v=DMARC1; p=reject; sp=quarantine; psd=y',
      'quarantine',
    ],
    [
      'another case of the tag',
      'app.acme.com',
      '_dmarc.acme.com TXT V = DMARC1 ; p = Reject ; foo',
      'reject',
    ],
  ])('inherited from %s', async (_what, domain, line, policy) => {
    const { dmarc } = await look([line], { domain });
    expect(dmarc).toMatchObject({ ok: true, value: { policy, inherited: true } });
  });

  test('what is meant as a record of its own is kept in view, with what applies instead', async () => {
    const own = '_dmarc.app.acme.com TXT v=dmarc1; p=none';
    const { dmarc } = await look([strict, own], app);
    expect(dmarc).toEqual({
      ok: true,
      value: {
        name: '_dmarc.app.acme.com',
        texts: ['v=dmarc1; p=none'],
        inherited: false,
        policy: null,
        otherwise: 'quarantine',
      },
    });
  });

  test('a name that was not answered on the way leaves it open', async () => {
    const { footprint } = await lookWithLog({ lines: [], silent: /^_dmarc\.acme\.com$/ }, app);
    expect(footprint.dmarc).toMatchObject({ ok: false, code: 'unreachable' });
  });

  test('an alias is followed by a resolver; where it leads nowhere, nothing is known', async () => {
    const alias = '_dmarc.acme.com CNAME acme._d.dmarc-host.net';
    const { footprint, asked } = await lookWithLog({ lines: [alias] });
    expect(asked).toContain('resolver _dmarc.acme.com TXT');
    expect(footprint.dmarc).toMatchObject({ ok: false, code: 'unreachable' });
  });
});

describe('names for MAIL FROM', () => {
  const candidates = candidatesOf(DOMAIN);
  /** Up to the first that is free. */
  const statesOf = ({ names }: Footprint): string[] => {
    const end = names.findIndex(({ state }) => state === 'free') + 1;
    return names.slice(0, end).map(({ name, state }) => `${name.split('.')[0]} ${state}`);
  };

  test.each([
    ['nothing there', [], ['mail free']],
    ['an MX of another', ['mail.acme.com MX 10 mx.other.net'], ['mail taken', 'bounce free']],
    ['a CNAME', ['mail.acme.com CNAME ghs.google.com'], ['mail taken', 'bounce free']],
    [
      'SPF of another',
      ['mail.acme.com TXT v=spf1 include:x.net -all'],
      ['mail taken', 'bounce free'],
    ],
    ['a host', ['mail.acme.com A 192.0.2.9'], ['mail host', 'bounce free']],
    ['text of no sender', ['mail.acme.com TXT verification=1'], ['mail free']],
    ['names below it', ['x._domainkey.mail.acme.com TXT p=1'], ['mail free']],
    [
      'what SES wants, from an earlier run',
      [`mail.acme.com ${SES_MX}`, `mail.acme.com ${SES_SPF}`],
      ['mail free'],
    ],
    [
      'SES of another Region',
      ['mail.acme.com MX 10 feedback-smtp.us-east-1.amazonses.com'],
      ['mail shared', 'bounce free'],
    ],
    [
      'a second MX beside that of SES',
      [`mail.acme.com ${SES_MX}`, 'mail.acme.com MX 20 mx.other.net'],
      ['mail taken', 'bounce free'],
    ],
    [
      'SES with the key of Resend beside it: it may be its return path',
      [`mail.acme.com ${SES_MX}`, `resend._domainkey.acme.com TXT ${KEY}`],
      ['mail taken', 'bounce free'],
    ],
    ['a wildcard', ['*.acme.com A 192.0.2.80', '*.acme.com MX 10 mx.acme.com'], ['mail free']],
    [
      'a wildcard, and an own record beside it',
      ['*.acme.com A 192.0.2.80', 'mail.acme.com MX 10 mx.other.net'],
      ['mail taken', 'bounce free'],
    ],
    [
      'three in use',
      [
        'mail.acme.com A 192.0.2.9',
        'bounce.acme.com CNAME sparkpostmail.com',
        'ses.acme.com MX 10 feedback-smtp.us-east-1.amazonses.com',
      ],
      ['mail host', 'bounce taken', 'ses shared', 'mailfrom free'],
    ],
  ])('%s', async (_what, lines, states) => {
    expect(statesOf(await look(lines, { candidates }))).toEqual(states);
  });

  test('who has it is said', async () => {
    const lines = ['bounce.acme.com CNAME sparkpostmail.com'];
    const { names } = await look(lines, { candidates: ['bounce.acme.com'] });
    expect(names).toEqual([
      {
        name: 'bounce.acme.com',
        state: 'taken',
        found: ['CNAME sparkpostmail.com'],
        provider: 'SparkPost',
      },
    ]);
  });

  test('a zone of its own is another’s', async () => {
    const { ports } = fakePorts({
      dns: {
        resolvers: () => [RESOLVER],
        ask: (server, question) =>
          question.name === 'mail.acme.com' && server.kind === 'authoritative'
            ? {
                server,
                ms: 1,
                kind: 'failed',
                failure: 'lame',
                rcode: 'NOERROR',
                message: 'it refers',
                referral: { zone: 'mail.acme.com', nameServers: ['ns.other.net'] },
              }
            : answerFrom({ lines: ['mail.acme.com SOA x'] }, server, question),
      },
    });
    const about = { domain: DOMAIN, region: REGION, ours: null, reportsTo: null };
    const delegation = { ...DELEGATION, zone: DOMAIN, servers: [NS] };
    const { names } = await footprintLook(ports.dns, { ...about, delegation, candidates });
    expect(names[0]).toMatchObject({ state: 'taken', found: ['NS mail.acme.com'] });
  });
});

describe('could not look', () => {
  const candidates = candidatesOf(DOMAIN);

  test('silence about a part is told of that part, and is no absence', async () => {
    const silent = /^(_dmarc|mail|resend\._domainkey)\./;
    const { footprint } = await lookWithLog({ lines: [], silent }, { candidates });
    expect(footprint.dmarc).toMatchObject({ ok: false, code: 'unreachable' });
    expect(footprint.names).toMatchObject([{ state: 'unknown' }, { state: 'free' }]);
    expect(footprint.mx).toEqual({ ok: true, value: [] });
    const open = footprint.unread.map(({ name, type }) => `${name} ${type}`);
    expect(open).toEqual(
      expect.arrayContaining(['_dmarc.acme.com TXT', 'resend._domainkey.acme.com TXT']),
    );
  });

  test('the organisation’s policy is not taken for absent', async () => {
    const silent = /^_dmarc\.acme\.com$/;
    const { footprint } = await lookWithLog({ lines: [], silent }, { domain: 'app.acme.com' });
    expect(footprint.dmarc).toMatchObject({ ok: false });
  });

  test('SES’s records are not called free while Resend’s key cannot be read', async () => {
    const lines = [`mail.acme.com ${SES_MX}`];
    const silent = /^resend\._domainkey\./;
    const { footprint } = await lookWithLog({ lines, silent }, { candidates });
    expect(footprint.names[0]?.state).toBe('unknown');
  });

  test('where the zone’s servers are silent, a resolver tells', async () => {
    const { ports } = fakePorts({
      dns: {
        resolvers: () => [RESOLVER],
        ask: (server, question) =>
          answerFrom(
            {
              lines: ['acme.com MX 1 smtp.google.com'],
              ...(server.kind === 'authoritative' ? { silent: /./ } : {}),
            },
            server,
            question,
          ),
      },
    });
    const about = { domain: DOMAIN, region: REGION, ours: null, reportsTo: null, candidates: [] };
    const delegation = { ...DELEGATION, zone: DOMAIN, servers: [NS] };
    const footprint = await footprintLook(ports.dns, { ...about, delegation });
    expect(footprint.mx).toEqual({ ok: true, value: ['1 smtp.google.com'] });
    expect(footprint.unread).toEqual([]);
  });
});

describe('where DMARC reports could go', () => {
  test('its own mailboxes, and those of the organisation, need no agreement', async () => {
    const lines = ['acme.com MX 1 smtp.google.com'];
    expect((await look(lines, { domain: 'app.acme.com' })).mailboxes).toEqual([
      { host: 'app.acme.com', receives: { ok: true, value: false }, agreed: null },
      { host: 'acme.com', receives: { ok: true, value: true }, agreed: null },
    ]);
  });

  test.each([
    ['agreed', ['acme.com._report._dmarc.reports.net TXT v=DMARC1'], true],
    ['did not agree', [], false],
  ])('another organisation %s', async (_what, lines, agreed) => {
    const all = ['reports.net MX 10 mx.reports.net', ...lines];
    expect((await look(all, { reportsTo: 'reports.net' })).mailboxes).toEqual([
      {
        host: 'reports.net',
        receives: { ok: true, value: true },
        agreed: { ok: true, value: agreed },
      },
    ]);
  });

  test('the null MX receives nothing (RFC 7505)', async () => {
    const { mailboxes } = await look(['acme.com MX 0 .']);
    expect(mailboxes).toMatchObject([{ receives: { ok: true, value: false } }]);
  });
});

test('few questions, each once, to one server of the zone; what lies elsewhere to a resolver', async () => {
  const about = { domain: 'app.acme.com', candidates: candidatesOf('app.acme.com') };
  const { asked } = await lookWithLog({ lines: [] }, about);
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked.length).toBeLessThanOrEqual(35);
  const elsewhere = asked.filter((line) => line.startsWith('resolver'));
  expect(elsewhere.sort()).toEqual([
    'resolver _dmarc.acme.com TXT',
    'resolver _dmarc.com TXT',
    'resolver acme.com MX',
  ]);
});
