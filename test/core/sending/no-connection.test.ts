import { describe, expect, test } from 'vitest';
import { besideProxy, SEND_OVER_API } from '../../../src/core/sending/no-connection.ts';
import { explainReply } from '../../../src/core/sending/replies.ts';

/** What nodemailer 10 and Node 20 say, read from their errors. */
const CASES: readonly (readonly [string, RegExp])[] = [
  ['connect ECONNREFUSED 192.0.2.7:587', /^Nothing accepts connections at port 587 of mail\.old/],
  ['getaddrinfo ENOTFOUND mail.old.example', /^The name mail\.old\.example has no address/],
  ['getaddrinfo EAI_AGAIN mail.old.example', /^The name mail\.old\.example has no address/],
  ['Connection timeout', /^No answer from port 587 of mail\.old\.example/],
  ['connect ETIMEDOUT 192.0.2.7:587', /^No answer from port 587/],
  ['Greeting never received', /^No greeting came from port 587 of/],
  ['self-signed certificate', /^The TLS certificate of mail\.old\.example is not trusted/],
  ['unable to verify the first certificate', /^The TLS certificate/],
  ['certificate has expired', /^The TLS certificate/],
  ["Hostname/IP does not match certificate's altnames", /^The TLS certificate/],
  [
    'write EPROTO 4017:error:0A00010B:SSL routines::wrong version number',
    /^TLS does not begin at once at port 587/,
  ],
  ['connect EHOSTUNREACH 192.0.2.7:587', /^Check that the server at port 587 of mail\.old/],
  ['Unexpected socket close', /^Check that the server at port 587/],
];

describe("the old provider's server", () => {
  test.each(CASES)('%s', (response, fix) => {
    const host = 'mail.old.example';
    const found = explainReply({
      via: 'old',
      host,
      port: 587,
      code: null,
      response,
      ambiguous: false,
    });
    expect(found.code).toBe('send/unreachable');
    expect(found.message).toBe(
      `The connection to the old provider's server mail.old.example:587 failed: ${response}`,
    );
    expect(found.fix).toMatch(fix);
    expect(found.fix).toMatch(/SMTP_URL/);
    // Nothing of SES: not its Region, its ports or its credentials.
    expect(found.fix).not.toMatch(/SES|Region|probe-ports/);
  });
});

test('a leg of an application is about its own server', () => {
  const found = explainReply({
    ...{ via: 'resend', host: 'smtp.resend.com', port: 465, code: null, ambiguous: false },
    response: 'connect ECONNREFUSED 192.0.2.7:465',
  });
  expect(found.message).toContain('smtp.resend.com:465');
  expect(found.fix).toMatch(/options of that transport/);
  expect(found.fix).not.toMatch(/SMTP_URL|Region/);
});

test.each(['smtp', 'api'])('of SES over %s the Region and the ports are checked', (via) => {
  const found = explainReply({
    ...{ via, host: 'email-smtp.eu-west-1.amazonaws.com', code: null, ambiguous: false },
    response: 'connect ECONNREFUSED 192.0.2.7:587',
  });
  expect(found.fixes).toEqual([
    expect.objectContaining({ command: 'ses-migrate send-test --probe-ports' }),
  ]);
});

test('behind an HTTP proxy the way that it carries comes first', () => {
  const found = explainReply({
    ...{ via: 'smtp', host: 'h', port: 587, code: null, ambiguous: false },
    response: 'Connection timeout',
  });
  expect(besideProxy(found, null, SEND_OVER_API)).toEqual(found);
  const [first, ...others] = besideProxy(found, 'HTTPS_PROXY', SEND_OVER_API).fixes ?? [];
  expect(first?.say).toMatch(/^SMTP and IMAP do not go through the HTTP proxy that HTTPS_PROXY/);
  expect(first?.command).toBe('ses-migrate send-test --via api');
  expect(others).toEqual(found.fixes);
});
