import addressparser from 'nodemailer/lib/addressparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Refusal } from '../../contract.ts';
import { fieldValue, parseMessage } from '../../inbox/headers.ts';
import { TAG_HEADER, tagsInHeader } from '../../inbox/message-tags.ts';
import type { SendFaults } from '../../send-faults.ts';
import { AwsError, badRequest, notFound } from '../errors.ts';
import { list, type Read, required, struct, text } from '../shape.ts';
import { type SesOperation, sesOperation } from './operation.ts';
import type { SendingService } from './sending.ts';

const content = struct({ Data: required(text()), Charset: text() });
const destination = {
  ToAddresses: list(text()),
  CcAddresses: list(text()),
  BccAddresses: list(text()),
};
const simple = {
  Subject: required(content),
  Body: required(struct({ Text: content, Html: content })),
  Headers: list(
    struct({
      Name: required(text({ min: 1, max: 126, pattern: /^[!-9;-@A-~]+$/ })),
      Value: required(text({ min: 1, max: 995, pattern: /^[ -~]*$/ })),
    }),
    { max: 15 },
  ),
  Attachments: list(
    struct({
      RawContent: required(text()),
      FileName: required(text({ min: 1, max: 255 })),
      ContentDisposition: text(),
      ContentDescription: text({ max: 1000 }),
      ContentId: text({ min: 1, max: 78 }),
      ContentTransferEncoding: text(),
      ContentType: text({ min: 1, max: 78 }),
    }),
  ),
};
const request = {
  Content: required(
    struct({
      Simple: struct(simple),
      Raw: struct({ Data: required(text()) }),
      Template: struct({ TemplateName: text() }),
    }),
  ),
  FromEmailAddress: text(),
  Destination: struct(destination),
  ReplyToAddresses: list(text()),
  FeedbackForwardingEmailAddress: text(),
  ConfigurationSetName: text(),
  EmailTags: list(
    struct({
      Name: required(text({ min: 1, max: 256, pattern: /^[\w.@-]+$/ })),
      Value: required(text({ max: 256 })),
    }),
    { max: 50 },
  ),
};
type Request = Read<typeof request>;

interface Message {
  readonly action: 'ses:SendEmail' | 'ses:SendRawEmail';
  readonly from: string;
  readonly recipients: readonly string[];
  readonly raw: Buffer;
}

export function sendEmail(desk: SendingService, region: string, faults: SendFaults): SesOperation {
  return sesOperation({
    name: 'SendEmail',
    on: ['POST /v2/email/outbound-emails'],
    input: request,
    // The desk judges the action that the content needs, on all identities involved.
    resource: () => null,
    async run(input, call) {
      const message = await compose(input);
      const fault = faults.api();
      if (fault !== null) throw new AwsError(fault.code, fault.status, fault.message);
      const outcome = await desk.submitAs(message.action, {
        via: 'api',
        principal: call.principal,
        from: message.from,
        recipients: message.recipients,
        raw: message.raw,
        configurationSet: input.ConfigurationSetName ?? null,
        tags: {
          ...tagsInHeader(fieldValue(parseMessage(message.raw), TAG_HEADER)),
          ...Object.fromEntries((input.EmailTags ?? []).map(({ Name, Value }) => [Name, Value])),
        },
      });
      if ('refusal' in outcome) throw inApiWords(outcome.refusal, region);
      return { MessageId: outcome.messageId };
    },
  });
}

async function compose(input: Request): Promise<Message> {
  const { Simple, Raw, Template } = input.Content;
  if ([Simple, Raw, Template].filter((given) => given !== undefined).length !== 1) {
    throw badRequest('Content must have exactly one of Simple, Raw and Template.');
  }
  const message = Raw ? composeRaw(input, Raw.Data) : await composeSimple(input);
  if (message.recipients.length === 0) throw badRequest('No recipients specified.');
  return message;
}

function addresses(field: string | null | undefined): readonly string[] {
  return addressparser(field ?? '', { flatten: true }).map((mailbox) => mailbox.address);
}

function destinationOf({ Destination: to }: Request): readonly string[] {
  const all = [to?.ToAddresses, to?.CcAddresses, to?.BccAddresses].flatMap((list) => list ?? []);
  return all.flatMap(addresses);
}

/** What the request leaves out is taken from the message's header. */
function composeRaw(input: Request, data: string): Message {
  const raw = Buffer.from(data, 'base64');
  const header = parseMessage(raw);
  const given = destinationOf(input);
  const inHeader = ['To', 'Cc', 'Bcc'].flatMap((name) => addresses(fieldValue(header, name)));
  const from = input.FromEmailAddress ?? fieldValue(header, 'From');
  return {
    action: 'ses:SendRawEmail',
    from: addresses(from)[0] ?? '',
    recipients: given.length > 0 ? given : inHeader,
    raw,
  };
}

async function composeSimple(input: Request): Promise<Message> {
  const { Simple } = input.Content;
  if (!Simple) throw badRequest('Template does not exist.');
  const { Subject, Body } = Simple;
  if (!Body.Text && !Body.Html) throw badRequest('The message body must have Text or Html.');
  if (!input.FromEmailAddress) throw badRequest('FromEmailAddress must be specified.');
  const composer = new MailComposer({
    from: input.FromEmailAddress,
    to: [...(input.Destination?.ToAddresses ?? [])],
    cc: [...(input.Destination?.CcAddresses ?? [])],
    replyTo: [...(input.ReplyToAddresses ?? [])],
    subject: Subject.Data,
    ...(Body.Text ? { text: Body.Text.Data } : {}),
    ...(Body.Html ? { html: Body.Html.Data } : {}),
    headers: (Simple.Headers ?? []).map(({ Name, Value }) => ({ key: Name, value: Value })),
    attachments: (Simple.Attachments ?? []).map((attachment) => ({
      filename: attachment.FileName,
      content: Buffer.from(attachment.RawContent, 'base64'),
      ...(attachment.ContentType ? { contentType: attachment.ContentType } : {}),
      ...(attachment.ContentId ? { cid: attachment.ContentId } : {}),
    })),
    newline: '\r\n',
  });
  return {
    action: 'ses:SendEmail',
    from: addresses(input.FromEmailAddress)[0] ?? '',
    recipients: destinationOf(input),
    raw: await composer.compile().build(),
  };
}

/** The refusals of the desk as the API says them (SES API v2, SendEmail, Errors). */
function inApiWords(refusal: Refusal, region: string): AwsError {
  switch (refusal.kind) {
    case 'not-verified':
      return new AwsError(
        'MessageRejected',
        400,
        `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${refusal.identities.join(', ')}`,
      );
    case 'malformed':
      return badRequest(refusal.text);
    case 'rate':
      return new AwsError('TooManyRequestsException', 429, 'Maximum sending rate exceeded.');
    case 'quota':
      return new AwsError('TooManyRequestsException', 429, 'Daily message quota exceeded.');
    case 'denied':
      return new AwsError(
        'AccessDeniedException',
        403,
        `User \`${refusal.arn}' is not authorized to perform \`${refusal.action}' on resource \`${refusal.resource}'`,
      );
    case 'suspended':
    case 'paused':
      return new AwsError(
        refusal.kind === 'paused' ? 'SendingPausedException' : 'AccountSuspendedException',
        400,
        `Sending ${refusal.kind} for this account. For more information, please check the inbox of the email address associated with your AWS account.`,
      );
    case 'mail-from':
      return new AwsError(
        'MailFromDomainNotVerifiedException',
        400,
        'DNS setup for MAIL FROM domain is invalid.',
      );
    case 'no-configuration-set':
      return notFound(`Configuration set <${refusal.name}> does not exist.`);
  }
}
