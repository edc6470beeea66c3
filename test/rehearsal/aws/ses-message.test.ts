import {
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutSuppressedDestinationCommand,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { expect, test } from 'vitest';
import { faultOfAddress, faultOfMessage } from '../../../src/rehearsal/aws/ses/message-check.ts';
import { parseMessage } from '../../../src/rehearsal/inbox/headers.ts';
import { refusalReply } from '../../../src/rehearsal/smtp/replies.ts';
import { refusal, startWorld, type TestWorld } from './world.ts';

const FROM = 'From: app@acme.example\r\n';
const TO = ['nina@b.example'];

function faultOf(header: string, to: readonly string[] = TO, sender = ''): string | null {
  return faultOfMessage(parseMessage(Buffer.from(`${header}\r\nHello\r\n`)), to, sender);
}

test.each([
  [`${FROM}Subject: a\r\nSubject: b\r\n`, "Duplicate header 'Subject'."],
  [`${FROM}To: a@b.example\r\nto: c@b.example\r\n`, "Duplicate header 'To'."],
  [`${FROM}FROM: b@acme.example\r\n`, "Duplicate header 'From'."],
  [`${FROM}message-id: <a@b>\r\nMessage-ID: <c@d>\r\n`, "Duplicate header 'Message-ID'."],
  [`${FROM}MIME-Version: 1.0\r\nMime-Version: 1.0\r\n`, "Duplicate header 'MIME-Version'."],
  [
    `${FROM}Content-Type: text/plain\r\nContent-Type:\r\n text/html\r\n`,
    "Duplicate header 'Content-Type'.",
  ],
  ['Subject: a\r\n', "Missing required header 'From'."],
  ['', "Missing required header 'From'."],
  [`${FROM}Cc: nina\r\n`, "Missing final '@domain'"],
  [`${FROM}Reply-To: a..b@c.example\r\n`, 'Local address contains dot-dot'],
  ['From: Acme <app@acme.example.>\r\n', 'Domain ends with dot'],
])('a message %j is refused: %s', (header, fault) => {
  expect(faultOf(header)).toBe(fault);
});

test.each([
  [FROM],
  [`${FROM}Received: by a\r\nReceived: by b\r\n`],
  [`${FROM}X-Tag: a\r\nX-Tag: b\r\n`],
  [`${FROM}DKIM-Signature: a\r\nDKIM-Signature: b\r\n`],
  [`${FROM}To: undisclosed-recipients:;\r\n`],
  [`From: "Acme, Inc." <app@acme.example>\r\nTo: Team: a@b.example, c@b.example;\r\n`],
])('a message %j is taken', (header) => {
  expect(faultOf(header)).toBeNull();
});

test('50 recipients are taken and 51 are not', () => {
  const many = Array.from({ length: 51 }, (_, index) => `a${index}@b.example`);
  expect(faultOf(FROM, many.slice(1))).toBeNull();
  expect(faultOf(FROM, many)).toBe('Recipient count exceeds 50.');
});

test('the sender of an API call stands in for the From field', () => {
  expect(faultOf('Subject: a\r\n', TO, 'app@acme.example')).toBeNull();
});

test.each([
  ['nina', "Missing final '@domain'"],
  ['nina@', "Missing final '@domain'"],
  ['@b.example', 'Missing local name'],
  ['ni na@b.example', 'Local address contains control or whitespace'],
  ['ni\tna@b.example', 'Local address contains control or whitespace'],
  ['nína@b.example', 'Local address contains control or whitespace'],
  ['.nina@b.example', 'Local address starts with dot'],
  ['nina.@b.example', 'Local address ends with dot'],
  ['ni..na@b.example', 'Local address contains dot-dot'],
  ['ni,na@b.example', 'Local address contains illegal character'],
  ['a@b@c.example', 'Local address contains illegal character'],
  ['nina@b..example', 'Domain contains dot-dot'],
  ['nina@.b.example', 'Domain starts with dot'],
  ['nina@b.example.', 'Domain ends with dot'],
  ['nina@b_c.example', 'Domain contains illegal character'],
  ['nina@b c.example', 'Domain contains control or whitespace'],
  ['nina@bücher.example', 'Domain contains control or whitespace'],
  ['nina+tag@b.example', null],
  ["o'hara@b.example", null],
  ['"ni na"@b.example', null],
  ['a@xn--bcher-kva.example', null],
])('the address %j: %s', (address, fault) => {
  expect(faultOfAddress(address)).toBe(fault);
});

test('SMTP says the same as the API, after its own words', () => {
  const text = "Duplicate header 'To'.";
  expect(refusalReply({ kind: 'malformed', text }, 'eu-central-1')).toEqual({
    code: 554,
    text: "Transaction failed: Duplicate header 'To'.",
  });
});

function rawTo(to: string, header: string, set?: string): SendEmailCommand {
  return new SendEmailCommand({
    Destination: { ToAddresses: [to] },
    Content: { Raw: { Data: Buffer.from(`${header}\r\nHello\r\n`) } },
    ...(set === undefined ? {} : { ConfigurationSetName: set }),
  });
}

async function inProduction(): Promise<TestWorld> {
  const world = await startWorld({ faults: { situation: 'production' } });
  const name = 'app@acme.example';
  await world.ses().send(new CreateEmailIdentityCommand({ EmailIdentity: name }));
  world.aws.verifyAddress(name);
  return world;
}

test('the API refuses the form of a message before it sends anything', async () => {
  await using world = await inProduction();
  expect(
    await refusal(world.ses().send(rawTo('a@b.example', `${FROM}To: x\r\nTo: y\r\n`))),
  ).toEqual({
    name: 'BadRequestException',
    status: 400,
    message: "Duplicate header 'To'.",
  });
  expect(world.delivered).toEqual([]);
});

test.each(['gone@b.example', 'Gone@b.example', 'GONE@B.EXAMPLE'])(
  'mail to %s is stopped by the entry Gone@B.example, whatever the case',
  async (to) => {
    await using world = await inProduction();
    const entry = { EmailAddress: 'Gone@B.example', Reason: 'BOUNCE' } as const;
    await world.ses().send(new PutSuppressedDestinationCommand(entry));
    await world.ses().send(rawTo(to, FROM));
    expect(world.delivered).toEqual([]);
  },
);

test.each([
  [['COMPLAINT'], 'COMPLAINT', 0],
  [['COMPLAINT'], 'BOUNCE', 1],
  [['BOUNCE'], 'COMPLAINT', 1],
  [[], 'BOUNCE', 1],
] as const)(
  'a set that suppresses for %j: an entry for %s lets %d message through',
  async (reasons, reason, delivered) => {
    await using world = await inProduction();
    const ses = world.ses();
    await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'shop' }));
    const options = { ConfigurationSetName: 'shop', SuppressedReasons: [...reasons] };
    await ses.send(new PutConfigurationSetSuppressionOptionsCommand(options));
    const entry = { EmailAddress: 'gone@b.example', Reason: reason };
    await ses.send(new PutSuppressedDestinationCommand(entry));
    await ses.send(rawTo('gone@b.example', FROM, 'shop'));
    expect(world.delivered).toHaveLength(delivered);
  },
);
