import { describe, expect, test } from 'vitest';
import { headerFields } from '../../../src/core/proof/header-fields.ts';
import { boundaryReceived } from '../../../src/core/proof/received-header.ts';
import { receiverVerdict, spamVerdict } from '../../../src/core/proof/receiver.ts';
import { BELOW, RECEIVERS } from './receivers.ts';

const fields = (...lines: string[]) =>
  headerFields(Buffer.from(`${lines.join('\r\n')}\r\n\r\nbody`));
const SIGNED = 'DKIM-Signature: v=1; d=acme.example';
const verdict = (...lines: string[]) => receiverVerdict(fields(...lines), 'acme.example');

describe('what the receiver wrote', () => {
  test('as Gmail writes it: folded, with comments, SES’s own signature first', () => {
    expect(
      verdict(
        'Authentication-Results: mx.google.com;',
        '       dkim=fail header.i=@amazonses.com header.s=x;',
        '       dkim=pass header.i=@acme.example header.s=tok1 (a; b=c);',
        '       spf=pass (google.com: domain of 0@mail.acme.example designates 192.0.2.1) smtp.mailfrom=x;',
        '       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=acme.example',
        SIGNED,
      ),
    ).toEqual({ server: 'mx.google.com', dkim: 'pass', spf: 'pass', dmarc: 'pass', mailFrom: 'x' });
  });

  test('as Microsoft writes it: no name of a server', () => {
    expect(
      verdict(
        'Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=m.acme.example; dkim=none',
        SIGNED,
      ),
    ).toEqual({ server: null, dkim: 'none', spf: 'pass', dmarc: null, mailFrom: 'm.acme.example' });
  });

  test('the topmost counts, and nothing below a signature does', () => {
    const [own, other] = ['last.example; spf=fail', 'first.example; spf=pass'];
    const both = [`Authentication-Results: ${own}`, `Authentication-Results: ${other}`];
    expect(verdict(...both, SIGNED)).toMatchObject({ server: 'last.example', spf: 'fail' });
    expect(verdict(SIGNED, ...both)).toBeNull();
  });

  test('several fields of one server are one verdict, each with some methods', () => {
    const fields = [
      'Authentication-Results: mx.example; dkim=pass header.d=acme.example',
      'Authentication-Results: MX.example; spf=pass smtp.mailfrom=b@mail.acme.example',
      'Authentication-Results: other.example; dmarc=fail',
      'Authentication-Results: mx.example; dmarc=pass header.from=acme.example',
    ];
    expect(verdict(...fields, SIGNED)).toEqual({
      server: 'mx.example',
      dkim: 'pass',
      spf: 'pass',
      dmarc: 'pass',
      mailFrom: 'b@mail.acme.example',
    });
  });

  test('SPF of the envelope sender, not of the HELO name', () => {
    const field =
      'Authentication-Results: mx.example; spf=none smtp.helo=a1.amazonses.com; spf=pass smtp.mailfrom=mail.acme.example';
    expect(verdict(field, SIGNED)).toMatchObject({ spf: 'pass', mailFrom: 'mail.acme.example' });
  });

  test.each([
    'reason="a; spf=fail ("',
    String.raw`reason="a \"; spf=fail ("`,
    '(a; spf=fail "quoted)',
  ])('what is quoted or commented ends no part: %s', (words) => {
    const field = `Authentication-Results: mx.example; dkim=pass ${words} header.d=acme.example; spf=pass`;
    expect(verdict(field, SIGNED)).toMatchObject({ dkim: 'pass', spf: 'pass' });
  });

  test('without a signature, nothing below the oldest Received counts', () => {
    const results = 'Authentication-Results: mx.example; dkim=none';
    expect(verdict(results, 'Received: from a by b; x')).toMatchObject({ dkim: 'none' });
    expect(verdict('Received: from a by b; x', results)).toBeNull();
    expect(verdict(results)).toBeNull();
  });

  test('a control character in the name of the server is harmless', () => {
    expect(verdict('Authentication-Results: mx\u001b[2J; spf=pass', SIGNED)?.server).toBe(
      String.raw`mx\u{1b}[2J`,
    );
  });
});

test.each([
  ['X-Spam-Flag: YES', true],
  ['X-Spam-Status: No, score=-0.1', false],
  ['X-Forefront-Antispam-Report: CIP:192.0.2.1;SCL:6;SFV:SPM', true],
  ['X-Forefront-Antispam-Report: CIP:192.0.2.1;SCL:1;SFV:NSPM', false],
])('%s', (line, spam) => {
  expect(spamVerdict(fields(line))).toMatchObject({ spam });
});

test('no filter said anything', () => {
  expect(spamVerdict(fields('X-Spammer: YES'))).toBeNull();
});

describe('the hop that SPF is about', () => {
  const ses =
    'Received: from a1.smtp-out.eu-west-1.amazonses.com (a1.smtp-out.eu-west-1.amazonses.com. [192.0.2.25])';
  test.each([
    ['SES above all', [ses], '192.0.2.25'],
    [
      'Yahoo and AOL: the address is the word behind from',
      [
        'Received: from 192.0.2.25 (EHLO a8-53.smtp-out.amazonses.com) by 10.253.233.86 with SMTPs; x',
      ],
      '192.0.2.25',
    ],
    [
      'Exim where the name did not verify',
      [
        'Received: from [192.0.2.25] (helo=a8-53.smtp-out.amazonses.com) by mx.example with esmtps; x',
      ],
      '192.0.2.25',
    ],
    [
      'Exim with a port and an ident',
      [
        'Received: from a8.amazonses.com ([192.0.2.25]:4711 helo=a8.amazonses.com) by mx.example; x',
      ],
      '192.0.2.25',
    ],
    [
      'an IPv6 address behind from',
      ['Received: from 2001:db8::25 (HELO a8.amazonses.com) by mx.example; x'],
      '2001:db8::25',
    ],
    [
      'the receiver passes on inside',
      ['Received: from mx (localhost [127.0.0.1]) by imap; x', ses],
      '192.0.2.25',
    ],
    [
      'Gmail: a line without from',
      ['Received: by 2002:a05:6a20 with SMTP id 1; x', ses],
      '192.0.2.25',
    ],
    [
      'Microsoft: parentheses, and a public address of its own above',
      [
        'Received: from A.outlook.com (2603:10b6:1::1) by B.outlook.com (2603:10b6:2::1) with HTTPS; x',
        'Received: from a1.smtp-out.amazonses.com (192.0.2.26) by C.outlook.com (10.1.1.1) with SMTP; x',
      ],
      '192.0.2.26',
    ],
    [
      'a forwarder above SES: what stands below it anybody can have written',
      ['Received: from fwd.example (fwd.example [198.51.100.1]) by mx; x', ses],
      '198.51.100.1',
    ],
    [
      'a sender that calls itself SES',
      [
        'Received: from a1.smtp-out.amazonses.com (evil.example [198.51.100.7]) by mx.example; x',
        ses,
      ],
      '198.51.100.7',
    ],
    [
      'a sender that calls itself a machine of the receiver',
      [
        'Received: from A.outlook.com (198.51.100.7) by B.outlook.com (192.0.2.1) with SMTP; x',
        ses,
      ],
      '198.51.100.7',
    ],
    [
      'not SES',
      ['Received: from old.example (old.example [IPv6:2001:db8::1]) by mx; x'],
      '2001:db8::1',
    ],
    ['only inside', ['Received: from x (x [10.0.0.1]) by y; x'], null],
  ])('%s', (_what, lines, ip) => {
    expect(boundaryReceived(fields(...lines))?.ip ?? null).toBe(ip);
  });
});

describe.each(RECEIVERS)('$name ($source)', ({ head, hop, verdict: expected }) => {
  const received = fields(...head, ...BELOW);

  test('the hop from SES', () => {
    expect(boundaryReceived(received)).toEqual(hop === null ? null : expect.objectContaining(hop));
  });

  test('its own verdict, and nothing that a sender can put below', () => {
    const found = receiverVerdict(received, 'acme.example');
    if (expected === null) expect(found).toBeNull();
    else expect(found).toMatchObject(expected);
  });
});

test('an older field for SPF is read where no other tells', () => {
  const only = ['Authentication-Results: mx.example; dkim=pass header.d=acme.example'];
  const older = ['Received-SPF: Softfail (mailfrom) identity=mailfrom; client-ip=192.0.2.1'];
  expect(verdict(...older, ...only, SIGNED)).toMatchObject({ dkim: 'pass', spf: 'softfail' });
  const both = ['Authentication-Results: mx.example; spf=pass smtp.mailfrom=x'];
  expect(verdict(...older, ...both, SIGNED)).toMatchObject({ spf: 'pass' });
});

test('two customers of one large host are not one service', () => {
  const fields = [
    'Authentication-Results: mx.one.example; spf=none',
    'Authentication-Results: mx.two.example; dkim=fail',
    'Authentication-Results: two.example; dmarc=fail',
  ];
  expect(verdict(...fields, SIGNED)).toMatchObject({ spf: 'none', dkim: null, dmarc: null });
});
